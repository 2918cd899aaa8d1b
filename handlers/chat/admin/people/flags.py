"""The team looks at people whose use of the bot stands out.

/flags          what waits, the oldest first, page by page → one
one             what raised it, and what they have booked; dismiss it, limit or block them, or open
                their card
"""

from domain.people.flags import WITHIN, FlagDecided
from domain.roles import Permission
from handlers.actions.people import flags as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import around
from handlers.buttons.people_links import AskBlock, AskLimit, Flags, ShowFlag, ShowPerson
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.people.person_card import session_counts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.people import flags as queries
from handlers.queries.people.flags import FlagCase
from handlers.wording import cards
from handlers.wording.words import zone_info
from storage.people.flags import RaisedFlag

_DAY = 1440


@button("nfd")
class Dismiss(Press):
    """It is nothing."""

    flag: int


async def show_list(turn: Turn, press: Flags | None = None) -> Reply:
    """What waits to be looked at."""
    words = turn.words
    n, page, flags = await queries.waiting(
        turn.database, press.page if press else 0, actor=turn.actor
    )
    if not flags:
        return Reply(Screen(words.text("flags.none"), (way_out(words),)))
    keys = tuple((_key(turn, one),) for one in flags)
    ways = around(words, page, -(-n // queries.PAGE), Flags)
    text = words.plural("flags.list", n)
    return Reply(Screen(text, (*keys, *ways, way_out(words))))


async def show(turn: Turn, press: ShowFlag) -> Reply:
    """One of them."""
    case = await queries.case(turn.database, press.flag, actor=turn.actor, now=turn.now)
    return Reply(_screen(turn, case))


async def dismiss(turn: Turn, press: Dismiss) -> Reply:
    """Dismiss it; the others still waiting."""
    await actions.dismiss(turn.database, press.flag, **turn.intent)
    reply = await show_list(turn)
    return Reply(reply.screen, toast=turn.words.label("flags.dismissed"))


async def flag_decided(turn: Turn, refusal: FlagDecided, press: Press | None) -> Reply:
    """Somebody was faster: the flag as it is now."""
    reply = await show(turn, ShowFlag(refusal.flag_id))
    return Reply(reply.screen, toast=turn.words.label("flags.decided"), alert=True)


def why(turn: Turn, one: RaisedFlag) -> str:
    """What raised it, and the number that raises a flag."""
    words, within = turn.words, int(WITHIN[one.kind].total_seconds()) // 60
    length = words.plural("length.days", within // _DAY) if within > _DAY else words.length(within)
    return words.plural(f"flags.{one.kind}", one.n, within=length, threshold=one.threshold)


def _screen(turn: Turn, case: FlagCase) -> Screen:
    words, one = turn.words, case.flag
    day = one.raised_at.astimezone(zone_info(turn.catalogue.business.zone)).date()
    parts = [
        why(turn, one),
        "\n".join(session_counts(turn, case.history)),
        words.text("flags.since", day=words.day(day)),
    ]
    if case.limited:
        parts.append(words.text("flags.limited"))
    person, rows = one.person_id, list[Row]()
    if one.decision is None:
        parts.append(words.text(f"flags.means_{one.kind}"))
        rows.append((Key(words.label("flags.dismiss_key"), Dismiss(one.id), PRIMARY),))
        if case.blockable:
            asks_limit = Key(words.label("flags.limit_key"), AskLimit(person, flag=one.id))
            asks_block = Key(words.label("flags.block_key"), AskBlock(person, flag=one.id), DANGER)
            rows.append((asks_limit, asks_block))
    else:
        parts.append(words.text(f"flags.now_{one.decision}"))
    label = LabelFitter(words, WHOLE).label("flags.person_key", cut="name", name=one.name)
    rows.append((Key(label, ShowPerson(person)),))
    title = words.text("flags.title", name=one.name)
    return Screen(cards.with_title(title, "\n\n".join(parts)), (*rows, way_out(words, Flags())))


def _key(turn: Turn, one: RaisedFlag) -> Key:
    kind = turn.words.label(f"flags.kind_{one.kind}")
    label = LabelFitter(turn.words, WHOLE).label("flags.key", cut="name", name=one.name, kind=kind)
    return Key(label, ShowFlag(one.id))


async def _flags(turn: Turn) -> Reply:
    return await show_list(turn)


SCRIPT = Script(
    commands={"flags": Command(_flags, Permission.BLOCK)},
    presses={
        Flags: Step(show_list, Permission.BLOCK),
        ShowFlag: Step(show, Permission.BLOCK),
        Dismiss: Step(dismiss, Permission.BLOCK),
    },
    refusals={FlagDecided: flag_decided},
)
