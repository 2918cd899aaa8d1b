"""A coach keeps an hour for something else: nobody can book it, and it is not leave."""

from datetime import date, timedelta

from domain.appointments.appointment import Appointment
from domain.appointments.week import EntryKind
from domain.appointments.week_layout import layout
from domain.roles import Actor
from domain.services.display_zones import of_calendar
from domain.working_hours.leave import Leave
from handlers.actions.services.catalogue import newest
from handlers.buttons.blocked_time_links import BlockTime
from handlers.buttons.links import CoachDay, CoachWeek, PickSlot
from handlers.chat.coach.blocked_time import BlockFrom, BlockUntil, SaveBlock
from handlers.pictures.week import facts
from handlers.queries.coaches import weeks
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, booked, house, with_anna
from tests.handlers.doorstep import ANNA, MIA, NOW, Visitor

__all__ = ["booked", "house"]

THURSDAY, FRIDAY = date(2031, 5, 8), date(2031, 5, 9)


async def test_an_hour_is_blocked_in_two_taps_and_given_back(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.press(CoachDay(FRIDAY))
    assert "Block time on Fri, 9 May 2031 (Berlin)" in await anna.press(anna.key("Block time"))
    assert anna.labels()[:3] == ["09:00–10:00", "10:00–11:00", "11:00–12:00"]
    assert "<b>Blocked</b>\n\nFri, 9 May 2031, 14:00–15:00" in await anna.press(
        anna.key("14:00–15:00")
    )
    _, coach, service = await with_anna(house)
    mia = Visitor(house, MIA, "Mia")
    start = int((TEN + timedelta(days=1, hours=4)).timestamp()) // 60
    assert "Shall I book this?" not in await mia.press(PickSlot(service.id, coach.id, 0, start))

    assert "No sessions on this day.\n\nBlocked: 14:00–15:00" in await anna.press(CoachDay(FRIDAY))
    await anna.press(anna.key("Blocked 14:00–15:00"))
    remove = anna.key("Remove the block")
    assert "Blocked" not in await anna.press(remove)
    assert anna.toast() == "It can be booked again."
    assert await anna.press(remove)  # pressed twice
    assert not (await newest(house)).coaches[coach.id].single_leaves[1:]


async def test_an_evening_without_an_hour_to_tap_asks_for_a_typed_one(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert "Tap an hour, or type one" in await anna.type("/busy")
    anna.now = NOW + timedelta(hours=13)
    shown = await anna.type("/busy")
    assert "Tap" not in shown
    assert "Type an hour and what it is for" in shown


async def test_an_order_to_block_is_understood_where_hours_are_asked_for(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    for ask in ("/busy", ""):
        if ask:
            await anna.type(ask)
        card = await anna.type(f"block {'tomorrow' if ask else 'Friday'} 2-3pm dentist")
        assert "14:00–15:00" in card
        assert "For: dentist" in card
    await anna.press(BlockTime(FRIDAY))
    assert "Fri, 9 May 2031, 16:00–17:00" in await anna.type("busy 16-17")


async def test_it_is_typed_with_a_label_that_only_the_coach_reads(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert "For: dentist" in await anna.type("/busy Friday 14-15 dentist")
    await anna.type("Block tomorrow 9-10")  # a message like any other
    await anna.press(BlockTime(FRIDAY))
    assert "For: gym &lt;3" in await anna.type("15:30-16 gym <3")
    day = await anna.press(CoachDay(FRIDAY))
    assert "Blocked: 14:00–15:00 (dentist), 15:30–16:00 (gym &lt;3)" in day
    week = await anna.press(CoachWeek(FRIDAY))
    assert "14:00–15:00  Blocked: dentist\n15:30–16:00  Blocked: gym &lt;3\nFree:" in week
    assert "On leave" not in week.split("Sat 10 May")[0]
    assert "09:00–10:00 (blocked)" in await anna.type("/leave")

    offered, coach, _ = await with_anna(house)
    monday = date(2031, 5, 5)
    shown = await weeks.of_coach(house, offered, coach, monday, actor=await _actor(anna), now=NOW)
    kept = [(one.label, one.kind) for one in shown.entries if one.kind is EntryKind.BLOCK]
    assert kept == [
        ("", EntryKind.BLOCK),
        ("dentist", EntryKind.BLOCK),
        ("gym <3", EntryKind.BLOCK),
    ]
    placed = layout(shown.entries, monday, coach.tz, int(NOW.timestamp()))
    drawn = facts(
        words_for("de"), placed, monday, of_calendar(coach.zone), NOW, lambda _: "", dark=False
    )
    titles = [one["title"] for one in drawn["blocks"] if one["kind"] == "block"]
    assert titles == ["Gesperrt", "dentist", "gym <3"]
    assert {"kind": EntryKind.BLOCK, "label": "gesperrt"} in drawn["legend"]


async def test_over_a_session_it_leads_to_what_becomes_of_that(
    house: Database, booked: Appointment
) -> None:
    anna = Visitor(house, ANNA, "Anna")
    plan = await anna.press(SaveBlock(THURSDAY, 10 * 60, 11 * 60))
    assert "Mia" in plan
    assert not [one for one in (await _anna(house)) if one.block]


async def test_nonsense_and_forged_hours_are_answered(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    for text in ("/busy tomorrow", "/busy 🎾", "/busy " + "x" * 4000):
        assert "Block time on" in await anna.type(text)
    for press in (
        SaveBlock(date.min, 0, 60),
        SaveBlock(FRIDAY, 600, 500),
        SaveBlock(FRIDAY, -5, 2**40),
        BlockFrom(date.max),
        BlockUntil(FRIDAY, 2**50),
        BlockTime(date.min),
    ):
        assert await anna.press(press)
    await anna.press(SaveBlock(FRIDAY, 840, 900))
    await anna.press(SaveBlock(FRIDAY, 840, 900))
    assert "Block time on" in await anna.press(SaveBlock(FRIDAY, 870, 930))  # half of it is
    assert [one.block for one in await _anna(house)].count(True) == 1
    assert "Only coaches" in await Visitor(house, MIA, "Mia").press(SaveBlock(FRIDAY, 840, 900))


async def _anna(database: Database) -> tuple[Leave, ...]:
    _, coach, _ = await with_anna(database)
    return coach.single_leaves


async def _actor(anna: Visitor) -> Actor:
    turn = await anna.bot.glance(ANNA)
    assert turn is not None
    return turn.actor
