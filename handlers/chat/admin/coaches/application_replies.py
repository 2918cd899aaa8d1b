"""Admins answer an application with a reason, or with a question of their own.

decline      a reason: typed, or one of ours → one
ask          a question, typed → one
"""

from typing import Final

from domain.coaches.applications import LONGEST_QUESTION, LONGEST_REASON, DeclineReason
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text import field_text
from handlers.actions.coaches import applications as actions
from handlers.buttons.application_links import ShowApplication
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.coaches.application_card import AskApplicant, DeclineApplication, show
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import applications as queries
from handlers.queries.coaches.applications import ApplicationCase

REASON: Final = "applications.reason"
QUESTION: Final = "applications.question"


@button("axr")
class DeclineBecause(Press):
    """For this reason. why: a value of `DeclineReason`."""

    application: int
    version: int
    why: str


async def ask_reason(turn: Turn, press: DeclineApplication) -> Reply:
    """Why not?"""
    case = await queries.one(turn.database, press.application, actor=turn.actor)
    return await ask(turn, _reason_question(turn, case, press.version))


async def because(turn: Turn, press: DeclineBecause) -> Reply:
    """No, for one of our reasons. Raises NotFound."""
    if press.why not in set(DeclineReason):
        raise NotFound
    return await _decline(turn, press.application, press.version, press.why)


async def take_reason(turn: Turn) -> Reply:
    """No, for what was typed."""
    application, version = _about(turn)
    try:
        reason = field_text.passage(turn.text, "decline_reason", LONGEST_REASON)
    except BadInput as refusal:
        case = await queries.one(turn.database, application, actor=turn.actor)
        return await ask_again(turn, _reason_question(turn, case, version), refusal)
    return await _decline(turn, application, version, reason)


async def _decline(turn: Turn, application: int, version: int, reason: str) -> Reply:
    await actions.decline(
        turn.database,
        application,
        version,
        reason,
        **turn.intent,
    )
    reply = await show(turn, ShowApplication(application))
    return Reply(reply.screen, toast=turn.words.label("application.declined"), aloud=True)


async def ask_question(turn: Turn, press: AskApplicant) -> Reply:
    """Ask for the text."""
    case = await queries.one(turn.database, press.application, actor=turn.actor)
    return await ask(turn, _question_question(turn, case, press.version))


async def take_question(turn: Turn) -> Reply:
    """Ask the applicant."""
    application, version = _about(turn)
    try:
        question = field_text.passage(turn.text, "applicant_question", LONGEST_QUESTION)
    except BadInput as refusal:
        case = await queries.one(turn.database, application, actor=turn.actor)
        return await ask_again(turn, _question_question(turn, case, version), refusal)
    await actions.ask(
        turn.database,
        application,
        version,
        question,
        **turn.intent,
    )
    reply = await show(turn, ShowApplication(application))
    return Reply(reply.screen, toast=turn.words.label("application.asked"), aloud=True)


def _reason_question(turn: Turn, case: ApplicationCase, version: int) -> Question:
    words, one = turn.words, case.application
    rows = tuple(
        (
            Key(
                words.label(f"application.because_{why}_key"),
                DeclineBecause(one.id, version, why.value),
            ),
        )
        for why in DeclineReason
    )
    text = words.text("application.why", name=one.name, limit=LONGEST_REASON)
    return _question(turn, case, version, REASON, Screen(text, rows))


def _question_question(turn: Turn, case: ApplicationCase, version: int) -> Question:
    one = case.application
    text = turn.words.text("application.what", name=one.name, limit=LONGEST_QUESTION)
    return _question(turn, case, version, QUESTION, Screen(text))


def _question(
    turn: Turn, case: ApplicationCase, version: int, step: str, screen: Screen
) -> Question:
    back = way_out(turn.words, ShowApplication(case.application.id))
    facts = {"application": case.application.id, "version": version}
    return Question(step, Screen(screen.text, (*screen.rows, back)), facts)


def _about(turn: Turn) -> tuple[int, int]:
    facts = turn.pending.facts if turn.pending else {}
    return int(facts.get("application", 0)), int(facts.get("version", 0))


SCRIPT = Script(
    presses={
        DeclineApplication: Step(ask_reason, Permission.APPLICATIONS),
        DeclineBecause: Step(because, Permission.APPLICATIONS),
        AskApplicant: Step(ask_question, Permission.APPLICATIONS),
    },
    answers={
        REASON: AnswerStep(take_reason, Permission.APPLICATIONS, confirmed=Confirmed.DECLINE),
        QUESTION: AnswerStep(take_question, Permission.APPLICATIONS, confirmed=Confirmed.SEND),
    },
)
