"""Dead letters, for the operator: list them, show one in full, and retry them.

A letter is handled by the same conversations as any update, in the command's own process: the
person is answered through Telegram, and messages to others are left in the outbox of the running
bot. It keeps the update's own key: what the first attempt had committed is not done twice.
"""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final

import orjson
from telegram.error import Forbidden, TelegramError

from bot.account import BotAccount
from bot.commands import outside_faults
from bot.intake import dispatch
from bot.intake.dispatch import Dispatcher
from bot.intake.intake import Intake
from bot.intake.update_fields import action_of
from bot.postgres import access
from bot.settings.settings import Settings, WrongSetting
from bot.telegram.calls import Calls
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from domain.roles import OPERATOR
from handlers.actions.business.dead_letters import record_retry
from handlers.http.metrics import Metrics
from handlers.queries.starts.shop import Shop
from storage.business import dead_letters
from storage.business.dead_letters import DeadLetter
from storage.faults import DatabaseAway
from storage.transactions import Database

NEWEST: Final = 500
SHORT: Final = 72
TOO_OLD: Final = "updates are kept for 7 days, and its own is gone"
HEADINGS: Final = ("id", "when (UTC)", "person", "what", "error")

Say = Callable[[str], None]


async def tell(settings: Settings, say: Say, *, everything: bool) -> int:
    """List the waiting letters, or the newest of all; the exit code."""
    async with access.database(settings) as database, database.read() as reader:
        if everything:
            letters = await dead_letters.newest(reader, NEWEST)
        else:
            letters = await dead_letters.waiting(reader, NEWEST)
        waiting = await dead_letters.count(reader)
    if letters:
        for line in _table(letters):
            say(line)
    say(_count(waiting))
    return 0


async def show(settings: Settings, say: Say, number: int) -> int:
    """Show everything about one letter; the exit code."""
    async with access.database(settings) as database, database.read() as reader:
        letter = await dead_letters.by_id(reader, number)
    if letter is None:
        say(f"There is no dead letter {number}.")
        return 1
    say(f"Dead letter {letter.id}, {_state(letter)}.")
    what = action_of(letter.update)
    say(_plain(f"{_time(letter.at)} UTC, from {_person(letter)}: {what}"))
    if letter.request_id:
        say(f"Its request in the logs: {letter.request_id}.")
    if letter.update:
        whole = orjson.dumps(letter.update, option=orjson.OPT_INDENT_2).decode()
        say(_plain(f"\nupdate:\n{whole}", safe="\n"))
    say(_plain(f"\nfault:\n{letter.error.rstrip()}", safe="\n"))
    return 0


async def retry(settings: Settings, say: Say, numbers: Sequence[int]) -> int:
    """Retry these letters, or if none are named all waiting ones: each once.

    Letters that arrive meanwhile are left alone. The exit code: 0 if each one is handled, now or
    earlier.
    """
    async with access.database(settings) as database:
        letter_ids = numbers or await _all_that_wait(database)
        if not letter_ids:
            say("No dead letter waits.")
            return 0
        failed = 0
        async with _desk(settings, database) as (intake, clock):
            for number in letter_ids:
                well, sentence = await _again(number, intake, database, clock)
                failed += not well
                say(_plain(sentence))
    return 1 if failed else 0


async def _all_that_wait(database: Database) -> Sequence[int]:
    # Only ids: letters are large, and there may be any number of them.
    async with database.read() as reader:
        return await dead_letters.waiting_ids(reader)


@asynccontextmanager
async def _desk(
    settings: Settings, database: Database
) -> AsyncIterator[tuple[Intake, Callable[[], datetime]]]:
    """Handles updates, wired as in the serving process, without delivery and ticks."""
    address = "" if settings.token else access.playground_address(settings)
    account, clock, metrics = BotAccount.of(settings, address), Clock(), Metrics()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(open_session())
        telegram = Telegram(session, account.api_url, account.token, clock)
        calls = Calls(telegram, SendLimiter(database), metrics, database)
        dispatcher = dispatch.dispatcher(session, clock, account)
        dispatch.add_conversations(
            dispatcher, settings, account, database, calls, clock, Shop(database)
        )
        await _introduce(dispatcher)
        stack.push_async_callback(dispatcher.shutdown)
        intake = Intake(
            dispatcher.process,
            database=database,
            call=calls.reply,
            clock=clock.now,
            language=settings.language,
            metrics=metrics,
        )
        yield intake, clock.now


