"""Proposed times as both sides see them, and the buttons that lead to them and on from them."""

from collections.abc import Sequence
from datetime import datetime

from domain.appointment import Appointment
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.screen import SUCCESS, Key, Row
from handlers.chat.parts.links import ShowMonth
from handlers.wording import sessions
from handlers.wording.pens import HtmlPen
from handlers.wording.words import Words, zone_info


@button("pc", on_cards=True)
class Propose(Press):
    """A coach looks for other times for a request."""

    appointment: int


@button("pa", on_cards=True)
class Choose(Press):
    """The customer takes this proposed start (epoch minutes)."""

    appointment: int
    start: int


@button("pn", on_cards=True)
class TurnDown(Press):
    """The customer wants none of the times that were proposed at this version."""

    appointment: int
    version: int


def listed(
    words: Words, title: str, starts: Sequence[datetime], venue: str, zone: str | None
) -> str:
    """Times under a title, one below the other, as HTML.

    The reader's own time stands below each where it may differ from the venue's.
    """
    return "\n".join([title, *sessions.proposed(HtmlPen(words), starts, venue, zone)])


def keys(words: Words, a: Appointment, proposed: Sequence[datetime]) -> tuple[Row, ...]:
    """What a customer can answer: one of the times, none of them, or a wish of their own.

    In the venue's time, as they are listed above.
    """
    month = a.starts_at.astimezone(zone_info(a.zone)).date()
    times = [
        Key(
            words.button_time(start, a.zone),
            Choose(a.id, int(start.timestamp()) // 60),
            SUCCESS,
        )
        for start in proposed
    ]
    other = ShowMonth(a.service_id, a.coach_id, a.id, month)
    return (
        *((key,) for key in times),
        (
            Key(words.plural("proposal.none", len(proposed)), TurnDown(a.id, a.version)),
            Key(words.label("proposal.other"), other),
        ),
    )
