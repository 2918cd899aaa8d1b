"""Returning customers are offered the same again, and find their usual time first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.service import Approval
from handlers.buttons.links import BookNext, NextFree, ShowAppointment, ShowMonth
from handlers.buttons.press import Home
from storage.appointments import booking
from storage.transactions import Database, Reader
from tests.handlers.doorstep import Visitor
from tests.house import House, Plan, open_house

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)  # ten in Berlin
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
AFTER = TUESDAY + 4 * HOUR


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2, approval=Approval.AUTO))


async def had(house: House, *starts: datetime, **more: Any) -> list[Appointment]:
    """Sessions that took place."""
    facts = {"status": Status.COMPLETED, **more}
    return [await house.book(starts_at=start, **facts) for start in starts]


def mia(house: House, language: str = "en", *, now: datetime = AFTER) -> Visitor:
    visitor = Visitor(house.database, 8000, "Customer 0", now=now)
    visitor.person["language_code"] = language
    return visitor


async def test_the_first_screen_begins_with_the_same_again(house: House) -> None:
    await had(house, TUESDAY - WEEK, TUESDAY)
    visitor = mia(house)

    await visitor.type("/start")
    assert visitor.labels()[:2] == [
        "↻ Anna Berg, same time next week",
        "Next free with Anna Berg",
    ]
    screen = await visitor.press(visitor.key("↻ Anna Berg, same time next week"))
    assert "Shall I book this?" in screen
    assert "Tue, 10 Mar 2026, 10:00" in screen
    assert "✓ Book now" in visitor.labels()
    await visitor.press(visitor.key("✓ Book now"))

    # The week that is booked by now is nobody's next time.
    await visitor.press(Home())
    assert visitor.labels()[0] == "↻ Anna Berg · Tue 17 Mar, 10:00"


async def test_the_first_screen_in_german(house: House) -> None:
    await had(house, TUESDAY)
    visitor = mia(house, "de", now=AFTER + 2 * WEEK)

    await visitor.type("/start")

    assert visitor.labels()[:2] == [
        "↻ Anna Berg · Di., 24. März, 10:00",
        "Nächster Termin bei Anna Berg",
    ]
    assert "Di., 24. März 2026, 10:00" in await visitor.press(visitor.key(visitor.labels()[0]))


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (1, "↻ Anna Berg, same time next week"),
        (5, "↻ Anna Berg, same time next week"),  # Sunday
        (6, "↻ Anna Berg · Tue 10 Mar, 10:00"),
        (7, "↻ Anna Berg · Tue 17 Mar, 10:00"),
    ],
)
async def test_the_next_week_is_not_the_one_that_has_begun(
    house: House, days: int, label: str
) -> None:
    await had(house, TUESDAY)
    visitor = mia(house, now=AFTER + timedelta(days=days))

    await visitor.type("/start")

    assert visitor.labels()[0] == label


async def test_the_receipt_of_what_took_place_offers_the_same_again(house: House) -> None:
    [session] = await had(house, TUESDAY)
    [missed] = await had(house, TUESDAY - WEEK, status=Status.NO_SHOW)
    visitor = mia(house)

    await visitor.press(ShowAppointment(session.id))
    assert visitor.labels()[:2] == ["Same time again: Tue 10 Mar, 10:00", "Book again"]
    assert "Tue, 10 Mar 2026, 10:00" in await visitor.press(visitor.key(visitor.labels()[0]))
    await visitor.press(ShowAppointment(missed.id))
    assert visitor.labels()[0] == "Book again"


async def test_a_time_that_is_taken_is_answered_with_those_most_like_it(house: House) -> None:
    [session] = await had(house, TUESDAY)
    await house.book(customer_id=house.customers[1].id, starts_at=TUESDAY + WEEK)
    visitor = mia(house)

    screen = await visitor.press(BookNext(session.id))

    assert screen.startswith("Your time would be <b>Tue 10 Mar, 10:00</b>.\n\n")
    assert visitor.labels()[:3] == ["Mon 9 Mar, 10:00", "Tue 10 Mar, 11:30", "Tue 17 Mar, 10:00"]
    assert "Tue, 17 Mar 2026, 10:00" in await visitor.press(visitor.key("Tue 17 Mar, 10:00"))
    german = await mia(house, "de").press(BookNext(session.id))
    assert german.startswith("Deine Zeit wäre <b>Di., 10. März, 10:00</b>.\n\n")


async def test_the_soonest_is_one_tap_away(house: House) -> None:
    await had(house, TUESDAY)
    visitor = mia(house)

    screen = await visitor.press(NextFree(house.service.id, house.coach.id))

    assert "Tue, 3 Mar 2026, 15:00" in screen
    assert "Shall I book this?" in screen


async def test_the_usual_time_comes_first_in_the_calendar(house: House) -> None:
    await had(house, TUESDAY - WEEK, TUESDAY)
    month = ShowMonth(house.service.id, house.coach.id, 0, AFTER.date())
    visitor = mia(house)

    await visitor.press(month)
    assert visitor.labels()[0] == "Your usual: Tue 10 Mar, 10:00"
    assert "Tue, 10 Mar 2026, 10:00" in await visitor.press(visitor.key(visitor.labels()[0]))
    await mia(house, "de").press(month)

    await house.book(starts_at=TUESDAY + WEEK)
    await visitor.press(month)
    assert visitor.labels()[0] == "Your usual: Tue 17 Mar, 10:00"
    german = mia(house, "de")
    await german.press(month)
    assert german.labels()[0] == "Wie immer: Di., 17. März, 10:00"


async def test_a_move_offers_the_usual_time_to_its_customer_alone(house: House) -> None:
    await had(house, TUESDAY - WEEK, TUESDAY)
    session = await house.book(starts_at=TUESDAY + WEEK + 2 * HOUR)
    month = ShowMonth(house.service.id, house.coach.id, session.id, session.starts_at.date())
    visitor, anna = mia(house), Visitor(house.database, 7002, "Anna", now=AFTER)

    await visitor.press(month)
    await anna.press(month)

    assert visitor.labels()[0] == "Your usual: Tue 10 Mar, 10:00"
    assert not any("usual" in label for label in anna.labels())


async def test_what_is_not_offered_any_more_is_not_offered_again(house: House) -> None:
    [session] = await had(house, TUESDAY)
    async with house.database.read() as reader:
        await reader.fetch("UPDATE services SET hidden = true")
    visitor = mia(house)

    await visitor.type("/start")
    assert not any("Anna" in label for label in visitor.labels())
    await visitor.press(ShowAppointment(session.id))
    assert visitor.labels()[0] == "Book again"
    for press in (BookNext(session.id), NextFree(house.service.id, house.coach.id)):
        assert "not offered any more" in await visitor.press(press)


async def test_somebody_elses_session_is_nobodys_to_book_again(house: House) -> None:
    [session] = await had(house, TUESDAY)
    stranger = Visitor(house.database, 8001, "Customer 1", now=AFTER)

    assert "Shall I book this?" not in await stranger.press(BookNext(session.id))
    assert "Shall I book this?" not in await stranger.press(BookNext(2**62))
    assert await stranger.press(NextFree(2**62, 2**62))


async def test_who_has_never_booked_is_asked_about_nowhere(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []
    fetch = Reader.fetch

    async def counting_fetch(self: Reader, sql: str, *values: Any) -> Sequence[Any]:
        statements.append(sql)
        return await fetch(self, sql, *values)

    monkeypatch.setattr(Reader, "fetch", counting_fetch)
    month = ShowMonth(house.service.id, house.coach.id, 0, AFTER.date())

    async def questions(visitor: Visitor) -> int:
        statements.clear()
        for act in (visitor.press(Home()), visitor.press(month)):
            await act
        return sum("ORDER BY starts_at DESC" in sql for sql in statements)

    newcomer, regular = Visitor(house.database, 8001, "Customer 1", now=AFTER), mia(house)
    assert await questions(newcomer) == 0
    await had(house, TUESDAY)
    assert await questions(regular) == 2  # one for each screen
    assert await questions(newcomer) == 0
    async with house.database.read() as reader:
        await reader.fetch("UPDATE people SET booked = NULL WHERE telegram_id = 8001")
    assert await questions(newcomer) == 2


async def test_a_session_that_comes_to_somebody_else_makes_them_one_who_has_booked(
    house: House,
) -> None:
    [session] = await had(house, TUESDAY)
    other = house.customers[1].id
    async with house.database.read() as reader:
        await reader.fetch(
            "UPDATE appointments SET customer_id = $1 WHERE id = $2", other, session.id
        )
        booked = await reader.fetch("SELECT booked FROM people WHERE id = $1", other)
    assert [row[0] for row in booked] == [True]


async def test_of_a_session_that_is_called_off_nothing_is_learnt(house: House) -> None:
    for session in [await house.book(starts_at=TUESDAY - n * WEEK) for n in range(2)]:
        await house.database.write(
            lambda w, a=session: booking.change(w, a, status=Status.CANCELLED, now=AFTER)  # type: ignore[misc]  # bound now
        )
    visitor = mia(house)

    await visitor.press(ShowMonth(house.service.id, house.coach.id, 0, AFTER.date()))
    assert not any("usual" in label for label in visitor.labels())
    await visitor.type("/start")
    assert not any("Anna" in label for label in visitor.labels())
