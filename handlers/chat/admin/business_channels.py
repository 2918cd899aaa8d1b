"""An admin says what text messages may cost, and when another way than the chat is taken.

/settings → messages     parts of text messages to one person a day and to all a month, and for how
                         long what cannot wait may go unread → card
"""

from typing import Final

from domain.catalogue import Business
from domain.channels import ORDER
from domain.roles import Permission
from handlers.chat.admin.business_record import record_of
from handlers.chat.admin.limit_numbers import Limit, Limits
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import Key, Reply, Screen
from handlers.chat.frame.script import Script, Step, joined
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.desk_links import ShowBusiness
from handlers.wording import cards


@button("yma")
class Messages(Press):
    """What they may cost."""


@button("yme")
class EditMessages(Press):
    """Another number. field: a key of TABLE."""

    field: str


@button("ymv")
class SetMessages(Press):
    """So many."""

    field: str
    value: int


TABLE: Final = {
    "d": Limit("sms_per_day", 50, (0, 3, 5, 10), none="no_texts"),
    "m": Limit("sms_per_month", 100_000, (0, 100, 500, 2000), none="no_texts"),
    "w": Limit("other_way_minutes", 240, (5, 10, 15, 30, 60), least=1, minutes=True),
}
LIMITS: Final[Limits[Business]] = Limits(
    "messages",
    TABLE,
    lambda business, code: EditMessages(code),
    lambda business, code, value: SetMessages(code, value),
    lambda business: Messages(),
    lambda business: {},
)


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("messaging.key"), Messages())


async def show(turn: Turn, press: Messages) -> Reply:
    """All of them."""
    return Reply(_page(turn, turn.catalogue.business))


def _page(turn: Turn, business: Business) -> Screen:
    words = turn.words
    ways = [words.label(f"way.{one}") for one in ORDER if one in turn.house.ways]
    day, month = business.sms_per_day, business.sms_per_month
    lines = [
        words.text("messaging.ways", ways=", ".join(ways))
        if ways
        else words.text("messaging.no_ways"),
        words.plural("messaging.day", day) if day else words.text("messaging.no_day"),
        words.plural("messaging.month", month) if month else words.text("messaging.no_month"),
        words.text("messaging.wait", length=words.length(business.other_way_minutes)),
    ]
    title = words.text("messaging.title", business=business.name)
    text = cards.titled(title, "\n".join(lines), words.text("messaging.hint"))
    return Screen(text, (*LIMITS.keys(turn, business), way_out(words, ShowBusiness())))


_RECORD: Final = record_of(_page)
SCRIPT = joined(
    Script(presses={Messages: Step(show, Permission.BUSINESS)}),
    _RECORD.script(LIMITS.field("business.messages", EditMessages, SetMessages)),
)
