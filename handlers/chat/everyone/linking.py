"""A chat and an account in the app are linked as one person's.

/link [code]          1 a code from the app, typed → 2; or one for the app, shown → 3
/start l_<code>       the same by a link from the app → 2
2 is this yours?      the account → linked, or the code stops working
3 a code for the app  shown once; another replaces it
"""

from dataclasses import replace
from typing import Final

from domain.accounts.link_refusals import (
    AlreadyLinked,
    CannotLink,
    LinkCodeExpired,
    LinkCodeUsed,
    NoLinkCode,
    TooManyGuesses,
)
from domain.accounts.linking import VALID, code_of, format_code, plain
from domain.refusals import Refusal
from domain.roles import Permission
from handlers.actions.people import linking as actions
from handlers.actions.people.linking import AccountSummary, LinkedAccount
from handlers.actions.services.catalogue import newest
from handlers.buttons.keyboards import way_out
from handlers.buttons.link_account_links import LinkAccount
from handlers.buttons.links import Appointments
from handlers.buttons.press import Home, Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.people import identities as queries

CODE: Final = "link.code"
LONGEST: Final = 40  # letters of a code as typed


@button("ylc")
class ShowLinkCode(Press):
    """A code for the app."""


@button("yly")
class LinkYes(Press):
    """The account is theirs. code: in the form that is compared."""

    code: str


@button("yln")
class LinkNo(Press):
    """It is not."""

    code: str


async def by_link(turn: Turn) -> Reply | None:
    """What a link from the app leads to; None if it is for something else."""
    code = code_of(turn.text)
    return None if code is None else await _look(turn, code)


async def command(turn: Turn) -> Reply:
    """/link, with or without a code."""
    return await answer(turn) if turn.text else await ask(turn, _question(turn))


async def start(turn: Turn, press: LinkAccount) -> Reply:
    return await ask(turn, _question(turn))


async def answer(turn: Turn) -> Reply:
    """The code that was typed."""
    return await _look(turn, turn.text[:LONGEST])


async def show_code(turn: Turn, press: ShowLinkCode) -> Reply:
    """A code to type into the app, in place of any shown before."""
    words = turn.words
    code = await actions.make_code(turn.database, actor=turn.actor, now=turn.now)
    minutes = int(VALID.total_seconds() // 60)
    text = words.text("linking.code", code=format_code(code), minutes=minutes)
    again = (Key(words.label("linking.another"), ShowLinkCode()),)
    return Reply(Screen(text, (again, way_out(words, LinkAccount()))))


async def yes(turn: Turn, press: LinkYes) -> Reply:
    """Link them; a second press changes nothing."""
    linked = await actions.link(turn.database, press.code, **turn.intent)
    return await _show_linked(turn, linked)


async def no(turn: Turn, press: LinkNo) -> Reply:
    """The account is not theirs: the code stops working."""
    await actions.refuse(turn.database, press.code, actor=turn.actor, now=turn.now)
    return Reply(Screen(turn.words.text("linking.refused"), (way_out(turn.words),)))


async def _look(turn: Turn, text: str) -> Reply:
    account = await actions.look(turn.database, text, actor=turn.actor, now=turn.now)
    if isinstance(account, LinkedAccount):
        return await _show_linked(turn, account)
    words, code = turn.words, plain(text) or ""
    parts = [
        words.text("linking.ask"),
        "\n".join(_lines(turn, account)),
        words.text("linking.means"),
        words.text("linking.beware"),
    ]
    rows: tuple[Row, ...] = (
        (Key(words.label("linking.yes"), LinkYes(code), SUCCESS),),
        (Key(words.label("linking.no"), LinkNo(code)),),
    )
    return Reply(Screen("\n\n".join(parts), rows))


async def _show_linked(turn: Turn, account: LinkedAccount) -> Reply:
    """That it is linked, with the commands of the roles they now have."""
    person = await queries.myself(turn.database, turn.actor)
    turn = replace(turn, person=person, catalogue=await newest(turn.database))
    words = turn.words
    parts = [words.text("linking.done")]
    rows: list[Row] = []
    if account.coming:
        parts.append(words.plural("join.coming", account.coming))
        rows.append((Key(words.label("profile.see_found"), Appointments(0, 0), PRIMARY),))
    screen = Screen("\n\n".join(parts), (*rows, way_out(words)))
    return Reply(screen, commands=command_list(turn, person, turn.coach))


def _lines(turn: Turn, account: AccountSummary) -> list[str]:
    """The name under which it is known."""
    words = turn.words
    lines = (words.text("linking.line", line=line) for line in account.known_by)
    return [words.text("linking.name", name=account.name), *lines]


def _question(turn: Turn) -> Question:
    words = turn.words
    rows: tuple[Row, ...] = (
        (Key(words.label("linking.show"), ShowLinkCode(), PRIMARY),),
        way_out(words, Home()),
    )
    return Question(CODE, Screen(words.text("linking.how"), rows))


async def _no_code(turn: Turn, refusal: Refusal, press: Press | None) -> Reply:
    """The code does not work, and how to get another."""
    words = turn.words
    again = (Key(words.label("linking.again"), LinkAccount(), PRIMARY),)
    return Reply(Screen(words.text(f"refusal.{refusal.code}"), (again, way_out(words))))


async def _too_many(turn: Turn, refusal: TooManyGuesses, press: Press | None) -> Reply:
    minutes = max(1, -(-(refusal.until - int(turn.now.timestamp())) // 60))
    text = turn.words.plural("refusal.too_many_guesses", minutes)
    return Reply(Screen(text, (way_out(turn.words),)))


async def _cannot(turn: Turn, refusal: CannotLink, press: Press | None) -> Reply:
    words = turn.words
    show = (Key(words.label("menu.appointments"), Appointments(0, 0), PRIMARY),)
    text = words.text(f"refusal.cannot_link_{refusal.why}")
    return Reply(Screen(text, (show, way_out(words))))


SCRIPT = Script(
    commands={"link": Command(command, Permission.TALK, offered=False)},
    presses={
        LinkAccount: Step(start, Permission.TALK),
        ShowLinkCode: Step(show_code, Permission.TALK),
        LinkYes: Step(yes, Permission.TALK),
        LinkNo: Step(no, Permission.TALK),
    },
    answers={CODE: AnswerStep(answer, Permission.TALK)},
    refusals={
        **dict.fromkeys((NoLinkCode, LinkCodeUsed, LinkCodeExpired, AlreadyLinked), _no_code),
        TooManyGuesses: _too_many,
        CannotLink: _cannot,
    },
)
