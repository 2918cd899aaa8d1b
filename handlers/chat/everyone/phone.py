"""A person proves which number is theirs, and gets what was booked for it by telephone.

1 how                  Telegram's own button below the text field; or forget the number
2 shared               the profile, with what was booked for that number

A typed number, or somebody else's contact, proves nothing. One's own contact counts whenever it is
shared, whatever was asked.
"""

from dataclasses import replace

from domain.accounts.identity import Identity, IdentityKind
from domain.refusals import BadInput
from domain.roles import Permission
from handlers.actions.identities import recognizing
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import Appointments, ShowProfile
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.everyone import profile
from handlers.chat.everyone.profile import EditPhone
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import NumberRequest, Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.queries.people import identities as queries

PHONE = "profile.phone"


@button("ptx")
class ForgetPhone(Press):
    """Forget the number."""


async def edit(turn: Turn, press: EditPhone) -> Reply:
    """Ask for the number, and bring the key that shares it."""
    words = turn.words
    number = NumberRequest(
        words.label("profile.share_how"),
        words.label("profile.share_key"),
        words.label("key.back"),
    )
    return replace(await ask(turn, await _question(turn)), number=number)


async def take_number(turn: Turn) -> Reply:
    """The shared number; the key that leads back types its label."""
    if turn.phone is not None:
        return await save_number(turn, turn.phone)
    if turn.text == turn.words.label("key.back"):
        return await back(turn)
    return await ask_again(turn, await _question(turn), BadInput("phone"))


async def save_number(turn: Turn, number: str) -> Reply:
    """The profile, with what was booked for this number. Raises BadInput."""
    outcome = await recognizing.recognize(turn.database, Identity.phone(number), **turn.intent)
    # The joined record may bring their only address.
    turn = replace(turn, person=await queries.myself(turn.database, turn.actor))
    words, card = turn.words, await profile.card(turn)
    toast = words.label("profile.saved")
    if outcome.coming:
        sentence = words.plural("profile.found", outcome.coming)
        see = Key(words.label("profile.see_found"), Appointments(0, 0), PRIMARY)
        card = replace(card, text=f"{sentence}\n\n{card.text}", rows=((see,), *card.rows))
    return Reply(card, toast=toast, answered=True)


async def back(turn: Turn) -> Reply:
    """The profile as it was; the question's keys go."""
    return Reply(
        await profile.card(turn), toast=turn.words.label("profile.unchanged"), answered=True
    )


async def forget(turn: Turn, press: ForgetPhone) -> Reply:
    """Forget the number."""
    await recognizing.forget(turn.database, IdentityKind.PHONE, actor=turn.actor, now=turn.now)
    return Reply(await profile.card(turn), toast=turn.words.label("profile.saved"))


async def _question(turn: Turn) -> Question:
    words, rows = turn.words, list[Row]()
    if await queries.phone_of(turn.database, turn.actor):
        rows.append((Key(words.label("profile.forget_phone"), ForgetPhone(), DANGER),))
    text = words.text("profile.ask_phone")
    return Question(PHONE, Screen(text, (*rows, way_out(words, ShowProfile()))))


SCRIPT = Script(
    presses={EditPhone: Step(edit, Permission.TALK), ForgetPhone: Step(forget, Permission.TALK)},
    answers={
        PHONE: AnswerStep(take_number, Permission.TALK, takes=Takes.ANYTHING, brings_keys=True)
    },
)
