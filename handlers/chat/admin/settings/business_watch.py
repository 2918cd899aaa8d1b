"""An admin sets when somebody is flagged, and what follows from missed sessions.

/settings → looking out     from how many cancellations, missed sessions, times kept and let go, or
                            new accounts on; after how many missed sessions, within how long, all
                            is confirmed by hand → card
"""

from typing import Final

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
from handlers.wording import cards
from handlers.wording.words import Words


@button("yfa")
class WatchLimits(Press):
    """The numbers from which somebody is flagged."""


@button("yfe")
class EditWatch(Press):
    """Another number. field: a key of TABLE."""

    field: str


@button("yfv")
class SetWatch(Press):
    """This many."""

    field: str
    value: int


TABLE: Final = {
    "c": LimitField(
        "flag_cancellations", BOUNDS["flag_cancellations"], (0, 3, 5, 10), none="never"
    ),
    "n": LimitField("flag_no_shows", BOUNDS["flag_no_shows"], (0, 2, 3, 5), none="never"),
    "d": LimitField("flag_dropped", BOUNDS["flag_dropped"], (0, 10, 15, 30), none="never"),
    "b": LimitField("flag_burst", BOUNDS["flag_burst"], (0, 10, 20, 50), none="never"),
    "p": LimitField("no_show_limit", BOUNDS["no_show_limit"], (0, 1, 2, 3, 5), none="never"),
    "q": LimitField("no_show_days", BOUNDS["no_show_days"], (30, 60, 90, 180)),
}
LIMITS: Final[LimitEditor[Business]] = LimitEditor(
    "watch",
    TABLE,
    lambda business, code: EditWatch(code),
    lambda business, code, value: SetWatch(code, value),
    lambda business: WatchLimits(),
    lambda business: {},
)


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("watching.key"), WatchLimits())


async def show(turn: Turn, press: WatchLimits) -> Reply:
    """All of them."""
    return Reply(_page(turn, turn.catalogue.business))


def strict(words: Words, business: Business) -> str:
    """What follows from missed sessions, as HTML."""
    if not business.no_show_limit:
        return words.text("watching.not_strict")
    days = words.plural("length.days", business.no_show_days)
    return words.plural("watching.strict", business.no_show_limit, days=days)


def _page(turn: Turn, business: Business) -> Screen:
    words = turn.words
    flags = ("cancellations", "no_shows", "dropped", "burst")
    lines = [
        words.plural(f"watching.{name}", n)
        if (n := getattr(business, f"flag_{name}"))
        else words.text(f"watching.no_{name}")
        for name in flags
    ]
    title = words.text("watching.title", business=business.name)
    text = cards.with_title(
        title, "\n".join(lines), strict(words, business), words.text("watching.hint")
    )
    return Screen(text, (*LIMITS.keys(turn, business), way_out(words, ShowBusiness())))


_RECORD: Final = record_of(_page)
SCRIPT = merge_scripts(
    Script(presses={WatchLimits: Step(show, Permission.BUSINESS)}),
    _RECORD.script(LIMITS.field("business.watch", EditWatch, SetWatch)),
)
