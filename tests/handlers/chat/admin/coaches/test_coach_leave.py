"""The team takes time off for a coach, and gives it back."""

from datetime import date

import pytest

from handlers.buttons.links import CoachCard
from handlers.chat.admin.coaches.coach_leave import CoachLeave, GiveBackNow
from handlers.chat.admin.coaches.coach_rule_links import AskRuleBack, SaveCoachRule
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, book, house, with_anna
from tests.handlers.doorstep import ALEX, BEN, Visitor

__all__ = ["house"]


async def test_an_admin_takes_leave_for_a_coach_and_gives_it_back(house: Database) -> None:
    _, anna, _ = await with_anna(house)
    alex = Visitor(house, ALEX, "Alex")
    assert "Leave of Anna Berg" in await alex.press(CoachLeave(anna.id))
    assert "I read: <b>Mon, 12 May 2031</b>" in await alex.type("12 May")
    save = alex.key("✓ Save")
    screen = await alex.press(save)
    assert "Mon, 12 May 2031" in screen
    assert "Saved ✓" in alex.toast()
    assert await alex.press(save) == screen  # pressed twice it is one
    back = next(label for label in alex.labels() if "12 May" in label)
    await alex.press(alex.key(back))
    assert "12 May" not in await alex.press(alex.key("Delete this leave"))
    async with house.read() as reader:
        rows = await reader.fetch(
            "SELECT action FROM audit WHERE entity = 'leave' AND coach_id = $1 ORDER BY id", anna.id
        )
    assert [row[0] for row in rows] == ["take_leave", "give_back_leave"]


async def test_where_somebody_is_booked_their_answer_comes_first(house: Database) -> None:
    _, anna, _ = await with_anna(house)
    await book(house, TEN)
    alex = Visitor(house, ALEX, "Alex")
    await alex.press(CoachLeave(anna.id))
    await alex.type("8 May")
    assert "1 session with Anna Berg is booked then" in await alex.press(alex.key("✓ Save"))
    assert "is offered" in await alex.press(alex.key("What becomes of them"))


async def test_a_coach_takes_none_for_another(house: Database) -> None:
    _, anna, _ = await with_anna(house)
    ben = Visitor(house, BEN, "Ben")
    for press in (CoachLeave(anna.id), GiveBackNow(anna.id, 1)):
        assert "Leave of" not in await ben.press(press)


@pytest.mark.parametrize(
    ("language", "typed", "save", "back", "undo"),
    [
        ("en", "every Friday 14-18", "✓ Save", "Delete this leave", "↩ Undo"),
        ("de", "jeden Freitag 14-18", "✓ Speichern", "Freie Zeit löschen", "↩ Rückgängig"),
    ],
)
async def test_leave_that_repeats_is_taken_and_given_back_for_a_coach(
    house: Database, language: str, typed: str, save: str, back: str, undo: str
) -> None:
    _, anna, _ = await with_anna(house)
    alex = Visitor(house, ALEX, "Alex")
    alex.person["language_code"] = language
    await alex.press(CoachLeave(anna.id))
    await alex.type(typed)
    taken = alex.key(save)
    screen = await alex.press(taken)
    assert "14:00–18:00" in screen
    assert await alex.press(taken) == screen  # pressed twice it is one
    rules = [one for one in map(alex.key, alex.labels()) if isinstance(one, AskRuleBack)]
    rule = max(rules, key=lambda one: one.rule)
    await alex.press(rule)
    await alex.press(alex.key(back))
    await alex.press(alex.key(undo))
    rules = [one for one in map(alex.key, alex.labels()) if isinstance(one, AskRuleBack)]
    rule = max(rules, key=lambda one: one.rule)
    await alex.press(rule)
    await alex.press(alex.key(back))
    left = [one for one in map(alex.key, alex.labels()) if isinstance(one, AskRuleBack)]
    assert left == [one for one in rules if one != rule]
    assert await alex.press(rule)


async def test_leave_that_repeats_over_a_session_names_it_and_saves_nothing(
    house: Database,
) -> None:
    _, anna, _ = await with_anna(house)
    booked = await book(house, TEN)
    alex = Visitor(house, ALEX, "Alex")
    await alex.press(CoachLeave(anna.id))
    await alex.type("every Thursday")
    screen = await alex.press(alex.key("✓ Save"))
    assert "1 session with Anna Berg is booked then. Nothing is saved yet." in screen
    assert CoachCard(booked.id) in [alex.key(label) for label in alex.labels()]
    forged = SaveCoachRule(anna.id, 0, 0, -5, 10**6, date(2031, 5, 5), date(2031, 5, 1))
    assert await alex.press(forged)
