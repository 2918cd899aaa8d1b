"""An admin sets whether customers are asked or told when somebody books for them.

/settings → bookings by coaches      asked or told, for everybody → the page
the coach's card → bookings by them  asked, told, or as the business does → the page
"""

from typing import Final

from domain.roles import Permission
from domain.services.catalogue import Business, Coach
from handlers.buttons.coach_links import ShowBusiness, ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.admin import coach_record
from handlers.chat.admin.coach_record import coach_of
from handlers.chat.admin.limit_numbers import SHARED
from handlers.chat.admin.settings import business_record
from handlers.chat.frame.editing import Facts, attribute, button_field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn


@button("yka")
class BusinessAskFirst(Press):
    """Whether customers are asked."""


@button("ykv")
class SetBusinessAskFirst(Press):
    """Asked (1), or told (0)."""

    asks: int


@button("kka")
class CoachAskFirst(Press):
    """Whether the customers of a coach are."""

    coach: int


@button("kkv")
class SetCoachAskFirst(Press):
    """Asked (1), told (0), or SHARED: as the business does."""

    coach: int
    asks: int


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("ask_first.key"), BusinessAskFirst())


def coach_key(turn: Turn, coach: Coach) -> Key:
    """The key that leads here from the card of a coach."""
    return Key(turn.words.label("ask_first.coach_key"), CoachAskFirst(coach.id))


async def of_business(turn: Turn, press: BusinessAskFirst) -> Reply:
    """As it is."""
    return Reply(_business_screen(turn, turn.catalogue.business))


async def of_coach(turn: Turn, press: CoachAskFirst) -> Reply:
    """As it is."""
    return Reply(await _own(turn, coach_of(turn, press.coach)))


def _business_screen(turn: Turn, business: Business) -> Screen:
    words = turn.words
    head = words.text("ask_first.of_business", business=business.name)
    text = "\n\n".join((head, _state(turn, asks=business.ask_first), words.text("ask_first.how")))
    rows = [
        _choice(turn, one, SetBusinessAskFirst(one), business.ask_first == one) for one in (1, 0)
    ]
    return Screen(text, (*rows, way_out(words, ShowBusiness())))


async def _own(turn: Turn, coach: Coach) -> Screen:
    words, own = turn.words, coach.ask_first
    head = words.text("ask_first.of_coach", coach=coach.name)
    asks = turn.catalogue.asks_first(coach)
    text = "\n\n".join((head, _state(turn, asks=asks), words.text("ask_first.how")))
    rows = [_choice(turn, one, SetCoachAskFirst(coach.id, one), own == one) for one in (1, 0)]
    rows.append(_choice(turn, SHARED, SetCoachAskFirst(coach.id, SHARED), own is None))
    return Screen(text, (*rows, way_out(words, ShowCoach(coach.id))))


def _state(turn: Turn, *, asks: bool) -> str:
    return turn.words.text("ask_first.asked" if asks else "ask_first.told")


def _choice(turn: Turn, one: int, press: Press, chosen: bool) -> Row:
    name = {1: "asked_key", 0: "told_key", SHARED: "shared_key"}[one]
    return (Key(turn.words.label(f"ask_first.{name}"), press, SUCCESS if chosen else None),)


def _of_coach(turn: Turn, coach: Coach, facts: Facts) -> bool | None:
    return None if facts["asks"] == SHARED else bool(facts["asks"])


_PUT: Final = attribute("ask_first")
SCRIPT = merge_scripts(
    Script(
        presses={
            BusinessAskFirst: Step(of_business, Permission.BUSINESS),
            CoachAskFirst: Step(of_coach, Permission.COACHES),
        }
    ),
    business_record.record_of(_business_screen).script(
        button_field(_PUT, {SetBusinessAskFirst: lambda turn, business, facts: bool(facts["asks"])})
    ),
    coach_record.record_of(_own).script(button_field(_PUT, {SetCoachAskFirst: _of_coach})),
)
