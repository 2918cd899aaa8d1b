"""Records as the rows judge them, with nothing wrong: arguments change that.

    records.restarts()                                  the figures, all of them met
    records.restarts(codes=(0, 1))                      one of them missed

They go as far as the goals allow: a bit more of anything is too much.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.playground.chats import Chat
from bot.playground.sample_people import SamplePerson
from domain.appointments.appointment import Appointment, Status
from domain.services.reminders import REMINDERS
from domain.services.service import Money
from handlers.buttons.attendance_keys import Attend
from tests.chaos.diary import Entry
from tests.chaos.figures import Figure
from tests.chaos.rows import (
    asleep,
    backup,
    fuzz,
    kills,
    one_slot,
    postgres_crash,
    redis_faults,
    reminders_due,
    rolling,
    soak,
    telegram_faults,
)
from tests.chaos.rows.postgres_crash import Look, Outage
from tests.chaos.rows.reminders_due import Waits
from tests.chaos.verdicts import Copies, Verdict
from tests.chaos.witness import Call, SentUpdate

FINE: Final = Verdict()
ADMITTED: Final = Verdict(copies=[Copies(1, "Booked", 21, flagged=True)], flags=20)
OUTAGE: Final = Outage(crashed_at=10, gone_at=11, started_at=12, back_at=13)
LOOKS: Final = (Look(1, 1.1, True), Look(11.1, 11.2, False), Look(12.1, 12.2, True))
# Nineteen of twenty wait three times as long as in quiet times.
CALM: Final = Waits(*([0.1] * 20 for _ in range(3)))
RUSHED: Final = Waits(*([0.3] * 19 + [9.0] for _ in range(3)))
HOUR: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOVED_TO: Final = int((HOUR + REMINDERS["24h"]).timestamp()) // 60
COMING: Final = Attend(1).pack()
KEPT, CANCELLED, MOVED, UNDONE, MOVED_HERE = range(1, 6)


def a_message(at: float, chat: int) -> Call:
    """One that Telegram took."""
    return Call(at, "sendmessage", {"chat_id": chat}, 200, {"message_id": 1})


def a_refusal(at: float, chat: int) -> Call:
    """One that Telegram did not take, for two seconds."""
    result = {"parameters": {"retry_after": 2}}
    return Call(at, "sendmessage", {"chat_id": chat}, 429, result)


def a_reminder(at: float, chat: int, start: int = MOVED_TO) -> Call:
    """One of a session at `start`, epoch minutes."""
    text = f"When: <b>{asleep.start_in_words(start)}</b>"
    keys = {"inline_keyboard": [[{"text": "I will be there", "callback_data": COMING}]]}
    return Call(at, "sendmessage", {"chat_id": chat, "text": text}, 200, {"reply_markup": keys})


# Thirty people within a second, and then the first of them again.
PACED: Final = (*(a_message(n / 32, n) for n in range(30)), a_message(1, 0))
# One is asked to be quiet, and others continue; one call was on its way.
HEARD: Final = (a_refusal(0, 1), a_message(0.3, 1), a_message(1, 2), a_message(2, 1))
# Two for each of 25, a second apart, and ten other messages.
DUE: Final = (
    *(a_message(n / 25, n % 25) for n in range(50)),
    *(a_message(1.96, 100 + n) for n in range(10)),
)
# The last one was on its way when the session was said to be cancelled.
REMINDED: Final = (a_reminder(5, KEPT), a_reminder(5, MOVED_HERE), a_reminder(10.2, UNDONE))


def slot(
    booked: Sequence[int] = (1, 1),
    taken: Sequence[int] = (199, 199),
    errors: Sequence[str] = (),
    overlaps: int = 0,
) -> list[Figure]:
    """Row 1."""
    return one_slot.figures(one_slot.Rounds(200, [*booked], [*taken], [*errors], overlaps))


def storm(taken: int = 1_000, verdict: Verdict = ADMITTED) -> list[Figure]:
    """Rows 2 and 3: ten seconds, 20 kills, and as many messages that came twice."""
    outcome = kills.Storm(
        10, 0.02, lasted=10, kills=20, updates=1_100, taken=taken, verdict=verdict
    )
    return kills.figures(outcome, steady=100)


def restarts(
    verdict: Verdict = FINE, seconds: Sequence[float] = (1, 20), codes: Sequence[int] = (0, 0)
) -> list[Figure]:
    """Row 4."""
    return rolling.figures(verdict, 600, rolling.Restarts([*seconds], [*codes]))


def crash(
    verdict: Verdict = FINE,
    taken: Sequence[float] = (9, 18),
    looks: Sequence[Look] = LOOKS,
) -> list[Figure]:
    """Row 5: once; anything may be said while the server is coming back."""
    return postgres_crash.figures(verdict, taken, looks, [OUTAGE])


def redis(
    verdict: Verdict = FINE, sent: Sequence[Call] = PACED, listening: int = 3
) -> list[Figure]:
    """Row 6."""
    return redis_faults.figures(verdict, sent, listening, times=3)


def telegram(verdict: Verdict = ADMITTED, calls: Sequence[Call] = HEARD) -> list[Figure]:
    """Row 7."""
    return telegram_faults.figures(verdict, calls)


def rush(
    calm: Waits = CALM,
    rushed: Waits = RUSHED,
    sent: Sequence[Call] = DUE,
    refusals: Sequence[Call] = (),
    took: float = 2.2,
) -> list[Figure]:
    """Row 9: fifty reminders, on a machine of their own."""
    chats = [n % 25 for n in range(50)]
    return [
        *reminders_due.slower(calm, rushed, 50, 0),
        *reminders_due.speed(sent, refusals, chats, took, 0),
    ]


def sleep(messages: Sequence[Call] = REMINDED) -> list[Figure]:
    """Row 10: one session of each kind, and what was pressed was done at ten."""
    kept, cancelled, moved, undone, moved_here = (
        [Entry(Chat(SamplePerson(n, "Mia", None, None, "en", "UTC")), _session(n))]
        for n in (KEPT, CANCELLED, MOVED, UNDONE, MOVED_HERE)
    )
    cast = asleep.Cast(kept, cancelled, moved, moved_here, undone, HOUR)
    presses = [SentUpdate(n, 9, n, "1", "", 1, taken_at=10) for n in (CANCELLED, MOVED, UNDONE)]
    return asleep.figures(messages, cast, presses)


def abuse(
    statuses: Sequence[int] = (200, 401, 413),
    changed: Sequence[str] = (),
    faults: Sequence[str] = (),
    presses: Sequence[float] = (0.1, 3),
) -> list[Figure]:
    """Row 11."""
    outcome = fuzz.Outcome(
        statuses=Counter(statuses),
        changed=[*changed],
        faults=[*faults],
        presses=[*presses],
        seconds=1,
    )
    return fuzz.figures(outcome)


def hour(grown_to: float = 104.9, taken: int = 97_200) -> list[Figure]:
    """Row 14: 27 updates a second, one replica as it was, and one that has grown from 100."""
    lines = [soak.Line(100, 100), soak.Line(100, grown_to)]
    return soak.figures(soak.Soak(600, 3_600, lines, taken))


def restore(
    differing: Sequence[str] = (),
    messages: Sequence[Call] = (a_message(1, 1),),
    again: Sequence[Call] = (),
    awaited: Sequence[int] = (1, 2, 2),
    came: Sequence[int] = (2, 1, 2),
) -> list[Figure]:
    """Row 15. awaited and came: chats."""
    outcome = backup.Restoration(
        900, differing, 7, messages, again, Counter(awaited), Counter(came)
    )
    return backup.figures(outcome)


def _session(number: int) -> Appointment:
    return Appointment(
        id=number,
        code=f"D{number}",
        coach_id=1,
        coach_name="Anna",
        customer_id=number,
        customer_name="Mia",
        service_id=1,
        service_title="Session",
        minutes=30,
        status=Status.CONFIRMED,
        starts_at=HOUR,
        ends_at=HOUR + timedelta(minutes=30),
        place=None,
        zone="UTC",
        wall_start=HOUR.replace(tzinfo=None),
        price=Money(5000, "EUR"),
        note=None,
        reason=None,
        version=1,
        attending_at=None,
        held_until=None,
    )
