"""Which message of a chat shows which session, and which of them have to be redrawn.

One row per message that ever showed a session. Code that edits such a message for its reader takes
it over first; from then on no redrawing begins, and one under way is waited for. So a redrawing
never lands on a screen that its reader has turned to something else. A trigger on `appointments`
makes cards due (see the migration); all instants are on the database's clock.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.appointments.appointment import Appointment
from storage.batches import BATCH
from storage.field_columns import columns_of
from storage.transactions import Autocommit, Reader, Writer

# How long a redrawing may take, and how long a press waits for one that was cut off.
BUSY: Final = timedelta(seconds=5)
# When somebody else retries what was picked but not done.
LEASE: Final = timedelta(seconds=15)


class CardSide(StrEnum):
    """Who is shown a session; the values are what the database stores."""

    CUSTOMER = "customer"
    COACH = "coach"
    RESCUE = "rescue"
    WAIT = "wait"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class CardSubject:
    """The session that a screen shows, and its state there.

    version: the appointment's, None if it is not one. attending: whether it shows that the customer
    will be there; None if that makes no difference. answered_at: when they said so, None if they
    have not.
    """

    side: CardSide
    coach_id: int
    appointment_id: int
    version: int | None
    attending: bool | None = None
    answered_at: datetime | None = None

    @classmethod
    def to_customer(cls, a: Appointment) -> "CardSubject":
        """A customer's card."""
        return cls(CardSide.CUSTOMER, a.coach_id, a.id, a.version)

    @classmethod
    def to_coach(cls, a: Appointment) -> "CardSubject":
        """A coach's card."""
        answered_at = a.attending_at
        return cls(
            CardSide.COACH, a.coach_id, a.id, a.version, answered_at is not None, answered_at
        )

    @classmethod
    def to_colleague(cls, a: Appointment) -> "CardSubject":
        """What a colleague sees who is asked to take it over."""
        return cls(CardSide.COLLEAGUE, a.coach_id, a.id, a.version)

    @classmethod
    def of_rescue(cls, coach_id: int, rescue_id: int) -> "CardSubject":
        """The card of a rescue. Its version is 0: it is redrawn once more, so that no answer given
        while it is being shown is missed."""
        return cls(CardSide.RESCUE, coach_id, rescue_id, 0)

    @classmethod
    def of_wait(cls, coach_id: int, offer_id: int) -> "CardSubject":
        """What is held for somebody in line. Negative: offers have numbers of their own."""
        return cls(CardSide.WAIT, coach_id, -offer_id, None)


@dataclass(frozen=True, slots=True)
class CardState:
    """The state of a message. generation: grows whenever it shows something else. shows: still a
    session, rather than something else."""

    generation: int
    shows: bool


@dataclass(frozen=True, slots=True)
class Redrawing:
    """A card being redrawn. busy_until, due_at: identify our own marks."""

    person_id: int
    telegram_id: int
    message_id: int
    generation: int
    side: CardSide
    coach_id: int
    appointment_id: int
    busy_until: datetime
    due_at: datetime
    unreachable: bool


_SHOW = "SELECT show_card($1, $2, $3, $4, $5, $6, $7, $8)"
_SHOW_ANSWERED = "SELECT show_answered_card($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_TAKE = """
INSERT INTO cards AS c (person_id, message_id) VALUES ($1, $2)
ON CONFLICT (person_id, message_id) DO UPDATE SET
    generation = c.generation + 1, side = NULL, coach_id = NULL, appointment_id = NULL,
    appointment_version = NULL, folded = false, shown_at = clock_timestamp(), due_at = NULL
RETURNING generation, coalesce(busy_until > clock_timestamp(), false)
"""
_BUSY = """
SELECT coalesce(bool_or(busy_until > clock_timestamp()), false) FROM cards
WHERE person_id = $1 AND message_id = $2
"""
_PICK = """
WITH due AS MATERIALIZED (
    SELECT person_id, message_id FROM cards WHERE due_at <= clock_timestamp()
    ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED
)
UPDATE cards c SET
    due_at = CASE WHEN p.telegram_id IS NOT NULL THEN clock_timestamp() + $2::interval END
FROM due JOIN people p ON p.id = due.person_id
WHERE c.person_id = due.person_id AND c.message_id = due.message_id
RETURNING c.person_id, c.message_id, p.telegram_id
"""
_REDRAWING = columns_of(
    Redrawing, "c", telegram_id="p.telegram_id", unreachable="p.unreachable_since IS NOT NULL"
)
_BEGIN = f"""
UPDATE cards c SET
    busy_until = clock_timestamp() + $3::interval, due_at = clock_timestamp() + $4::interval
FROM people p
WHERE p.id = c.person_id AND c.person_id = $1 AND c.message_id = $2
    AND p.telegram_id IS NOT NULL AND c.appointment_id IS NOT NULL AND c.due_at IS NOT NULL
    AND coalesce(c.busy_until <= clock_timestamp(), true)
RETURNING {_REDRAWING}
"""
_NEWEST = """
SELECT NOT EXISTS (
    SELECT FROM cards own JOIN cards other ON other.coach_id = own.coach_id
        AND other.appointment_id = own.appointment_id AND other.person_id = own.person_id
        AND other.side = own.side
        AND (other.shown_at, other.message_id) > (own.shown_at, own.message_id)
    WHERE own.person_id = $1 AND own.message_id = $2)
"""
# Whatever has become due meanwhile stays due.
_DRAWN = """
UPDATE cards SET
    busy_until = NULL, due_at = nullif(due_at, $4),
    appointment_version = CASE WHEN generation = $5 THEN $6 ELSE appointment_version END,
    folded = CASE WHEN generation = $5 THEN $7 ELSE folded END
