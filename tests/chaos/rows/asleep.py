"""Row 10: reminders that fell due while no process was there to send them.

Sessions of five kinds, each with one customer and one reminder:

    kept          stands as it was                                reminded once
    cancelled     before the processes died                       never reminded
    moved         before they died, to another day                never reminded now
    moved here    before they died, to a time whose reminder      reminded once, of the new time
                  is due while they are away
    undone        cancelled, or moved to another day, after the   not reminded any more once the
                  reminder was due: by a press that waits at      screen has said that it is done
                  Telegram when they come back, or that comes
                  when the reminder is about to go out

The long form takes the ten minutes, the others move Telegram's clock, which the bots follow.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.playground import chat_actions
from bot.playground.sample_people import Json
from domain.services.display_zones import of_calendar
from domain.services.reminders import REMINDERS
from handlers.actions.appointments import appointment_messages
from handlers.buttons.attendance_keys import Attend
from handlers.buttons.press import Press
from handlers.chat.cards.move_confirmation import ConfirmMove
from handlers.chat.customer.appointments import CancelAppointment
from handlers.wording.words import words_for
from storage.messages import outbox
from storage.transactions import Writer
from tests.chaos import diary, town, verdicts
from tests.chaos.crowd import tag_of
from tests.chaos.diary import Entry
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.witness import Call, SentUpdate

AWAY: Final = timedelta(minutes=10)
# What is due is put within five minutes of a full hour, at which coaches can be booked.
BEFORE_THE_HOUR: Final = timedelta(minutes=5)
# Telegram may already have had the reminder when its session was cancelled; this long is believed.
ON_ITS_WAY: Final = 0.25
# About how fast they go out.
MESSAGES_A_SECOND: Final = 25
# How far ahead a session is that nobody is to be reminded of before it is moved.
NO_REMINDER_YET: Final = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class Cast:
    """The sessions by kind; see the module. hour: when what was `moved here` is due."""

    kept: Sequence[Entry]
    cancelled: Sequence[Entry]
    moved: Sequence[Entry]
    moved_here: Sequence[Entry]
    undone: Sequence[Entry]
    hour: datetime

    @property
    def due(self) -> list[Entry]:
        """The sessions to be reminded of."""
        return [*self.kept, *self.moved_here]

    @property
    def another_day(self) -> int:
        """A start nobody is reminded of yet, epoch minutes."""
        return int((self.hour + timedelta(days=5)).timestamp()) // 60

    @property
    def here(self) -> int:
        """A start whose reminder is due at `hour`, epoch minutes."""
        return int((self.hour + REMINDERS["24h"]).timestamp()) // 60


async def run(form: Form, seed: int) -> list[Figure]:
    """180 sessions, or 900 of them and real minutes; in the smoke form 48."""
    return await sleep(seed, form.choose(smoke=8, short=30, long=150), real=form is Form.LONG)


async def sleep(seed: int, count: int, *, real: bool, guard: str | None = None) -> list[Figure]:
    """The figures for `count` sessions of each kind, twice as many kept ones.

    real: whether ten minutes really pass. guard: what the replicas do without.
    """
    fleet = Fleet(seed, replicas=2, guard=guard)
    dies_at = _to_before_the_hour(fleet)
    async with fleet:
        cast = await _cast(fleet, random.Random(seed), dies_at, count)
        early = [
            *(_press(fleet, one, CancelAppointment(one.made.id)) for one in cast.cancelled),
            *(_press(fleet, one, ConfirmMove(one.made.id, cast.another_day)) for one in cast.moved),
            *(_press(fleet, one, ConfirmMove(one.made.id, cast.here)) for one in cast.moved_here),
        ]
        await fleet.drain()
        fleet.world.clock.advance_to(dies_at.timestamp())
        for one in fleet.replicas:
            one.kill()
        if real:
            await asyncio.sleep(AWAY.total_seconds())
        else:
            fleet.advance(AWAY)
        for one in fleet.replicas:
            one.launch()
        half = len(cast.undone) // 2
        late = [_press(fleet, one, _undoing(cast, one)) for one in cast.undone[:half]]
        await asyncio.gather(*(one.ready() for one in fleet.replicas))
        # They go out in the order they were due, and so do these.
        for entry in sorted(cast.undone[half:], key=lambda one: one.made.starts_at):
            late.append(_press(fleet, entry, _undoing(cast, entry)))
            await asyncio.sleep((len(cast.due) + half) / MESSAGES_A_SECOND / half)
        await fleet.drain()
        presses = [fleet.witness.updates[number] for number in (*early, *late)]
        return figures(fleet.witness.messages.values(), cast, presses)


def _to_before_the_hour(fleet: Fleet) -> datetime:
    """Move Telegram's clock to a few minutes before the processes are to die; when that is."""
    now = fleet.witness.moment()
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    dies_at = hour - BEFORE_THE_HOUR
    fleet.world.clock.advance_to((dies_at - timedelta(minutes=3)).timestamp())
    return dies_at