async def _introduce(dispatcher: Dispatcher) -> None:
    try:
        await dispatcher.initialize()
    except TelegramError as error:
        raise WrongSetting(
            f"Telegram cannot be asked, so nothing was tried ({error}): `coachbook doctor` tells "
            "more."
        ) from None


async def _again(
    number: int, intake: Intake, database: Database, clock: Callable[[], datetime]
) -> tuple[bool, str]:
    """Retry one letter: whether it is handled, and the outcome as a sentence."""
    try:
        async with database.read() as reader:
            letter = await dead_letters.by_id(reader, number)
        if letter is None:
            return False, f"There is no dead letter {number}."
        if letter.retried_at is not None:
            return True, f"Letter {number} was handled already, at {_time(letter.retried_at)} UTC."
        if not letter.update:
            return False, f"Letter {number} cannot be handled any more: {TOO_OLD}."
        sentence = await _handle(letter, intake, database, clock)
    except TelegramError as error:
        return False, f"Letter {number} waits still: Telegram did not take the answer ({error})."
    except DatabaseAway as error:
        return False, f"Letter {number} waits still. {outside_faults.of_database(error)}"
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        return False, f"Letter {number} waits still: it failed again ({reason})."
    return True, sentence


async def _handle(
    letter: DeadLetter, intake: Intake, database: Database, clock: Callable[[], datetime]
) -> str:
    """Handle one letter, and record that: the outcome as a sentence. Raises what keeps it a dead
    letter."""

    async def record(*, handled: bool) -> None:
        await database.write(
            partial(record_retry, letter=letter, handled=handled, actor=OPERATOR, now=clock())
        )

    sentence = f"Letter {letter.id} is handled now."
    if letter.telegram_id is not None:
        sentence = f"Letter {letter.id} is handled now, and {_person(letter)} has been answered."
    try:
        await intake.retry(letter.update)
    except Forbidden:
        # As with any update: they cannot be answered, but what was done stands.
        sentence = f"Letter {letter.id} is handled now; {_person(letter)} has blocked the bot."
    except DatabaseAway:
        raise
    except Exception:
        await record(handled=False)
        raise
    await record(handled=True)
    return sentence


def _table(letters: Sequence[DeadLetter]) -> list[str]:
    cells = [HEADINGS, *map(_cells, letters)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _cells(letter: DeadLetter) -> tuple[str, ...]:
    if letter.retried_at is not None:
        error = f"handled at {_time(letter.retried_at)}"
    else:
        error = (letter.error.strip().splitlines() or [""])[-1]
    what = action_of(letter.update) if letter.update else "too old"
    if len(error) > SHORT:
        error = error[: SHORT - 1] + "…"
    cells = str(letter.id), _time(letter.at), _person(letter), what, error
    return tuple(map(_plain, cells))


def _count(waiting: int) -> str:
    if waiting == 0:
        return "No dead letter waits."
    verb = "letter waits" if waiting == 1 else "letters wait"
    return (
        f"{waiting} dead {verb}: `coachbook dead-letters show ID` tells all, `… retry ID` handles "
        "it again."
    )


def _state(letter: DeadLetter) -> str:
    if letter.retried_at is not None:
        return f"handled at {_time(letter.retried_at)} UTC"
    return "waiting" if letter.update else "too old to be handled"


def _person(letter: DeadLetter) -> str:
    if letter.telegram_id is None:
        return "nobody known"
    return f"{letter.person} ({letter.telegram_id})" if letter.person else str(letter.telegram_id)


def _plain(text: str, safe: str = "") -> str:
    """A text whose control characters are escaped as in JSON, such as ESC as \u001b.

    Names and buttons are whatever strangers choose. safe: characters that stay as they are.
    """
    return "".join(
        letter if letter.isprintable() or letter in safe else json.dumps(letter)[1:-1]
        for letter in text
    )


def _time(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
