"""How the bot itself is, for admins.

/status             what is wrong; version, backup and size, what waits to be sent
1 dead letters      what could not be handled, page by page → one; retry all, once confirmed
2 dead letter       what it was and why it failed; handle it again; all of it as a file
1 unreachable       people out of reach, since when and why, page by page → their card

A dead letter handled twice acts once: it keeps its own key.
"""

from dataclasses import replace
from typing import Final

import orjson

from domain.business.dead_letter_refusals import DeadLetterHandled, DeadLetterTooOld
from domain.roles import Permission
from handlers.actions.business import dead_letters as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import around
from handlers.buttons.people_links import ShowPerson
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.status_links import DeadLetters, ShowGlance, ShowStatus, ShowUnreachable
from handlers.chat.admin.operations import status_words
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.business import status as queries
from storage.business.dead_letters import DeadLetter

TOAST: Final = 150  # letters of a fault that fit into a pop-up beside a sentence


@button("ovo")
class ShowDeadLetter(Press):
    """One update that could not be handled."""

    letter: int


@button("ovr")
class RetryDeadLetter(Press):
    """Handle it again."""

    letter: int


@button("ovf")
class SaveDeadLetter(Press):
    """All of it as a file."""

    letter: int


@button("ova")
class AskRetryAll(Press):
    """Ask whether to handle all of them again."""


@button("ovd")
class RetryAll(Press):
    """Handle all of them again."""


async def show(turn: Turn, press: ShowStatus | None = None) -> Reply:
    """How the bot is doing."""
    words = turn.words
    health = await queries.health(
        turn.database,
        actor=turn.actor,
        now=turn.now,
        available_channels=turn.context.available_channels,
    )
    rows: list[Row] = []
    if health.wrong.dead_letters:
        label = words.label("health.letters_key", n=health.wrong.dead_letters)
        rows.append((Key(label, DeadLetters(), PRIMARY),))
    if health.wrong.unreachable:
        label = words.label("health.away_key", n=health.wrong.unreachable)
        rows.append((Key(label, ShowUnreachable()),))
    rows.append((Key(words.label("health.again_key"), ShowStatus()),))
    text = status_words.status(turn, health)
    return Reply(Screen(text, (*rows, way_out(words, ShowGlance()))))


