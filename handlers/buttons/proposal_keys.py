"""The buttons that lead to proposed times, and that answer them."""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.services.display_zones import DisplayZone
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import ShowMonth
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words, zone_info


@button("pc", on_cards=True)
class Propose(Press):
    """A coach looks for other times for a request."""

    appointment: int


@button("pa", on_cards=True)
class TakeProposed(Press):
    """The customer takes this proposed start (epoch minutes)."""

    appointment: int
    start: int


@button("pn", on_cards=True)
class RefuseProposed(Press):
    """The customer wants none of the times proposed at this version."""

    appointment: int
    version: int


@button("pg", on_cards=True)
class Suggest(Press):
    """A customer looks for other times to suggest."""

    appointment: int


@button("pk", on_cards=True)
class TakeSuggested(Press):
    """The coach takes this start (epoch minutes) that the customer suggests."""

    appointment: int
    start: int


@button("pr", on_cards=True)
class RefuseSuggested(Press):
    """The coach can make none of the times suggested at this version."""

    appointment: int
    version: int


@button("pb", on_cards=True)
class TakeCover(Press):
    """The customer keeps the original time with another coach."""

    appointment: int
    coach: int


def suggestion_keys(
    words: Words, a: Appointment, starts: Sequence[datetime], lead: DisplayZone
) -> tuple[Row, ...]:
    """What a coach can answer to times a customer suggests. lead: the clock they are on."""
    times = [
        Key(
            words.button_time(start, lead),
            TakeSuggested(a.id, int(start.timestamp()) // 60),
            SUCCESS,
        )
        for start in starts
    ]
    none = Key(words.plural("proposal.none", len(starts)), RefuseSuggested(a.id, a.version))
    return (*((key,) for key in times), (none,))


def keys(
    words: Words,
    a: Appointment,
    proposed: Sequence[datetime],
    zone: str | None,
    cover: str | None = None,
) -> tuple[Row, ...]:
    """What a customer can answer: one of the times, none of them, or a wish of their own.

    On the clock of the list above. zone: the customer's, None if unknown. cover: the coach who can
    take it at its original time.
    """
    lead = a.read_in(zone)
    times = [
        Key(
            words.button_time(start, lead),
            TakeProposed(a.id, int(start.timestamp()) // 60),
            SUCCESS,
        )
        for start in proposed
    ]
    if a.rescue_id is not None:
        # They cannot keep what they have: they move it themselves, or cancel.
        day = (proposed[0] if proposed else a.starts_at).astimezone(zone_info(lead)).date()
        other = ShowMonth(a.service_id, a.coach_id, a.id, day)
        if cover is not None and a.cover_id is not None:
            label = LabelFitter(words, WHOLE).label("rescue.cover_key", cut="coach", coach=cover)
            times.insert(0, Key(label, TakeCover(a.id, a.cover_id), SUCCESS))
        return (*((key,) for key in times), (Key(words.label("proposal.other"), other),))
    return (
        *((key,) for key in times),
        (
            Key(words.plural("proposal.none", len(proposed)), RefuseProposed(a.id, a.version)),
            Key(words.label("proposal.other"), Suggest(a.id)),
        ),
    )
