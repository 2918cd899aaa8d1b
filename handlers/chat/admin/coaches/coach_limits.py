"""An admin sets how many sessions a coach takes, and the gap between two of them.

the coach's card → limits     by day, by week, and the gap → card
"""

from typing import Final

from domain.business.offering_rules import A_DAY, A_WEEK, GAP
from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.coach_record import coach_of, record_of
from handlers.chat.admin.limit_numbers import SHARED, LimitEditor, LimitField
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits


@button("kga")
class CoachLimits(Press):
    """The limits of a coach."""

    coach: int


@button("kge")
class EditCoachLimit(Press):
    """Another one. field: a key of TABLE."""

    coach: int
    field: str


@button("kgv")
class SetCoachLimit(Press):
    """This much. value: SHARED for the business's own."""

    coach: int
    field: str
    value: int


TABLE: Final = {
    "d": LimitField("cap_day", A_DAY, (0, 2, 3, 4, 5, 8)),
    "w": LimitField("cap_week", A_WEEK, (0, 5, 10, 15, 20, 30)),
    "g": LimitField("gap", GAP, (SHARED, 0, 10, 15, 30, 60), minutes=True, none="no_gap"),
}
LIMITS: Final[LimitEditor[Coach]] = LimitEditor(
    "coach",
    TABLE,
    lambda coach, code: EditCoachLimit(coach.id, code),
    lambda coach, code, value: SetCoachLimit(coach.id, code, value),
    lambda coach: CoachLimits(coach.id),
    lambda coach: {"coach": coach.id},
)


def key(turn: Turn, coach: Coach) -> Key:
    """The key that leads here from the coach's card."""
    return Key(turn.words.label("limits.key"), CoachLimits(coach.id))


async def show(turn: Turn, press: CoachLimits) -> Reply:
    """All of them."""
    return Reply(await _page(turn, coach_of(turn, press.coach)))


async def _page(turn: Turn, coach: Coach) -> Screen:
    words, gap = turn.words, turn.catalogue.having(coach).gap_of(coach)
    lines = [
        limits.caps(words, "coach", coach.caps),
        words.text("limits.gap", gap=words.length(gap)) if gap else words.text("limits.gapless"),
    ]
    head = words.text("limits.of_coach", coach=coach.name)
    text = "\n\n".join((head, "\n".join(lines), words.text("limits.hint")))
    return Screen(text, (*LIMITS.keys(turn, coach), way_out(words, ShowCoach(coach.id))))


SCRIPT = merge_scripts(
    Script(presses={CoachLimits: Step(show, Permission.COACHES)}),
    record_of(_page).script(LIMITS.field("coach.limit", EditCoachLimit, SetCoachLimit)),
)
