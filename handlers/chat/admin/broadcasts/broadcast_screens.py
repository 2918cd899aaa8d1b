"""The screens of a message to many: whom it reaches, and its progress."""

from typing import Final

from domain.messages.broadcasts import (
    Audience,
    AudienceGroup,
    AudienceSize,
    BroadcastAction,
    BroadcastState,
)
from domain.services.catalogue import Catalogue
from domain.text.names import cut
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.wording.words import Html, Words
from storage.messages.broadcasts import Broadcast

WHO: Final = tuple(AudienceGroup)
ACTIONS: Final = tuple(BroadcastAction)
SHOWN: Final = 300  # letters of the text
UNDER_WAY: Final = (BroadcastState.RUNNING, BroadcastState.PAUSED)


@button("bro")
class Broadcasts(Press):
    """To whom, and earlier ones."""


@button("brs")
class ShowBroadcast(Press):
    """How far it is."""

    broadcast: int


@button("brl")
class LeaveBroadcast(Press):
    """Something else in place of the progress."""

    broadcast: int


@button("brd")
class ChangeBroadcast(Press):
    """Pause, resume or stop it. action: an index into ACTIONS."""

    broadcast: int
    action: int


@button("brq")
class AskStop(Press):
    """Whether to stop it for good."""

    broadcast: int


def to_whom(words: Words, catalogue: Catalogue, audience: Audience) -> str:
    """An audience, a line for each thing that narrows it down."""
    lines = [words.text(f"broadcast.to_{audience.who}")]
    if coach := catalogue.coaches.get(audience.coach_id):
        lines.append(words.text("broadcast.with", coach=coach.name))
    if service := catalogue.services.get(audience.service_id):
        lines.append(words.text("broadcast.of", service=service.title))
    if audience.days > 0:
        lines.append(words.plural("broadcast.came", audience.days))
    elif audience.days < 0:
        lines.append(words.plural("broadcast.stayed_away", -audience.days))
    return Html("\n".join(lines))


def reaches(words: Words, reach: AudienceSize) -> str:
    """How many get it, and how many do not, and why."""
    lines = [
        words.plural("broadcast.reaches", reach.reached)
        if reach.reached
        else words.text("broadcast.reaches_nobody")
    ]
    lines += [
        words.plural(f"broadcast.out_{why}", n)
        for why, n in (
            ("unwanted", reach.unwanted),
            ("blocked", reach.blocked),
            ("away", reach.away),
        )
        if n
    ]
    return Html("\n".join(lines))


def progress(words: Words, catalogue: Catalogue, one: Broadcast, *, live: bool) -> Screen:
    """Its progress. live: the message updates itself, so each of its keys ends that first."""
    figures = one.progress
    counts = [
        words.plural("broadcast.sent", figures.sent),
        *([words.plural("broadcast.failed", figures.failed)] if figures.failed else []),
        *([words.plural("broadcast.missed", figures.missed)] if figures.missed else []),
    ]
    state = one.state
    if figures.remaining:
        id_ = "left" if state in UNDER_WAY else "unsent"
        counts.append(words.plural(f"broadcast.{id_}", figures.remaining))
    parts = [
        words.text(f"broadcast.state_{state}"),
        "\n".join(counts),
        to_whom(words, catalogue, one.audience),
        words.text("broadcast.said", text=cut(one.text, SHOWN)),
    ]
    rows: list[Row] = []
    if state in UNDER_WAY:
        action, look = (
            (BroadcastAction.PAUSE, None)
            if state is BroadcastState.RUNNING
            else (BroadcastAction.GO_ON, PRIMARY)
        )
        change = ChangeBroadcast(one.id, ACTIONS.index(action))
        rows.append(
            (
                Key(words.label(f"broadcast.{action}_key"), change, look),
                Key(words.label("broadcast.stop_key"), AskStop(one.id), DANGER),
            )
        )
    if not one.ended and not live:
        rows.append((Key(words.label("broadcast.look_key"), ShowBroadcast(one.id)),))
    if live and not one.ended:
        rows.append((Key(words.label("key.back"), LeaveBroadcast(one.id)),))
    else:
        rows.append(way_out(words, Broadcasts()))
    return Screen("\n\n".join(parts), tuple(rows))


def stopping(words: Words, one: Broadcast) -> Screen:
    """Ask whether to stop it for good."""
    do = ChangeBroadcast(one.id, ACTIONS.index(BroadcastAction.STOP))
    rows = (
        (Key(words.label("broadcast.stop_do"), do, DANGER),),
        way_out(words, ShowBroadcast(one.id)),
    )
    return Screen(words.plural("broadcast.stop_asked", one.progress.remaining), rows)
