"""An admin sets how long records are kept once nothing needs them.

/settings → kept   each kind, and for how long
1 choices          of one kind; a shorter time first says how much would go → saved
"""

from typing import Final

from domain.business.retention import CHOICES, NEVER, RecordKind, shorter
from domain.roles import Permission
from handlers.actions.business import retention as actions
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import choice_key, in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.business import retention as queries
from handlers.wording.words import Words

KINDS: Final = tuple(RecordKind)


@button("ktp")
class ShowRetention(Press):
    """How long records are kept. kind: a place in KINDS, counted from 1; 0 for all."""

    kind: int = 0


@button("kts")
class SetRetention(Press):
    """Keep it for this many days. sure: 1 once it is known how much goes."""

    kind: int
    days: int
    sure: int = 0


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("retention.key"), ShowRetention())


async def show(turn: Turn, press: ShowRetention) -> Reply:
    """All of it, or the choices of one kind."""
    words = turn.words
    periods = await queries.current(turn.database, actor=turn.actor)
    if not 1 <= press.kind <= len(KINDS):
        lines = [_line(words, kind, periods.days(kind)) for kind in KINDS]
        keys = [
            Key(words.label(f"retention.{kept}_key"), ShowRetention(nr))
            for nr, kept in enumerate(KINDS, 1)
        ]
        parts = (words.text("retention.title"), "\n".join(lines), words.text("retention.legal"))
        rows = (*in_rows(keys, 2), way_out(words, ShowBusiness()))
        return Reply(Screen("\n\n".join(parts), rows))
    kind = KINDS[press.kind - 1]
    now = periods.days(kind)
    keys = [
        choice_key(_days(words, days), SetRetention(press.kind, days), chosen=days == now)
        for days in CHOICES[kind].days
    ]
    text = "\n\n".join((words.text(f"retention.about_{kind}"), words.text("retention.choose")))
    return Reply(Screen(text, (*in_rows(keys, 2), way_out(words, ShowRetention()))))


async def choose(turn: Turn, press: SetRetention) -> Reply:
    """Keep it for that long; for a shorter time, after a look at what would go."""
    words = turn.words
    if not 1 <= press.kind <= len(KINDS) or press.days not in CHOICES[KINDS[press.kind - 1]].days:
        return await show(turn, ShowRetention())
    kind = KINDS[press.kind - 1]
    periods = await queries.current(turn.database, actor=turn.actor)
    if press.sure != 1 and shorter(kind, press.days, periods.days(kind)):
        n = await queries.would_go(turn.database, kind, press.days, actor=turn.actor, now=turn.now)
        parts = [
            words.text("retention.then", line=_line(words, kind, press.days)),
            words.plural(f"retention.goes_{kind}", n) if n else words.text("retention.goes_none"),
        ]
        do = Key(words.label("retention.do"), SetRetention(press.kind, press.days, 1), DANGER)
        rows = ((do,), way_out(words, ShowRetention(press.kind)))
        return Reply(Screen("\n\n".join(parts), rows))
    await actions.choose(turn.database, kind, press.days, **turn.intent)
    reply = await show(turn, ShowRetention())
    return Reply(reply.screen, toast=words.label("coach.saved"))


def _line(words: Words, kind: RecordKind, days: int) -> str:
    return words.text(f"retention.{kind}", time=_days(words, days))


def _days(words: Words, days: int) -> str:
    if days == NEVER:
        return words.label("retention.never")
    if days % 365 == 0:
        return words.plural("retention.years", days // 365)
    return words.plural("length.days", days)


SCRIPT = Script(
    presses={
        ShowRetention: Step(show, Permission.DATA),
        SetRetention: Step(choose, Permission.DATA),
    },
)
