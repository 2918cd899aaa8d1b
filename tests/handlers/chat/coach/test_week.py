"""A coach's week, as it is read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.appointments.appointment import Appointment
from domain.appointments.week import entries
from domain.refusals import NotAllowed, NotFound
from domain.roles import Role
from domain.time.spans import epoch
from handlers.buttons.limits import units_of_html
from handlers.buttons.links import CoachDay, CoachWeek, WeekPicture
from handlers.chat.coach import week_words
from handlers.chat.coach.week_words import LONGEST
from handlers.pictures import drawing
from handlers.queries.coaches import weeks
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, booked, house, with_anna
from tests.handlers.doorstep import ANNA, BEN, MIA, NOW, Visitor
from tests.house import acting

__all__ = ["booked", "house"]

pytestmark = pytest.mark.usefixtures("booked")


async def test_the_week_says_what_is_booked_and_what_is_free(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    week = await anna.type("/week")
    assert "<b>Thu 8 May</b>\n10:00–11:00  <b>Mia</b> ⏳\nFree: 09:00–10:00, 11:15–13:00" in week
    assert "<b>Mon 5 May</b> · today" in week
    assert "<b>Sat 10 May</b>\nNo working hours." in week
    assert anna.key("Thu 8 May") == CoachDay(date(2031, 5, 8))
    assert "Answer requests" in anna.labels()
    later = await anna.press(anna.key("Week of 12 May"))
    assert "No sessions in this week" in later
    assert "Mon 5 May" in await anna.press(anna.key("This week"))


@pytest.mark.parametrize(
    ("typed", "monday"),
    [
        ("/week next", "Mon 12 May – Sun, 18 May 2031"),
        ("/week next week", "Mon 12 May – Sun, 18 May 2031"),
        ("/week 14.8.", "Mon 11 Aug – Sun, 17 Aug 2031"),
        ("/week " + "🎾‽" * 2000, "Mon 5 May – Sun, 11 May 2031"),
        ("/week next Friday", "Which one did you mean"),
    ],
)
async def test_another_week_may_be_typed(house: Database, typed: str, monday: str) -> None:
    assert monday in await Visitor(house, ANNA, "Anna").type(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("/week x", "I cannot read “x” as a week. Type <code>/week next</code>"),
        ("/week 9999-12-31", "There is no such day: “9999-12-31”."),
        ("/week 2040-01-01", "“2040-01-01” is more than two years ahead."),
        ("/week " + "9" * 700, "I cannot read “9999"),
    ],
)
async def test_what_is_no_week_is_not_silently_taken_for_this_one(
    house: Database, typed: str, why: str
) -> None:
    answer = await Visitor(house, ANNA, "Anna").type(typed)
    assert answer.startswith(why)
    assert "Mon 5 May – Sun, 11 May 2031" in answer


async def test_of_time_that_runs_only_the_rest_is_free(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna", now=TEN + timedelta(hours=2, minutes=13))
    week = await anna.type("/week")
    assert "<b>Thu 8 May</b> · today\n10:00–11:00  <b>Mia</b> ⏳\nFree: 12:15–13:00" in week
    assert "<b>Wed 7 May</b>\nNothing booked." in week


async def test_a_week_far_away_and_a_forged_day_are_answered(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    for day in (date.min, date.max):
        assert "(Berlin)" in await anna.press(CoachWeek(day))


async def test_a_full_week_fits_into_one_message(house: Database, booked: Appointment) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("/week")
    turn = await anna.bot.glance(ANNA)
    assert turn is not None
    monday, coach = date(2031, 5, 5), turn.as_coach()
    begin = datetime(2031, 5, 4, 22, 0, tzinfo=UTC)
    starts = [begin + timedelta(hours=n) for n in range(168)]
    named = replace(booked, customer_name="محمد عبد الرحمن بن عبد العزيز " * 4)
    full = [replace(named, starts_at=s, ends_at=s + timedelta(hours=1)) for s in starts]
    week = weeks.Week(coach, monday, NOW, entries(coach, (), (), full, monday, epoch(NOW)))
    text = week_words.text(turn, week)
    assert LONGEST / 2 < units_of_html(text) <= LONGEST
    assert text.count("more sessions") == 7


async def test_nobody_reads_the_week_of_somebody_else(house: Database) -> None:
    offered, coach, _ = await with_anna(house)
    for asks in (Visitor(house, MIA, "Mia"),):
        assert "Only coaches" in await asks.press(CoachWeek(date(2031, 5, 8)))
    ben = await house.write(lambda w: people.register(w, TelegramProfile(BEN, "Ben")))
    mia = await house.write(lambda w: people.register(w, TelegramProfile(MIA, "Mia")))
    monday = date(2031, 5, 5)
    for actor, refusal in ((acting(ben, Role.COACH), NotFound), (acting(mia), NotAllowed)):
        with pytest.raises(refusal):
            await weeks.of_coach(house, offered, coach, monday, actor=actor, now=NOW)


async def test_the_week_is_shown_as_a_picture_and_as_text_again(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    week = await anna.type("/week")
    assert await anna.press(anna.key("As a picture")) == week
    assert "Week of 12 May" in anna.labels()
    assert "empty" not in await anna.press(anna.key("Dark picture"))
    assert [one[:4] for one in anna.uploads] == [b"\x89PNG"] * 2
    assert anna.uploads[0] != anna.uploads[1]
    assert anna.key("As text") == CoachWeek(date(2031, 5, 5))
    assert await anna.press(anna.key("As text")) == week


async def test_without_a_picture_there_is_the_text(
    house: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(drawing, "_SCRIPT", tmp_path / "missing.py")
    anna = Visitor(house, ANNA, "Anna")
    week = await anna.type("/week")
    assert await anna.press(WeekPicture(date(2031, 5, 8), 7)) == week
    assert "same week as text" in anna.toast()
    assert anna.uploads == []