async def show_dead_letters(turn: Turn, press: DeadLetters) -> Reply:
    """What could not be handled, the oldest first."""
    words = turn.words
    n, page, dead_letters = await queries.dead_letter_page(
        turn.database, press.page, actor=turn.actor
    )
    if not dead_letters:
        return Reply(Screen(words.text("dead_letter.none"), (way_out(words, ShowStatus()),)))
    keys = tuple((_key(turn, one),) for one in dead_letters)
    ways = around(words, page, -(-n // queries.PAGE), DeadLetters)
    every: Row = (Key(words.plural("dead_letter.all_key", n), AskRetryAll(), PRIMARY),)
    rows = (*keys, *ways, *((every,) if n > 1 else ()))
    text = words.plural("dead_letter.list", n)
    return Reply(Screen(text, (*rows, way_out(words, ShowStatus()))))


async def ask_all(turn: Turn, press: AskRetryAll) -> Reply:
    """How many there are, and what retrying means."""
    words = turn.words
    n, _, _ = await queries.dead_letter_page(turn.database, 0, actor=turn.actor)
    if not n:
        return await show_dead_letters(turn, DeadLetters())
    parts = [words.plural("dead_letter.ask_all", n)]
    if n > actions.MOST:
        parts.append(words.plural("dead_letter.first", actions.MOST))
    rows: tuple[Row, ...] = ((Key(words.label("dead_letter.do_all"), RetryAll(), PRIMARY),),)
    return Reply(Screen("\n\n".join(parts), (*rows, way_out(words, DeadLetters()))))


async def retry_all(turn: Turn, press: RetryAll) -> Reply:
    """Handle them; what is still waiting, below the outcome."""
    words = turn.words
    result = await actions.retry_all(turn.database, handle=turn.context.redispatch, **turn.intent)
    reply = await show_dead_letters(turn, DeadLetters())
    toast = words.plural("dead_letter.all_done", result.handled)
    if result.failed:
        toast = f"{toast} {words.plural('dead_letter.all_failed', result.failed)}"
    return replace(reply, toast=toast, alert=bool(result.failed))


async def show_unreachable(turn: Turn, press: ShowUnreachable) -> Reply:
    """People out of reach, the most recent first."""
    words = turn.words
    n, page, people = await queries.unreachable_page(
        turn.database,
        press.page,
        actor=turn.actor,
        available_channels=turn.context.available_channels,
    )
    if not people:
        return Reply(Screen(words.text("away.none"), (way_out(words, ShowStatus()),)))
    labels = LabelFitter(words, WHOLE)
    keys = tuple(
        (Key(labels.user_text("customer", one.name), ShowPerson(one.person_id)),) for one in people
    )
    ways = around(words, page, -(-n // queries.PAGE), ShowUnreachable)
    text = status_words.unreachable(turn, n, people)
    return Reply(Screen(text, (*keys, *ways, way_out(words, ShowStatus()))))


async def show_dead_letter(turn: Turn, press: ShowDeadLetter) -> Reply:
    """One of them."""
    return Reply(_screen(turn, await _dead_letter(turn, press.letter)))


async def retry(turn: Turn, press: RetryDeadLetter) -> Reply:
    """Handle it again; it works, or fails again."""
    words = turn.words
    reason = await actions.retry(
        turn.database,
        press.letter,
        handle=turn.context.redispatch,
        **turn.intent,
    )
    screen = _screen(turn, await _dead_letter(turn, press.letter))
    if reason is None:
        return Reply(screen, toast=words.label("dead_letter.done"))
    return Reply(screen, toast=words.label("dead_letter.failed", fault=reason[:TOAST]), alert=True)


async def save(turn: Turn, press: SaveDeadLetter) -> Reply:
    """The update and the fault, as a file."""
    one = await _dead_letter(turn, press.letter)
    update = orjson.dumps(one.update, option=orjson.OPT_INDENT_2)
    content = b"\n\n".join((update, one.error.encode()))
    caption = turn.words.text("dead_letter.title", id=one.id)
    return Reply(file=File(f"letter-{one.id}.txt", content, caption))


async def already_handled(turn: Turn, refusal: DeadLetterHandled, press: Press | None) -> Reply:
    """Somebody was faster: the dead letter as it is now."""
    screen = _screen(turn, await _dead_letter(turn, refusal.letter_id))
    return Reply(screen, toast=turn.words.label("dead_letter.handled_before"), alert=True)


async def too_old(turn: Turn, refusal: DeadLetterTooOld, press: Press | None) -> Reply:
    """Its content is gone."""
    screen = _screen(turn, await _dead_letter(turn, refusal.letter_id))
    return Reply(screen, toast=turn.words.label("dead_letter.too_old"), alert=True)


async def _dead_letter(turn: Turn, letter_id: int) -> DeadLetter:
    return await queries.dead_letter(turn.database, letter_id, actor=turn.actor)


def _screen(turn: Turn, one: DeadLetter) -> Screen:
    words, rows = turn.words, list[Row]()
    if one.retried_at is None and one.update:
        rows.append((Key(words.label("dead_letter.retry_key"), RetryDeadLetter(one.id), PRIMARY),))
    rows.append((Key(words.label("dead_letter.file_key"), SaveDeadLetter(one.id)),))
    return Screen(status_words.dead_letter(turn, one), (*rows, way_out(words, DeadLetters())))


def _key(turn: Turn, one: DeadLetter) -> Key:
    labels, when = LabelFitter(turn.words, WHOLE), turn.words.short_day(one.at.date())
    name = status_words.who(turn.words, one)
    label = labels.label("dead_letter.key", cut="name", name=name, when=when, id=one.id)
    return Key(label, ShowDeadLetter(one.id))


async def _status(turn: Turn) -> Reply:
    return await show(turn)


SCRIPT = Script(
    commands={"status": Command(_status, Permission.STATUS)},
    presses={
        ShowStatus: Step(show, Permission.STATUS),
        DeadLetters: Step(show_dead_letters, Permission.STATUS),
        ShowDeadLetter: Step(show_dead_letter, Permission.STATUS),
        RetryDeadLetter: Step(retry, Permission.STATUS),
        AskRetryAll: Step(ask_all, Permission.STATUS),
        RetryAll: Step(retry_all, Permission.STATUS),
        ShowUnreachable: Step(show_unreachable, Permission.STATUS),
        SaveDeadLetter: Step(save, Permission.STATUS),
    },
    refusals={DeadLetterHandled: already_handled, DeadLetterTooOld: too_old},
)
