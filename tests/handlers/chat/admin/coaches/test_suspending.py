"""The team suspends a coach in the chat: until when, and why."""

from domain.coaches.suspension import LONGEST_REASON
from handlers.buttons.suspension_links import AskSuspend
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, Visitor
from tests.house import open_house


async def test_a_reason_that_is_too_long_is_refused_and_the_one_before_stays(
    database: Database,
) -> None:
    house, alex = await open_house(database), Visitor(database, ALEX, "Alex")
    await alex.type("/start")
    await alex.press(AskSuspend(house.coach.id, 0))
    assert "no reply" in await alex.type("2 weeks: no reply")
    for typed in ("x" * (LONGEST_REASON + 1), f"3 weeks: {'x' * (LONGEST_REASON + 1)}"):
        reply = await alex.type(typed)
        assert "A reason has 1 to 300 characters" in reply
        assert "no reply" in reply
    assert "x" * LONGEST_REASON in await alex.type("x" * LONGEST_REASON)
