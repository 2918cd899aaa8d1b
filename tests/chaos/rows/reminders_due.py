"""Row 9: thousands of reminders due at once, while people keep booking.

The same load is measured three times by the same runner: in quiet, with the reminders, and in quiet
again. What is measured is how long people wait, as Telegram sees it:

    a press       until its screen has changed and the press is answered
    a text        until something is said in return
    a booking     until the coach is told of it

and, while the reminders go out, how many messages Telegram is handed in any second.
"""

import asyncio
import math
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.actions.appointments import appointment_messages
from storage.messages import outbox
from storage.transactions import Writer
from tests.chaos import diary, strangers, traffic, waits
from tests.chaos.crowd import Crowd
from tests.chaos.diary import Entry
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet, until
from tests.chaos.witness import Call

# What all people do in a second: 1.9 messages of the 2.3 that the goal leaves them.
PRESSES: Final = 10
TEXTS: Final = 0.6
# Few enough that there are always bookings: all begin with the menu, seven presses before one.
CUSTOMERS: Final = 24
# How much longer than in quiet 19 of 20 people may wait.
TIMES: Final = 3
# In how many seconds n reminders are to be out: 1.1 × n / 25.
PER_SECOND: Final = 25
SLACK: Final = 1.1
OVERALL: Final = 30
# Seconds over which that is counted, besides Telegram's own count: a runner held up for a moment
# gets everything that came meanwhile at once.
WINDOW: Final = 2
# With two reminders for each customer, it shows whether one chat gets two of them in a second.
EACH: Final = 2
WARM_UP: Final = 8
# The sessions of one coach: half an hour each, on the day whose reminders are sent.
SESSIONS: Final = 40
NEXT: Final = timedelta(hours=2)
LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
HALF_AN_HOUR: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time of the witness, in its seconds."""

    begun: float
    ended: float


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited in a stretch."""

    presses: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)
    coaches: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grace:
    """The allowance for a machine that does other things at the same time.

    seconds: a wait up to this is never too long. part: of the time to drain, on top of it.
    """

    seconds: float = 0.0
    part: float = 0.0


# A dozen bookings, one of which decides if held up, and a second more out of seventeen.
BUSY: Final = Grace(seconds=1.0, part=0.25)
# Two or three bookings, in four seconds of a machine that is running all other tests.
BUSIER: Final = Grace(seconds=3.0, part=1.1)


async def run(form: Form, seed: int) -> list[Figure]:
    """400 reminders, or 5,000; in the smoke form, beside the other tests, 100."""
    return await rush(
        seed,
        form.choose(smoke=100, short=400, long=5_000),
        quiet=form.choose(smoke=4, short=8, long=60),
        grace=form.choose(smoke=BUSIER, short=BUSY, long=Grace()),
        warm_up=form.choose(smoke=4, short=WARM_UP, long=WARM_UP),
    )


async def rush(
    seed: int,
    count: int,
    *,
    quiet: float,
    grace: Grace,
    warm_up: float = WARM_UP,
    each: int = EACH,
    guard: str | None = None,
) -> list[Figure]:
    """The figures for `count` reminders, with this many seconds of quiet before and after.

    each: how many of them a customer is sent. guard: what the replicas do without.
    """
    async with Fleet(seed, guard=guard) as fleet, Crowd(fleet, seed, customers=CUSTOMERS) as crowd:
        entries = await diary.fill(fleet, _days(fleet.witness.moment(), count), each=each)
        draw = random.Random(seed)
        passing = asyncio.create_task(strangers.arrive(fleet, draw, per_second=TEXTS))
        await crowd.press(per_second=PRESSES, seconds=warm_up)
        before = await _press_for(fleet, crowd, quiet)
        storm = await _storm(fleet, crowd, entries)
        after = await _press_for(fleet, crowd, quiet)
        assert passing.cancel(), "nobody came any more"
        await crowd.quiet()
        await fleet.drain()
        calm, rushed = await _waits(fleet, before, after), await _waits(fleet, storm)
    sent = traffic.messages(fleet.witness, storm.begun, storm.ended)
    refused = traffic.refusals(fleet.witness, storm.begun, storm.ended)
    chats = [one.chat.person.id for one in entries]
    return [
        *slower(calm, rushed, count, grace.seconds, brief=grace == BUSIER),
        *speed(sent, refused, chats, storm.ended - storm.begun, grace.part),
    ]


def _days(now: datetime, count: int) -> list[list[datetime]]:
    """Starts of sessions between the two reminders, a list for each coach."""
    starts = [now + NEXT + HALF_AN_HOUR * (number % SESSIONS) for number in range(count)]
    return [starts[first : first + SESSIONS] for first in range(0, count, SESSIONS)]