WHERE person_id = $1 AND message_id = $2 AND busy_until = $3
"""
_PUT_OFF = """
UPDATE cards SET
    busy_until = NULL,
    due_at = CASE due_at WHEN $4 THEN clock_timestamp() + $5::interval ELSE due_at END
WHERE person_id = $1 AND message_id = $2 AND busy_until = $3
"""
_FORGET_ONE = """
DELETE FROM cards
WHERE person_id = $1 AND message_id = $2 AND busy_until = $3 AND generation = $4
"""
_REVIVE = """
UPDATE cards c SET due_at = clock_timestamp() FROM appointments a
WHERE c.person_id = $1 AND a.coach_id = c.coach_id AND a.id = c.appointment_id
    AND (a.version <> c.appointment_version OR c.side = 'coach' AND a.attending_at IS NOT NULL)
"""
_FALL_DUE = """
UPDATE cards SET due_at = clock_timestamp() + interval '1 second'
WHERE coach_id = $1 AND appointment_id = $2 AND side = 'coach'
"""
_FORGET = """
WITH old AS MATERIALIZED (
    SELECT person_id, message_id FROM cards c
    WHERE shown_at < $1 AND NOT EXISTS (
        SELECT FROM appointments a WHERE a.coach_id = c.coach_id AND a.id = c.appointment_id
            AND a.status IN ('held', 'pending', 'confirmed'))
    ORDER BY shown_at LIMIT $2::int FOR UPDATE OF c SKIP LOCKED
), gone AS (
    DELETE FROM cards c USING old
    WHERE c.person_id = old.person_id AND c.message_id = old.message_id
    RETURNING 1
)
SELECT count(*) FROM gone
"""


async def show(
    writer: Autocommit | Writer,
    person_id: int,
    message_id: int,
    subject: CardSubject,
    *,
    generation: int | None,
) -> None:
    """A message now shows a session; the person's other cards of it become due.

    generation: the one at which it was taken over, None if the message was unknown. If that is
    outdated, it shows something newer, and nothing is changed. If the session has changed since,
    the card is due at once.
    """
    s = subject
    facts = s.side.value, s.coach_id, s.appointment_id, s.version, s.attending
    if s.answered_at is None:
        await writer.fetch(_SHOW, person_id, message_id, generation, *facts)
    else:
        await writer.fetch(_SHOW_ANSWERED, person_id, message_id, generation, *facts, s.answered_at)


async def take(autocommit: Autocommit, person_id: int, message_id: int) -> tuple[int, bool]:
    """From now on nobody begins to redraw this message. Its generation; whether a redrawing is
    under way."""
    [[generation, busy]] = await autocommit.fetch(_TAKE, person_id, message_id)
    return generation, busy


async def busy(reader: Reader, person_id: int, message_id: int) -> bool:
    """Whether somebody is redrawing this message."""
    [[is_busy]] = await reader.fetch(_BUSY, person_id, message_id)
    return bool(is_busy)


async def pick(autocommit: Autocommit, limit: int) -> list[tuple[int, int, int]]:
    """Cards that are due, reserved for this caller for a while: person, message, Telegram id.

    Those of a person who no longer has a chat wait until their session changes again.
    """
    rows = await autocommit.fetch(_PICK, limit, LEASE)
    return [(person, message, telegram) for person, message, telegram in rows if telegram]


async def begin(autocommit: Autocommit, person_id: int, message_id: int) -> Redrawing | None:
    """Starts redrawing this card, for which its reader now waits. None if it need not be redrawn.

    What it shows must be read after this, or a simultaneous change is missed.
    """
    rows = await autocommit.fetch(_BEGIN, person_id, message_id, BUSY, LEASE)
    if not rows:
        return None
    card = Redrawing(*rows[0])
    return replace(card, side=CardSide(card.side))


async def newest(reader: Reader, card: Redrawing) -> bool:
    """Whether this is the person's latest card of its session."""
    [[is_newest]] = await reader.fetch(_NEWEST, card.person_id, card.message_id)
    return bool(is_newest)


async def mark_drawn(
    autocommit: Autocommit, card: Redrawing, version: int, *, folded: bool
) -> None:
    """It now shows the session at this version. folded: in short, because there is a newer card."""
    marks = card.busy_until, card.due_at, card.generation
    await autocommit.fetch(_DRAWN, card.person_id, card.message_id, *marks, version, folded)


async def put_off(autocommit: Autocommit, card: Redrawing, seconds: float | None) -> None:
    """It was not redrawn: retry later, or, with None, when its session changes again."""
    wait = None if seconds is None else timedelta(seconds=seconds)
    marks = card.busy_until, card.due_at
    await autocommit.fetch(_PUT_OFF, card.person_id, card.message_id, *marks, wait)


async def forget(autocommit: Autocommit, card: Redrawing) -> None:
    """The message is gone."""
    marks = card.busy_until, card.generation
    await autocommit.fetch(_FORGET_ONE, card.person_id, card.message_id, *marks)


async def fall_due(writer: Writer, coach_id: int, appointment_id: int) -> None:
    """Redraws what the session's coach was shown, although its version is the same."""
    await writer.fetch(_FALL_DUE, coach_id, appointment_id)


async def revive(writer: Writer, person_id: int) -> None:
    """The person can be reached again: what has changed meanwhile becomes due."""
    await writer.fetch(_REVIVE, person_id)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of cards shown before an instant, of sessions that are over; how many."""
    [[row_count]] = await writer.fetch(_FORGET, before, BATCH)
    count: int = row_count
    return count
