"""Row 15: everything backed up beside a running bot, and restored on a server of its own.

A crowd books, and everything is backed up. For days the old bot continues and reminds people; then
its machine is gone, and for hours nothing runs. The backup is restored elsewhere with the command
an operator would type, and a bot is started on it.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from storage.after_restore import REASON
from storage.business.vitals import BACKUP
from storage.transactions import Database
from tests import preloaded
from tests.chaos import town, unguarded
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.witness import Call
from tests.contents import Contents, Row, contents
from tests.services import Postgres

GOES_ON: Final = timedelta(days=2)
NOTHING_RUNS: Final = timedelta(hours=6)
# Any longer, and a session whose reminder is due would have begun.
SOON: Final = timedelta(minutes=40)
# Few enough people and days that there are many reminders at any time, even in the short form.
CUSTOMERS: Final = 60
ENOUGH: Final = 20
PRESSES: Final = 90.0
BOOKED: Final = "SELECT count(*) FROM appointments WHERE status = 'confirmed'"
Name = tuple[int, int]  # of a message: its chat, and its id there
HORIZON: Final = "UPDATE services SET horizon_days = 5"


@dataclass(frozen=True, slots=True)
class Restoration:
    """What came of it. rows: how many were saved; differing: those not restored as they were.

    due: messages that fell due after the backup; told: those of them the old bot had sent; again:
    those sent once more. awaited and came: chats to be reminded, and reminded.
    """

    rows: int
    differing: Sequence[str]
    due: int
    told: Sequence[Call]
    again: Sequence[Call]
    awaited: Counter[int]
    came: Counter[int]


async def run(form: Form, seed: int) -> list[Figure]:
    """A crowd of eight seconds, or of two minutes; in the smoke form of two, or some more."""
    seconds = form.choose(smoke=2.0, short=8.0, long=120.0)
    presses = form.choose(smoke=180.0, short=PRESSES, long=PRESSES)
    return figures(await lost_and_restored(seed, seconds=seconds, presses=presses))


async def lost_and_restored(
    seed: int,
    *,
    seconds: float,
    presses: float = PRESSES,
    guards: Mapping[str, str] | None = None,
) -> Restoration:
    """What comes of a crowd of this many seconds. presses: of all of them, in each; guards: what
    each command does without."""
    fleet = Fleet(seed, replicas=1)
    # The command uses the real clock: what happens before it is in the past.
    fleet.world.clock.offset = -(GOES_ON + NOTHING_RUNS).total_seconds()
    async with fleet:
        await fleet.database.write(lambda writer: writer.fetch(HORIZON))
        async with Crowd(fleet, seed, customers=CUSTOMERS) as crowd:
            await crowd.press(per_second=presses, seconds=seconds)
            while await _booking_count(fleet) < ENOUGH:  # on a busy machine
                await crowd.press(per_second=presses, seconds=1)
            await crowd.quiet()
        file = fleet.folder / "everything.dump"
        saved = await _back_up(fleet, file, guards)
        messages = await _days_later(fleet, GOES_ON)
        fleet.replicas[0].kill()
        fleet.advance(NOTHING_RUNS)

        server = Postgres(fleet.folder / "elsewhere")
        await server.start()
        try:
            url = server.url(await server.create(empty=True))
            # Whoever is to be reminded while the command runs may be reminded, or not.
            now = min(fleet.witness.moment(), datetime.now(UTC))
            await _command("restore", file, url, guards)
            meanwhile = now, max(fleet.witness.moment(), datetime.now(UTC))
            expected, actual = _expected_contents(saved, now), await contents(url)
            differing = _differing(*(_without(each, meanwhile) for each in (expected, actual)))
            again, awaited, came = await _goes_on(fleet, url, saved, now)
        finally:
            await server.stop()
    rows, due = sum(map(len, saved.values())), len(_due(saved, now))
    return Restoration(rows, differing, due, messages, again, awaited, came)


def figures(outcome: Restoration) -> list[Figure]:
    """The figures of what came of it."""
    differing, again, awaited, came = (
        outcome.differing, outcome.again, outcome.awaited, outcome.came
    )  # fmt: skip
    return [
        Figure(15, f"of {outcome.rows:,} rows differ", "0", _some(differing), met=not differing),
        Figure(
            15,
            f"of {outcome.due} messages that fell due since the backup ({len(outcome.told)} had "
            "been sent) are sent again",
            "0",
            _some([call.payload for call in again]),
            met=not again and bool(outcome.told),
        ),
        Figure(
            15,
            "messages still to come that come",
            f"{awaited.total()}",
            f"{came.total()}",
            met=came == awaited and bool(awaited),
        ),
    ]


async def _booking_count(fleet: Fleet) -> int:
    async with fleet.database.read() as reader:
        [[count]] = await reader.fetch(BOOKED)
    return int(count)


async def _back_up(fleet: Fleet, file: Path, guards: Mapping[str, str] | None) -> Contents:
    """What was there while the backup was made, beside a running bot: made again if something
    became due meanwhile."""
    while True:
        await fleet.drain()
        before = await contents(fleet.database_url)
        await _command("backup", file, fleet.database_url, guards)
        if _beside_backups(before) == _beside_backups(await contents(fleet.database_url)):
            return before
        file.unlink()


def _beside_backups(held: Contents) -> Contents:
    """Without what messages show, and without that backups have been made."""
    audit = [row | {"settles": None} for row in held["audit"] if row["action"] != BACKUP]
    return {**held, "audit": audit, "cards": []}


async def _command(name: str, file: Path, url: str, guards: Mapping[str, str] | None) -> None:
    """`coachbook backup` or `restore`, as a process."""
    guard, output = (guards or {}).get(name), file.with_suffix(f".{name}")
    process = preloaded.launch(
        {**os.environ, "COACHBOOK_DATABASE_URL": url},
        output,
        None if guard is None else partial(unguarded.take_away, guard),
        arguments=(name, str(file)),
    )
    await asyncio.to_thread(process.join)
    assert process.exitcode == 0, output.read_text()


async def _days_later(fleet: Fleet, by: timedelta) -> list[Call]:
    """What people were told unprompted in this time."""
    before = len(fleet.witness.messages)
    fleet.advance(by)
    await fleet.drain()
    return _unprompted_messages(fleet, before)


async def _goes_on(
    fleet: Fleet, url: str, saved: Contents, restored: datetime
) -> tuple[list[Call], Counter[int], Counter[int]]:
    """A bot on the restored data: what it sends at once; chats to be reminded, and reminded.

    restored: since when something may have become due.
    """
    fleet.database = Database(url)
    bot = fleet.replicas[0]
    bot.environ["COACHBOOK_DATABASE_URL"] = url
    try:
        before = len(fleet.witness.messages)
        bot.launch()
        await bot.ready()
        await fleet.drain()
        again = _unprompted_messages(fleet, before)
        now = fleet.witness.moment()
        to_come = [row for row in _holding(saved) if _time(row["due_at"]) > now]
        then = min(_time(row["due_at"]) for row in to_come) + SOON
        came = await _days_later(fleet, then - now)
        last = await contents(url)
    finally:
        bot.kill()
        await fleet.database.close()
    chats = {row["id"]: row["telegram_id"] for row in saved["people"]}
    awaited = (chats[row["recipient_id"]] for row in to_come if _time(row["due_at"]) <= then)
    news, due = _news_and_due_times(saved, last)
    old = [
        (call, due.get(_name(call), restored))
        for call in (*again, *came)
        if _name(call) not in news
    ]
    return (
        [call for call, since in old if since <= restored],
        Counter(awaited),
        Counter(call.chat for call, since in old if now < since <= then),
    )


def _unprompted_messages(fleet: Fleet, since: int) -> list[Call]:
    """What the crowd was told, without anybody having pressed or written anything since."""
    sent = list(fleet.witness.messages.values())[since:]
    return [call for call in sent if call.chat >= town.FIRST_COACH]


def _news_and_due_times(saved: Contents, now: Contents) -> tuple[set[Name], dict[Name, datetime]]:
    """What was written since the restore: a request nobody answered in time has expired. And since
    when all the rest was due."""
    old = {row["id"] for row in saved["outbox"]}
    chats = {row["id"]: row["telegram_id"] for row in now["people"]}
    named = [((chats[row["recipient_id"]], row["message_id"]), row) for row in now["outbox"]]
    news = {name for name, row in named if row["id"] not in old}
    return news, {name: _time(row["due_at"]) for name, row in named if row["id"] in old}


def _name(message: Call) -> Name:
    return message.chat, message.result["message_id"]


def _expected_contents(saved: Contents, now: datetime) -> Contents:
    """The rows as a restore at `now` must leave them."""
    dropped = {"state": "dropped", "error": REASON, "owner": None, "leased_until": None}
    due = {row["id"] for row in _due(saved, now)}
    outbox = [row | dropped if row["id"] in due else row for row in saved["outbox"]]
    # What messages showed by then only the other bot knows; nobody continues reading its log.
    audit = [row | {"settles": None} for row in saved["audit"]]
    return {**saved, "outbox": outbox, "audit": audit, "cards": []}


def _without(held: Contents, meanwhile: tuple[datetime, datetime]) -> Contents:
    """Without messages that became due in this time."""
    begun, ended = meanwhile
    outbox = [row for row in held["outbox"] if not begun < _time(row["due_at"]) <= ended]
    return {**held, "outbox": outbox}


def _due(saved: Contents, now: datetime) -> list[Row]:
    open_rows = (row for row in saved["outbox"] if row["state"] in ("waiting", "sending"))
    return [row for row in open_rows if _time(row["due_at"]) <= now]


def _holding(saved: Contents) -> list[Row]:
    """What is waiting and true of a session as it is now."""
    standing = {
        (row["id"], row["version"]) for row in saved["appointments"] if row["status"] == "confirmed"
    }
    return [
        row
        for row in saved["outbox"]
        if row["state"] == "waiting"
        and (row["appointment_id"], row["appointment_version"]) in standing
    ]


def _differing(expected: Contents, actual: Contents) -> list[str]:
    """Rows of either that the other does not have."""
    wanted, there = (
        Counter(
            f"{table} {_comparable_values(table, row)}"
            for table, rows in each.items()
            for row in rows
        )
        for each in (expected, actual)
    )
    return sorted((wanted - there) + (there - wanted))


def _comparable_values(table: str, row: Row) -> list[tuple[str, Any]]:
    """What a row must say again. The search marks of names can be made from the names at any
    time."""
    made_again = {"marks"} if table == "name_marks" else set[str]()
    return sorted((name, value) for name, value in row.items() if name not in made_again)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _some(rows: Sequence[Any]) -> str:
    """How many, and the first of them."""
    return "; ".join([str(len(rows)), *map(str, rows[:1])])