async def _cast(fleet: Fleet, draw: random.Random, dies_at: datetime, count: int) -> Cast:
    """Plant the sessions; a reminder of each is due at some moment of the ten minutes."""
    hour = dies_at + BEFORE_THE_HOUR
    moments = [dies_at + AWAY * draw.random() for _ in range(5 * count)]
    # An hour before, it is too late to cancel, so the last of the five are a day ahead.
    ahead = [draw.choice(tuple(REMINDERS.values())) for _ in range(4 * count)]
    ahead += [max(REMINDERS.values())] * count
    starts = [moment + before for moment, before in zip(moments, ahead, strict=True)]
    starts += [hour + NO_REMINDER_YET] * count
    entries = await diary.fill(fleet, [[start] for start in starts], bookable=True)

    async def remind(writer: Writer) -> None:
        now = fleet.witness.moment()
        for one in entries:
            await outbox.enqueue(writer, appointment_messages.reminders(one.made, now))

    await fleet.database.write(remind)
    cut = [entries[n * count : (n + 1) * count] for n in range(6)]
    return Cast([*cut[0], *cut[1]], cut[2], cut[3], cut[5], cut[4], hour)


def _undoing(cast: Cast, one: Entry) -> Press:
    if one.made.id % 2:
        return CancelAppointment(one.made.id)
    return ConfirmMove(one.made.id, cast.another_day)


def _press(fleet: Fleet, one: Entry, press: Press) -> int:
    """The customer presses a button under an old message; the id of the update."""
    shown = {"text": "Your session", "reply_markup": {"inline_keyboard": [[_key(press)]]}}
    message = fleet.world.chats.add(one.chat, fleet.world.profile.user(), shown)
    chat_actions.tap(
        fleet.world, one.chat, {"message_id": message["message_id"], "row": 0, "column": 0}
    )
    return max(fleet.witness.updates)


def _key(press: Press) -> Json:
    return {"text": "Do it", "callback_data": press.pack()}


def start_in_words(start: int) -> str:
    """A start, in minutes since 1970, as a reminder names it."""
    return words_for("en").at(datetime.fromtimestamp(start * 60, UTC), of_calendar(town.ZONE))


def figures(messages: Iterable[Call], cast: Cast, presses: Iterable[SentUpdate]) -> list[Figure]:
    """The figures. messages: what Telegram has. presses: those that cancelled and moved."""
    reminders = _reminders(messages)
    done_at = {sent.person: sent.taken_at or 0.0 for sent in presses}
    gone = [*cast.cancelled, *cast.moved, *cast.undone]
    missed = [one.made.code for one in cast.due if not reminders[one.chat.person.id]]
    twice = [calls[0].chat for calls in reminders.values() if len(calls) > 1]
    astray = [
        f"{one.made.code}, {call.at - done_at[call.chat]:.2f} s after that was said"
        for one in gone
        for call in reminders[one.chat.person.id]
        if call.at > done_at[call.chat] + ON_ITS_WAY
    ]
    here = start_in_words(cast.here)
    stale = [
        f"{one.made.code}: {call.payload['text']}"
        for one in cast.moved_here
        for call in reminders[one.chat.person.id]
        if here not in call.payload["text"]
    ]
    minutes = AWAY.total_seconds() / 60
    return [
        _none(
            f"of {len(cast.due)} reminders, due in {minutes:g} min without a process: missed",
            missed,
        ),
        _none("sent twice", twice),
        _none(f"sent for {len(gone)} sessions that were cancelled or moved by then", astray),
        _none(f"sent for the old time of {len(cast.moved_here)} that were moved into these", stale),
    ]


def _reminders(messages: Iterable[Call]) -> Mapping[int, list[Call]]:
    """The reminders among them, by chat: messages with a button to say "I will be there"."""
    reminders = defaultdict(list)
    for call in messages:
        keys = call.result.get("reply_markup", {}).get("inline_keyboard", [])
        if any(tag_of(key.get("callback_data")) == Attend.tag for row in keys for key in row):
            reminders[call.chat].append(call)
    return reminders


def _none(what: str, items: Sequence[object]) -> Figure:
    return Figure(10, what, "0", verdicts.count_and_first(items), not items)
