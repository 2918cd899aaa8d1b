"""What a coach reads about a customer on the card of a session, and one tap further."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from handlers.buttons.history_links import ShowHistory
from handlers.buttons.links import CoachCard
from handlers.wording import history
from handlers.wording.pens import HtmlPen
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, MIA, NOW, Visitor
from tests.house import House, Plan, open_house

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """A customer who has come twice, stayed away once and cancelled once, and comes again."""

    house: House
    coming: Appointment

    def visitor(self, person: int = ANNA, name: str = "Anna") -> Visitor:
        return Visitor(self.house.database, person, name)


@pytest.fixture
async def past(database: Database) -> Past:
    house = await open_house(database, Plan(customers=2))
    ended = [Status.COMPLETED, Status.NO_SHOW, Status.COMPLETED, Status.CANCELLED]
    for weeks, status in enumerate([*ended, Status.DECLINED], 1):
        await house.book(starts_at=NOW - weeks * 7 * DAY, status=status)
    other = house.customers[1].id
    await house.book(starts_at=NOW - DAY, status=Status.COMPLETED, customer_id=other)
    return Past(house, await house.book(starts_at=NOW + DAY))


async def test_a_card_says_which_visit_it_is_and_what_was_missed(past: Past) -> None:
    anna = past.visitor()

    assert "3rd visit\n1 session missed so far" in await anna.press(CoachCard(past.coming.id))

    shown = await anna.press(anna.key("History and notes"))
    assert shown.startswith("<b>Customer 0: history with you</b>\n\n3rd visit\n1 session missed")
    lines = [line.rpartition(" · ")[2] for line in shown.splitlines() if line.startswith("Mon")]
    assert lines == ["done", "missed", "done", "cancelled"]
    assert anna.key("‹ Back") == CoachCard(past.coming.id)


async def test_who_has_never_been_there_is_new(past: Past) -> None:
    first = await past.house.book(starts_at=NOW - 60 * DAY, status=Status.COMPLETED)
    anna = past.visitor()
    assert "New: first visit" in await anna.press(CoachCard(first.id))


async def test_the_history_has_pages_and_takes_forged_ones(past: Past) -> None:
    for days in range(40, 50):
        await past.house.book(starts_at=NOW - days * DAY, status=Status.COMPLETED)
    anna = past.visitor()
    await anna.press(ShowHistory(past.coming.id))
    assert "Older ›" in anna.labels()
    assert (await anna.press(anna.key("Older ›"))).count(" · done") == 6
    assert "Older ›" not in anna.labels()
    for page in (-5, 2**60):
        assert "history with you" in await anna.press(ShowHistory(past.coming.id, page))
    assert "history" not in await anna.press(ShowHistory(2**60))


async def test_the_team_reads_it_in_the_place_of_the_coach_and_customers_never(past: Past) -> None:
    await past.visitor(ALEX, "Alex").type("/start")
    screen = await past.visitor(ALEX, "Alex").press(ShowHistory(past.coming.id))
    assert "Customer 0: history with Anna Berg" in screen
    for person in (MIA, 8000):
        visitor = past.visitor(person, "Customer 0")
        assert "Only coaches" in await visitor.press(ShowHistory(past.coming.id))


@pytest.mark.parametrize(
    ("language", "visits"),
    [
        ("en", ["New: first visit", "2nd visit", "3rd visit", "4th visit", "11th visit"]),
        ("de", ["Neu: erster Besuch", "2. Besuch", "3. Besuch", "4. Besuch", "11. Besuch"]),
    ],
)
def test_a_visit_is_counted_as_people_say_it(language: str, visits: list[str]) -> None:
    pen = HtmlPen(words_for(language))
    assert [history.visit(pen, n) for n in (1, 2, 3, 4, 11)] == visits