async def _press_for(fleet: Fleet, crowd: Crowd, seconds: float) -> Stretch:
    begun = fleet.witness.now()
    await crowd.press(per_second=PRESSES, seconds=seconds)
    return Stretch(begun, fleet.witness.now())


async def _storm(fleet: Fleet, crowd: Crowd, entries: Sequence[Entry]) -> Stretch:
    """From the moment all fall due until the last is there, or three times too late."""
    guests = {one.chat.person.id for one in entries}
    arrived: list[Call] = []

    def count(message: Call) -> None:
        if message.chat in guests:
            arrived.append(message)

    async def fall_due(writer: Writer) -> None:
        a_day_before = [appointment_messages.reminders(one.made, LONG_AGO)[0] for one in entries]
        now = fleet.witness.moment()
        await outbox.enqueue(writer, [replace(one, due_at=now) for one in a_day_before])

    fleet.witness.on_message.append(count)
    goal = SLACK * len(entries) / PER_SECOND
    begun = fleet.witness.now()
    await fleet.database.write(fall_due)
    pressing = asyncio.create_task(crowd.press(per_second=PRESSES, seconds=3 * goal))
    await until(lambda: len(arrived) >= len(entries), 3 * goal)
    ended = fleet.witness.now()
    pressing.cancel()
    with suppress(asyncio.CancelledError):
        await pressing
    return Stretch(begun, ended)


async def _waits(fleet: Fleet, *stretches: Stretch) -> Waits:
    seen = Waits()
    async with fleet.database.read() as reader:
        for one in stretches:
            span = one.begun, one.ended
            seen.presses.extend(waits.of_presses(fleet.witness, *span))
            seen.texts.extend(waits.of_texts(fleet.witness, *span))
            seen.coaches.extend(await waits.of_coaches(fleet.witness, reader, *span))
    return seen


def slower(
    calm: Waits, rushed: Waits, count: int, grace: float, *, brief: bool = False
) -> list[Figure]:
    """How long people waited, against how long in quiet. grace: seconds, as in `Grace`.

    brief: it was over in seconds, in which perhaps nobody typed or booked anything.
    """
    press = f"{count:,} reminders due at once: press → screen"
    waited = [_beside(press, calm.presses, rushed.presses, grace)]
    for what, before, meanwhile in (
        ("text → answer", calm.texts, rushed.texts),
        ("booking → coach told", calm.coaches, rushed.coaches),
    ):
        if not brief or (before and meanwhile):
            waited.append(_beside(what, before, meanwhile, grace))
    return waited


def _beside(what: str, calm: Sequence[float], rushed: Sequence[float], grace: float) -> Figure:
    quiet, busy = waits.p95(calm), waits.p95(rushed)
    least = f", or {grace:g} s" if grace else ""
    return Figure(
        9,
        f"{what}, p95 of {len(rushed):,}",
        f"≤ {TIMES} × {quiet * 1000:.0f} ms{least}",
        f"{busy * 1000:.0f} ms",
        busy <= max(TIMES * quiet, grace) and math.isfinite(quiet) and math.isfinite(busy),
    )


def speed(
    sent: Sequence[Call], refused: Sequence[Call], chats: Sequence[int], took: float, grace: float
) -> list[Figure]:
    """How fast the reminders went out, and whether that was too fast.

    sent: all messages meanwhile, in order. chats: for each reminder that was due, whose. took:
    seconds until the last was there, or was given up. grace: a part, as in `Grace`.
    """
    guests = set(chats)
    reminders = [call for call in sent if call.chat in guests]
    goal = (SLACK + grace) * len(chats) / PER_SECOND
    left = len(chats) - len(reminders)
    overall, to_one = traffic.most_in(WINDOW, sent) / WINDOW, traffic.most_to_one(reminders)
    return [
        Figure(
            9,
            f"drained, beside {len(sent) - len(reminders):,} other messages",
            f"≤ {goal:.1f} s",
            f"{took:.1f} s" if not left else f"{left:,} left after {took:.0f} s",
            not left and took <= goal,
        ),
        Figure(
            9,
            f"messages a second, in the fullest {WINDOW} s",
            f"≤ {OVERALL}",
            f"{overall:g}",
            overall <= OVERALL,
        ),
        Figure(9, "reminders to one chat in any second", "1", str(to_one), to_one == 1),
        Figure(9, "refused by Telegram's own count (429)", "0", str(len(refused)), not refused),
    ]
