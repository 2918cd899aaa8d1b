"""An admin sets what holds for every customer and every coach.

/settings → limits     how many sessions a customer may have, the gap between a coach's, how
                       long a time is held for a customer's last look, how long a request waits for
                       an answer, other times are held and people may still write
                       after a session → card
"""

from typing import Final

from domain.appointments.correspondence import KEPT
from domain.business.business_settings import BOUNDS
from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.limit_numbers import LimitEditor, LimitField
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits
from handlers.wording.words import Words


@button("yga")
class BusinessLimits(Press):
    """The limits of the business."""


@button("yge")
class EditBusinessLimit(Press):
    """Another one. field: a key of TABLE."""

    field: str


@button("ygv")
class SetBusinessLimit(Press):
    """This much."""

    field: str
    value: int


TABLE: Final = {
    "o": LimitField("open_limit", BOUNDS["open_limit"], (1, 3, 5, 10, 20, 50)),
    "d": LimitField("customer_day", BOUNDS["customer_day"], (0, 1, 2, 3)),
    "w": LimitField("customer_week", BOUNDS["customer_week"], (0, 1, 2, 3, 5, 7)),
    "g": LimitField("gap", BOUNDS["gap"], (0, 5, 10, 15, 30, 60), minutes=True, none="no_gap"),
    "h": LimitField(
        "hold_minutes", BOUNDS["hold_minutes"], (0, 3, 5, 10), minutes=True, none="no_hold"
    ),
    "a": LimitField(
        "answer_minutes",
        BOUNDS["answer_minutes"],
        (0, 120, 360, 720, 1440, 2880),
        minutes=True,
        none="no_answer",
    ),
    "f": LimitField(
        "offer_minutes", BOUNDS["offer_minutes"], (60, 240, 720, 1440, 2880), minutes=True
    ),
    "m": LimitField(
        "writing_minutes",
        BOUNDS["writing_minutes"],
        (0, 1440, 4320, 10080, 20160, 43200),
        minutes=True,
        none="no_writing",
    ),
}
LIMITS: Final[LimitEditor[Business]] = LimitEditor(
    "business",
    TABLE,
    lambda business, code: EditBusinessLimit(code),
    lambda business, code, value: SetBusinessLimit(code, value),
    lambda business: BusinessLimits(),
    lambda business: {},
)


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("limits.key"), BusinessLimits())


async def show(turn: Turn, press: BusinessLimits) -> Reply:
    """All of them."""
    return Reply(_page(turn, turn.catalogue.business))


def _page(turn: Turn, business: Business) -> Screen:
    words, gap, hold_minutes = turn.words, business.gap, business.hold_minutes
    answers, offer_minutes = business.answer_minutes, business.offer_minutes
    lines = [
        words.plural("limits.open", business.open_limit),
        limits.caps(words, "customer", business.customer_caps),
        words.text("limits.gap", gap=words.length(gap)) if gap else words.text("limits.gapless"),
        words.text("limits.kept", kept=words.length(hold_minutes))
        if hold_minutes
        else words.text("limits.unkept"),
        words.text("limits.answers", length=words.length(answers))
        if answers
        else words.text("limits.answers_any"),
        words.text("limits.offers", length=words.length(offer_minutes)),
        _writing(words, business.writing_minutes),
    ]
    head = words.text("limits.of_business", business=business.name)
    text = "\n\n".join((head, "\n".join(lines)))
    return Screen(text, (*LIMITS.keys(turn, business), way_out(words, ShowBusiness())))


def _writing(words: Words, minutes: int) -> str:
    """How long people may write about a session, and how long what they wrote is kept."""
    retention = words.length(int(KEPT.total_seconds()) // 60)
    if not minutes:
        return words.text("limits.writing_ends", kept=retention)
    return words.text("limits.writing", length=words.length(minutes), kept=retention)


_RECORD: Final = record_of(_page)
SCRIPT = merge_scripts(
    Script(presses={BusinessLimits: Step(show, Permission.BUSINESS)}),
    _RECORD.script(LIMITS.field("business.limit", EditBusinessLimit, SetBusinessLimit)),
)
