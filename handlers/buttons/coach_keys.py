"""What a coach can do with a session, as buttons."""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.appointments.outcome import in_progress, outcomes, running
from handlers.buttons import message_keys
from handlers.buttons.coach_links import OtherRoom, ShowGroup
from handlers.buttons.links import ShowMonth
from handlers.buttons.press import Press, button
from handlers.buttons.proposal_keys import Propose
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row
from handlers.wording.words import Words, zone_info


@button("ca", on_cards=True)
class Approve(Press):
    """Confirm the request as it was at this version."""

    appointment: int
    version: int


@button("cd", on_cards=True)
class Decline(Press):
    """Turn the request down as it was at this version: a reason may be typed first."""

    appointment: int
    version: int


@button("cx", on_cards=True)
class CallOff(Press):
    """Cancel a confirmed session as it was at this version: a reason may be typed first. wish: 1 if
    its customer asked for it, and it counts as theirs."""

    appointment: int
    version: int
    wish: int = 0


@button("cq")
class RecordOutcome(Press):
    """Say what became of it: the customer missed it (1), or it took place (0)."""

    appointment: int
    missed: int


@button("ob")
class Begin(Press):
    """Say that the customer is there: it is in progress."""

    appointment: int


def keys(words: Words, a: Appointment, now: datetime | None = None) -> tuple[Row, ...]:
    """What a coach can do with a coming session, by its state. now: None if the times on offer were
    checked a moment ago."""
    if a.status is Status.PENDING:
        return (
            (
                Key(_approve(words, a, now), Approve(a.id, a.version), SUCCESS),
                Key(words.label("desk.decline"), Decline(a.id, a.version), DANGER),
            ),
            (Key(words.label("desk.propose"), Propose(a.id)),),
            *_other_room(words, a),
            *group_row(words, a),
        )
    if a.status is Status.CONFIRMED:
        month = a.starts_at.astimezone(zone_info(a.zone)).date()
        return (
            (
                Key(words.label("desk.move"), ShowMonth(a.service_id, a.coach_id, a.id, month)),
                Key(words.label("desk.call_off"), CallOff(a.id, a.version)),
            ),
            (Key(words.label("desk.propose"), Propose(a.id)),),
            *_other_room(words, a),
            *group_row(words, a),
        )
    if a.status is Status.HELD:
        withdraw = Key(words.label("asked.withdraw_key"), CallOff(a.id, a.version), DANGER)
        return ((withdraw,), *group_row(words, a))
    return ()


def _approve(words: Words, a: Appointment, now: datetime | None) -> str:
    """If something else is on offer, it says that the requested time is meant."""
    others = a.proposed + a.suggested if now is None else a.on_offer(now) + a.on_wish(now)
    meant = others or a.rescue_id is not None
    return words.label("desk.approve_asked" if meant else "desk.approve")


def off_rows(words: Words, a: Appointment) -> tuple[Row, ...]:
    """What a coach can do about a session that they cannot come to."""
    if a.status is Status.PENDING:
        decline = Key(words.label("desk.decline"), Decline(a.id, a.version), DANGER)
        return ((Key(words.label("desk.propose"), Propose(a.id)),), (decline,))
    return keys(words, a)[:1]


def word_row(words: Words, a: Appointment) -> tuple[Row, ...]:
    """A word to the customer, below news of a session that goes ahead."""
    return (message_keys.writing(words, a, by_coach=True),) if a.open else ()


def _other_room(words: Words, a: Appointment) -> tuple[Row, ...]:
    """For a session with a room of its own: a group's session has one for everybody."""
    if not a.resource_ids or a.session_id is not None:
        return ()
    return ((Key(words.label("desk.other_room"), OtherRoom(a.id)),),)


def group_row(words: Words, a: Appointment) -> tuple[Row, ...]:
    """From one place in a group's session, the way to the others."""
    if a.session_id is None:
        return ()
    return ((Key(words.label("desk.group"), ShowGroup(a.session_id)),),)


def outcome_keys(words: Words, a: Appointment, now: datetime) -> tuple[Row, ...]:
    """What a coach can say of a session that has begun."""
    begin: Row = ()
    if running(a, now) and not in_progress(a, now):
        begin = (Key(words.label("desk.begin_key"), Begin(a.id), SUCCESS),)
    row = begin + tuple(
        Key(words.label("desk.missed_key"), RecordOutcome(a.id, 1), DANGER)
        if outcome is Status.NO_SHOW
        else Key(words.label("desk.took_place_key"), RecordOutcome(a.id, 0), SUCCESS)
        for outcome in outcomes(a, now)
    )
    return (row,) if row else ()
