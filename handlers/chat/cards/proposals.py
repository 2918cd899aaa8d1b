"""Proposed times as both sides see them, and the buttons that lead to them and on from them."""

from collections.abc import Sequence
from datetime import datetime

from domain.appointment import Appointment
from domain.clocks import Clocks
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


def listed(words: Words, title: str, starts: Sequence[datetime], on: Clocks) -> str:
    """Times under a title, one below the other, as HTML."""
    return "\n".join([title, *sessions.proposed(HtmlPen(words), starts, on)])


def keys(
    words: Words, a: Appointment, proposed: Sequence[datetime], zone: str | None
) -> tuple[Row, ...]:
    """What a customer can answer: one of the times, none of them, or a wish of their own.

    On the clock on which they are listed above. zone: the customer's, None where unknown.
    """
    lead = a.read_in(zone)
    month = a.starts_at.astimezone(zone_info(lead)).date()
    times = [
        Key(
            words.button_time(start, lead),
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
