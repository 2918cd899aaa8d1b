"""A coach says why they turn down, or call off, all dates of a series; and sets limits aside."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from domain.appointments.appointment import Status
from domain.messages.notices import NoticeKind
from domain.series.series import mark
from domain.services.rules import Rules
from domain.services.service import Approval
from handlers.actions.series.series_messages import about_series
from handlers.buttons.coach_keys import Approve
from handlers.buttons.links import Appointments, CoachCard, ShowAppointment
from handlers.buttons.series_keys import DeclineSeries
from handlers.buttons.series_links import AskCallOffSeries, ShowSeriesPlan
from handlers.chat.coach.series import DeclineSeriesNow
from handlers.chat.everyone.series_dates import AskAnyway, CarryOut
from handlers.notices.rendering import compose
from handlers.wording.words import words_for
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.actions.limited import limit
from tests.handlers.actions.planned_series import FIRST, Planner
from tests.handlers.doorstep import Visitor
from tests.handlers.fitting import excess
from tests.handlers.largest_words import NAMES
from tests.house import NOW, House, Plan, chat_of, open_house


async def open_series_house(database: Database, approval: Approval = Approval.AUTO) -> House:
    rules = {"rules": Rules(horizon_days=90)}
    return await open_house(database, Plan(customers=2, approval=approval, service=rules))


async def notice_texts(house: House, kind: str) -> list[str]:
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT facts::text FROM outbox WHERE kind = $1", kind)
    each: list[Any] = [orjson.loads(row[0]) for row in rows]
    return [compose(kind, one, words_for("en"), None).text.plain for one in each]


def coach_of(house: House) -> Visitor:
    return Visitor(house.database, chat_of(house.coach_person), "Anna", now=NOW)


async def test_a_whole_series_is_declined_with_a_typed_reason(database: Database) -> None:
    house = await open_series_house(database, Approval.MANUAL)
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    anna = coach_of(house)
    question = await anna.press(DeclineSeries(dates[0].id, mark(dates)))
    assert question.startswith("<b>Decline these 3 dates?</b>")
    assert "Type a reason for the customer" in question
    assert "Decline without a reason" in anna.labels()
    await anna.type("I am away until summer")
    assert {one.status for one in await mia.dates(dates[0])} == {Status.DECLINED}
    [news] = await notice_texts(house, "series_declined")
    assert "I am away until summer" in news
    # Asked again, there is nothing left to decline.
    await anna.press(DeclineSeries(dates[0].id, mark(dates)))
    assert len(await notice_texts(house, "series_declined")) == 1


async def test_of_a_series_that_is_declined_in_part_the_rest_is_named(database: Database) -> None:
    house = await open_series_house(database, Approval.MANUAL)
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    anna = coach_of(house)
    customer = Visitor(house.database, chat_of(house.customer), "Mia", now=NOW)
    await anna.press(Approve(dates[0].id, dates[0].version))
    assert "Series: 1 of 3\n" in await customer.press(ShowAppointment(dates[0].id))
    await anna.press(DeclineSeriesNow(dates[1].id, mark(dates[1:])))
    [news] = await notice_texts(house, "series_declined")
    assert news.startswith("✕ Anna Berg cannot take these dates of your series")
    for card in (ShowAppointment(dates[0].id), Appointments(0, 0)):
        assert "Series: 1 of 3, 1 still on" in await customer.press(card)
    assert "Series: 1 of 3, 1 still on" in await anna.press(CoachCard(dates[0].id))
    off = await customer.press(ShowAppointment(dates[1].id))
    assert "Series: 2 of 3\n" in off


@pytest.mark.parametrize(
    ("count", "stands", "language", "title"),
    [
        (1, 2, "en", "✕ Anna Berg cannot take this date of your series"),
        (2, 1, "en", "✕ Anna Berg cannot take these dates of your series"),
        (2, 0, "en", "✕ Anna Berg cannot take the series"),
        (1, 1, "de", "✕ Anna Berg kann diesen Termin deiner Serie nicht annehmen"),
        (3, 1, "de", "✕ Anna Berg kann diese Termine deiner Serie nicht annehmen"),
    ],
)
async def test_who_declines_some_dates_does_not_decline_the_series(
    database: Database, count: int, stands: int, language: str, title: str
) -> None:
    house = await open_series_house(database)
    dates = await Planner(house, house.customer).book_dates(3)
    more = {"stands": stands} if stands else {}
    kind = NoticeKind.SERIES_DECLINED
    facts = about_series(dates[:count], kind, house.customer.id, NOW, **more).facts
    assert compose(kind, facts, words_for(language), None).text.plain.startswith(f"{title}\n")


async def test_a_series_is_called_off_with_a_reason_or_none(database: Database) -> None:
    house = await open_series_house(database)
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    anna = coach_of(house)
    await anna.press(AskCallOffSeries(dates[1].id))
    assert "Yes, cancel 2" in anna.labels()
    await anna.type("x" * 301)  # too long: asked again
    assert "Yes, cancel 2" in anna.labels()
    await anna.type("The room is being painted")
    [news] = await notice_texts(house, "series_cancelled_by_coach")
    assert "The room is being painted" in news
    assert [one.status for one in await mia.dates(dates[0])] == [
        Status.CONFIRMED,
        Status.CANCELLED,
        Status.CANCELLED,
    ]


async def test_it_says_that_the_next_date_is_within_the_customers_notice(
    database: Database,
) -> None:
    house = await open_series_house(database)
    dates = await Planner(house, house.customer).book_dates(3)
    notice = "The next one is within the 12 hours of notice that customers have to give."
    eve = dates[0].starts_at - timedelta(hours=3)
    anna = Visitor(house.database, chat_of(house.coach_person), "Anna", now=eve)
    assert notice in await anna.press(AskCallOffSeries(dates[0].id))
    assert notice not in await anna.press(AskCallOffSeries(dates[1].id))


async def test_a_coach_is_asked_once_before_limits_are_set_aside(database: Database) -> None:
    house = await open_series_house(database)
    mia, planner = Planner(house, house.customer), Planner(house, house.coach_person)
    stands = await house.book(starts_at=FIRST)
    await limit(house, rules=Rules(horizon_days=10))
    draft = await planner.plan(3, origin=stands.id, customer=mia.person.id)
    anna = coach_of(house)
    await anna.press(ShowSeriesPlan(draft))
    assert "Take it all the same" in anna.labels()
    question = await anna.press(AskAnyway(draft))
    assert question.startswith("<b>Take this date all the same?</b>")
    assert "✕ too far ahead" in question
    press = anna.key(anna.labels()[0])
    assert isinstance(press, CarryOut)
    assert press.anyway == 1
    await anna.press(press)
    assert len(await mia.dates(stands)) == 3
    # Many dates, of a coach with the longest name, fit into a message.
    await house.database.write(
        lambda writer: catalogue.update_coach(writer, house.coach.id, name=NAMES[2])
    )
    await limit(house, rules=Rules(horizon_days=3))
    again = await house.book(starts_at=FIRST.replace(hour=10))
    most = await planner.plan(16, first=again.starts_at, origin=again.id, customer=mia.person.id)
    question = await anna.press(AskAnyway(most))
    assert "… and 5 more dates" in question
    assert excess(anna.calls[-1][1]) == [] or excess(anna.calls[-2][1]) == []
    # Who has no limits of their own to set aside is not asked.
    theirs = await mia.plan(2, first=FIRST.replace(hour=12))
    tom = Visitor(house.database, chat_of(house.customer), "Mia", now=NOW)
    await tom.press(ShowSeriesPlan(theirs))
    assert "Take it all the same" not in tom.labels()
    assert "Leave" in " ".join(tom.labels())
