"""How the bot is doing, in words: what waits, what is wrong, and what could not be handled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from domain.business.troubles import BY_WAY, Trouble
from domain.messages.channels import ORDER
from domain.messages.notices import Lane
from domain.services.display_zones import of_business
from domain.text import names
from handlers.buttons.labels import fit
from handlers.chat.frame.turn import Turn
from handlers.queries.business.status import BotHealth, Wrong
from handlers.wording import figures
from handlers.wording.words import Words
from storage.business.dead_letters import DeadLetter
from storage.business.vitals import Waiting
from storage.messages.reach import UnreachablePerson

SAID: Final = 400  # letters of what was typed, and of a fault
NAME: Final = 60  # letters of a name in a list
_HOUR, _DAY = 60, 1440
# For the others, the lines only say how many there are.
STANDING: Final = (Trouble.MAIL, *BY_WAY.values(), Trouble.DATABASE, Trouble.BACKUP)


def requests(turn: Turn, backlog: Waiting) -> str:
    """How many requests wait for a coach, and how long the oldest does."""
    words = turn.words
    if backlog.since is None:
        return words.text("admin.no_requests")
    return words.plural("admin.requests", backlog.n, length=_length(words, backlog.since, turn.now))


def wrong(turn: Turn, concerns: Wrong) -> str:
    """What somebody should look at, line by line, or that there is nothing; and how many people are
    not reached, which is nobody's fault."""
    words, lines = turn.words, []
    if concerns.dead_letters:
        lines.append(words.plural("health.letters", concerns.dead_letters))
    if concerns.late.since is not None:
        length = _length(words, concerns.late.since, turn.now)
        lines.append(words.plural("health.late", concerns.late.n, length=length))
    for trouble, since in concerns.troubles.items():
        if trouble in STANDING:
            lines.append(words.text(f"health.{trouble}_wrong", when=when(turn, since)))
    lines = [words.text("health.look"), *lines] if lines else [words.text("health.well")]
    if concerns.unreachable:
        line = words.plural("health.unreachable", concerns.unreachable)
        if concerns.mailable:
            line = f"{line} · {words.plural('health.mailable', concerns.mailable)}"
        lines.append(line)
    return "\n".join(lines)


def status(turn: Turn, health: BotHealth) -> str:
    """All of it, faults first."""
    words = turn.words
    about = [words.text("health.version", version=health.release or "–", revision=health.revision)]
    if turn.context.since is not None:
        about.append(words.text("health.since", when=when(turn, turn.context.since)))
    about.append(words.text("health.database", size=figures.size(words, health.database.bytes)))
    backup = health.database.backup
    about.append(
        words.text("health.backup", when=when(turn, backup))
        if backup is not None
        else words.text("health.no_backup")
    )
    ways = [words.label(f"way.{one}") for one in ORDER if one in turn.context.available_channels]
    about.append(
        words.text("health.ways", ways=", ".join(ways)) if ways else words.text("health.no_ways")
    )
    queue = [words.text("health.queue")]
    for lane in Lane:
        oldest = health.backlog.oldest[lane]
        name = words.label(f"health.lane_{lane.name.lower()}")
        if oldest is None:
            queue.append(words.text("health.lane_empty", lane=name))
        else:
            n, length = health.backlog.due[lane], _length(words, oldest, turn.now)
            queue.append(words.text("health.lane", lane=name, n=n, length=length))
    title, look = words.text("health.title"), wrong(turn, health.wrong)
    return "\n\n".join((title, look, "\n".join(about), "\n".join(queue)))


def unreachable(turn: Turn, n: int, people: Sequence[UnreachablePerson]) -> str:
    """Some of the people out of reach: since when, and why."""
    words, lines = turn.words, []
    for one in people:
        why = "met" if one.met else "never_met" if one.has_chat else "no_chat"
        line = words.text(
            f"away.{why}", name=fit(names.one_line(one.name), NAME), day=when(turn, one.since)
        )
        lines.append(f"{line} · {words.text('away.mailed')}" if one.mailable else line)
    return "\n\n".join((words.plural("away.list", n), "\n".join(lines)))


def dead_letter(turn: Turn, one: DeadLetter) -> str:
    """One update that could not be handled: whose, what it was, and what went wrong."""
    words = turn.words
    fault = (one.error.strip().splitlines() or [""])[-1]
    lines = [
        words.text("dead_letter.title", id=one.id),
        words.text("dead_letter.when", when=when(turn, one.at), name=who(words, one)),
    ]
    if one.update:
        lines.append(words.text(f"dead_letter.{_kind(one.update)}", said=_excerpt(one.update)))
    lines.append(words.text("dead_letter.fault", fault=_short(fault)))
    if one.request_id:
        lines.append(words.text("audit.request", id=one.request_id))
    if one.retried_at is not None:
        state = words.text("dead_letter.handled", when=when(turn, one.retried_at))
    else:
        state = words.text("dead_letter.waits" if one.update else "dead_letter.too_old")
    return "\n\n".join((*lines, state))


def who(words: Words, one: DeadLetter) -> str:
    """Its sender."""
    if one.person:
        return names.one_line(one.person)
    return str(one.telegram_id) if one.telegram_id else words.label("dead_letter.nobody")


def when(turn: Turn, instant: datetime) -> str:
    """An instant on the reader's clock."""
    return turn.words.at(instant, of_business(turn.catalogue.business.zone, turn.zone))


def _length(words: Words, since: datetime, now: datetime) -> str:
    """How long, in minutes, hours or days."""
    minutes = max(round((now - since).total_seconds() / 60), 1)
    if minutes >= 2 * _DAY:
        return words.plural("admin.days", minutes // _DAY)
    return words.length(minutes if minutes < 2 * _HOUR else minutes // _HOUR * _HOUR)


def _kind(update: Mapping[str, Any]) -> str:
    body = _body(update)
    if isinstance(body.get("data"), str):
        return "tapped"
    return "typed" if isinstance(body.get("text"), str) else "sent"


def _excerpt(update: Mapping[str, Any]) -> str:
    body = _body(update)
    for name in ("data", "text", "caption"):
        if isinstance(body.get(name), str):
            return _short(body[name])
    return next((field for field in update if field != "update_id"), "–")


def _body(update: Mapping[str, Any]) -> Mapping[str, Any]:
    body = next((value for field, value in update.items() if field != "update_id"), None)
    return body if isinstance(body, Mapping) else {}


def _short(text: str) -> str:
    return fit(names.one_line(text), SAID) or "–"
