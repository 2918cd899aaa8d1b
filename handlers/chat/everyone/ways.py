"""How people are reached besides this chat.

/profile → how I reach you      each way the business has set up, on or off; devices, removed
1 number                        typed, a code goes there
2 code                          typed: the number is theirs, and text messages are on
3 what I told you               the latest first, each with its way and what became of it
"""

from dataclasses import replace
from functools import partial
from typing import Final

from domain.accounts.account_refusals import WrongCode
from domain.accounts.identity import Identity
from domain.messages.channels import APPS, ORDER
from domain.messages.notices import Channel
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from handlers.actions.messages import subscriptions as subscription_actions
from handlers.actions.people import own_number
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import Appointments, ShowProfile
from handlers.buttons.pages import switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.buttons.way_links import ShowTold, ShowWays
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import notification_lines
from handlers.notices import log
from handlers.places.holidays import country_of
from handlers.queries.messages import notifications as queries
from handlers.queries.messages.notifications import NotificationSettings
from handlers.typing.phones import read_phone
from handlers.wording import cards

NUMBER: Final = "ways.number"
CODE: Final = "ways.code"


@button("uws")
class SetWay(Press):
    """This way on (1) or off (0)."""

    channel: str
    on: int


@button("uwn")
class EditWayNumber(Press):
    """Type a number."""


@button("uwx")
class RemoveDevice(Press):
    """Send nothing more to this app or browser."""

    subscription: int


async def show(turn: Turn, press: ShowWays) -> Reply:
    """All of them."""
    return Reply(await _screen(turn))


async def set_way(turn: Turn, press: SetWay) -> Reply:
    """As tapped; a second press changes nothing. Raises NotFound for an unknown way."""
    if press.channel not in set(ORDER):
        raise NotFound
    channel = Channel(press.channel)
    await own_number.want(turn.database, channel, press.on == 1, **turn.intent)
    return Reply(await _screen(turn), toast=turn.words.label("profile.saved"))


async def remove(turn: Turn, press: RemoveDevice) -> Reply:
    """Remove it; with an old key it may be gone already."""
    await subscription_actions.remove(turn.database, press.subscription, **turn.intent)
    return Reply(await _screen(turn), toast=turn.words.label("profile.saved"))


async def edit_number(turn: Turn, press: EditWayNumber) -> Reply:
    """Ask for it; not if an old button asks for one that would not be used."""
    if Channel.SMS not in turn.context.available_channels:
        return Reply(await _screen(turn))
    return await ask(turn, _number_question(turn))


async def take_number(turn: Turn) -> Reply:
    """A code goes there."""
    try:
        number = Identity.phone(read_phone(turn.text, country_of(turn.catalogue.business.zone)))
        await own_number.ask(
            turn.database, number, available_channels=turn.context.available_channels, **turn.intent
        )
    except BadInput as refusal:
        return await ask_again(turn, _number_question(turn), refusal)
    return await ask(turn, _code_question(turn, number.value))


async def take_code(turn: Turn) -> Reply:
    """The number is theirs."""
    number = str(fact(turn, "number"))
    try:
        outcome = await own_number.show(
            turn.database,
            "".join(turn.text.split()),
            **turn.intent,
        )
    except WrongCode:
        words, question = turn.words, _code_question(turn, number)
        text = f"{words.text('ways.wrong_code')}\n\n{question.screen.text}"
        return await ask(turn, replace(question, screen=replace(question.screen, text=text)))
    screen = await _screen(turn)
    if outcome.coming:
        sentence = turn.words.plural("profile.found", outcome.coming)
        see = Key(turn.words.label("profile.see_found"), Appointments(0, 0), PRIMARY)
        screen = replace(screen, text=f"{sentence}\n\n{screen.text}", rows=((see,), *screen.rows))
    return Reply(screen, toast=turn.words.label("profile.saved"), answered=True)


async def show_log(turn: Turn, press: ShowTold) -> Reply:
    """What they were told, a page of it."""
    words, before = turn.words, press.before if press.before > 0 else None
    messages = await queries.mine(
        turn.database, actor=turn.actor, now=turn.now, before=before, limit=notification_lines.LIMIT
    )
    screen = notification_lines.page(
        turn,
        words.text("log.mine"),
        messages,
        partial(log.title, words, zone=turn.zone),
        nothing=words.text("log.nothing"),
        earlier=ShowTold,
        back=ShowTold() if before else ShowWays(),
    )
    return Reply(screen)


async def _screen(turn: Turn) -> Screen:
    words, context = turn.words, turn.context
    mine = await queries.my_ways(turn.database, actor=turn.actor)
    available_channels = [channel for channel in ORDER if channel in context.available_channels]
    lines = [words.text("ways.telegram"), *(_line(turn, mine, one) for one in available_channels)]
    rows: list[Row] = [
        (switch(words, words.label(f"way.{one}"), on, SetWay(one, int(not on))),)
        for one in available_channels
        if one in mine.ways.available
        for on in [one in mine.ways.enabled_channels]
    ]
    if Channel.SMS in available_channels:
        label = "ways.other_number_key" if mine.number else "ways.number_key"
        rows.append((Key(words.label(label), EditWayNumber()),))
    labels = LabelFitter(words, WHOLE)
    for one in mine.subscriptions:
        name = one.name or words.label(f"way.{one.channel}")
        label = labels.label("ways.remove_key", cut="name", name=name)
        rows.append((Key(label, RemoveDevice(one.id), DANGER),))
    rows.append((Key(words.label("log.key"), ShowTold()),))
    rule = (
        words.plural("ways.rule", mine.minutes) if available_channels else words.text("ways.only")
    )
    text = cards.with_title(words.text("ways.title"), "\n".join(lines), rule)
    return Screen(text, (*rows, way_out(words, ShowProfile())))


def _line(turn: Turn, mine: NotificationSettings, channel: Channel) -> str:
    """Where a way leads, and whether it is on."""
    words = turn.words
    if channel in APPS:
        names = [one.name for one in mine.subscriptions if one.channel == channel]
        where = ", ".join(name or words.label("ways.nameless") for name in names)
    else:
        where = (mine.number if channel is Channel.SMS else mine.email) or ""
    way = words.label(f"way.{channel}")
    if not where:
        return words.text("ways.none", way=way)
    return words.text(
        "ways.on" if channel in mine.ways.enabled_channels else "ways.off", way=way, to=where
    )


def _number_question(turn: Turn) -> Question:
    words = turn.words
    return Question(NUMBER, Screen(words.text("ways.ask_number"), (way_out(words, ShowWays()),)))


def _code_question(turn: Turn, number: str) -> Question:
    words = turn.words
    again = (Key(words.label("ways.other_number_key"), EditWayNumber()),)
    text = words.text("ways.ask_code", number=number)
    return Question(CODE, Screen(text, (again, way_out(words, ShowWays()))), {"number": number})


SCRIPT = Script(
    presses={
        ShowWays: Step(show, Permission.TALK),
        SetWay: Step(set_way, Permission.TALK),
        EditWayNumber: Step(edit_number, Permission.TALK),
        RemoveDevice: Step(remove, Permission.TALK),
        ShowTold: Step(show_log, Permission.TALK),
    },
    answers={
        NUMBER: AnswerStep(take_number, Permission.TALK),
        CODE: AnswerStep(take_code, Permission.TALK),
    },
)
