"""An admin sets when coaches get their summaries, unless they have set it themselves.

/settings → summaries   an hour for the morning's and the evening's, or none
"""

from dataclasses import replace
from typing import Final

from domain.coaches.digests import OFF, Digest
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.catalogue import Business
from domain.working_hours.hours import MIDNIGHT
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import choice_key, in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.editing import Facts, Field, button_field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.wording import cards

DIGESTS: Final = tuple(Digest)
HOURS: Final = {
    Digest.MORNING: (OFF, 390, 420, 450, 480, 510),
    Digest.EVENING: (OFF, 1080, 1110, 1140, 1170, 1200),
}


@button("ydp")
class BusinessDigests(Press):
    """When coaches get their summaries."""


@button("yds")
class SetBusinessDigest(Press):
    """At this minute of the day, or OFF. digest: its index in DIGESTS."""

    digest: int
    minute: int


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("business_digest.key"), BusinessDigests())


async def show(turn: Turn, press: BusinessDigests) -> Reply:
    """As it is."""
    return Reply(_page(turn, turn.catalogue.business))


def _page(turn: Turn, business: Business) -> Screen:
    words, rows = turn.words, list[Row]()
    lines = []
    for number, digest in enumerate(DIGESTS):
        now = business.summary_at(digest)
        at = words.label("digest.none") if now is None else words.minute(now)
        lines.append(words.text(f"digest.{digest}_line", at=at))
        keys = []
        for minute in HOURS[digest]:
            label = (
                words.label(f"business_digest.no_{digest}")
                if minute == OFF
                else words.label(f"business_digest.{digest}_key", at=words.minute(minute))
            )
            chosen = minute == (OFF if now is None else now)
            keys.append(choice_key(label, SetBusinessDigest(number, minute), chosen=chosen))
        rows += in_rows(keys, 2)
    text = cards.with_title(
        words.text("business_digest.title", business=business.name),
        "\n".join(lines),
        words.text("business_digest.hint"),
    )
    return Screen(text, (*rows, way_out(words, ShowBusiness())))


def _put(business: Business, minute: int, facts: Facts) -> Business:
    if not 0 <= facts["digest"] < len(DIGESTS) or not OFF <= minute < MIDNIGHT:
        raise BadInput("time_of_day", MIDNIGHT)
    at = None if minute == OFF else minute
    if DIGESTS[facts["digest"]] is Digest.MORNING:
        return replace(business, morning=at)
    return replace(business, evening=at)


_FIELD: Final[Field[Business]] = button_field(
    _put, {SetBusinessDigest: lambda turn, business, facts: facts["minute"]}
)
SCRIPT = merge_scripts(
    Script(presses={BusinessDigests: Step(show, Permission.BUSINESS)}),
    record_of(_page).script(_FIELD),
)
