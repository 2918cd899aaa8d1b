"""What the steps of an application have in common, and what becomes of it once complete.

8 look       all of it; each part can be changed → sent
sent         until somebody decides: take it back, or answer what the team asked
over         approved, declined with the reason, or withdrawn: begin another
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

from domain.coaches.applications import (
    AGAIN_AFTER,
    LONGEST_ANSWER,
    Application,
    ApplicationIncomplete,
    ApplicationOver,
    ApplicationState,
    ApplicationStep,
    CoachAlready,
    DeclineReason,
    NotAgainYet,
)
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.display_zones import of_business
from domain.text import field_text
from handlers.actions.coaches import applying as actions
from handlers.buttons.application_links import AnswerTeam, Apply
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Home, Press, button
from handlers.buttons.screen import DANGER, PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.applications import NAMES, application_text, missing, talk_text
from handlers.queries.coaches import applications as queries
from handlers.wording.words import Words

ANSWER: Final = "apply.answer"
LAST: Final = ApplicationStep.HOURS  # the steps before are numbered

ApplicationEdit: TypeAlias = Callable[[Application], Application]


@button("aps")
class SendApplication(Press):
    """Send it to the team."""


@button("apt")
class TakeBack(Press):
    """Take it back to change it, before anybody decides."""


@button("apw")
class AskWithdraw(Press):
    """Ask whether they no longer want to be a coach."""


@button("apv")
class WithdrawNow(Press):
    """Confirmed: withdraw it."""


async def change(turn: Turn, edit: ApplicationEdit, *, reached: ApplicationStep) -> Application:
    """Save it. reached: the next step."""

    def apply_edit(now: Application) -> Application:
        after = edit(now)
        return replace(after, reached=max(after.reached, reached))

    return await actions.change(turn.database, apply_edit, **turn.intent)


def step_of(number: int) -> ApplicationStep:
    """A step by its number; the first for an unknown number."""
    return ApplicationStep(number) if number in set(ApplicationStep) else ApplicationStep.NAME


def following(step: ApplicationStep) -> ApplicationStep:
    return ApplicationStep(min(step + 1, ApplicationStep.LOOK))


def step_text(turn: Turn, step: ApplicationStep, text: str) -> str:
    return f"{turn.words.text('set_up.step', n=int(step), of=int(LAST))}\n{text}"


def navigation(
    turn: Turn, draft: Application, step: ApplicationStep, onward: str
) -> tuple[Row, ...]:
    """The keys onward, with this label, and back. After the last look, they lead back there."""
    words = turn.words
    if draft.reached is ApplicationStep.LOOK:
        back = Key(words.label("apply.back_to_look"), Apply(ApplicationStep.LOOK), PRIMARY)
        return (back,), _leave(turn)
    on = Key(words.label(f"apply.{onward}"), Apply(following(step)), PRIMARY)
    if step is ApplicationStep.NAME:
        return (on,), _leave(turn)
    return (Key(words.label("key.back"), Apply(step - 1)), on), _leave(turn)


def _leave(turn: Turn) -> Row:
    return (Key(turn.words.label("apply.leave"), Home()),)


async def look(turn: Turn, draft: Application) -> Reply:
    """All answers, and what is missing; each can be changed from here."""
    words = turn.words
    lacks = missing(turn, draft)
    parts = [
        words.text("apply.look" if lacks is None else "apply.look_not_yet"),
        application_text(turn, draft),
    ]
    if lacks is not None:
        parts.append(lacks)
    steps = [one for one in ApplicationStep if one is not ApplicationStep.LOOK]
    keys = [Key(words.label(f"apply.key_{NAMES[one]}"), Apply(one)) for one in steps]
    rows: list[Row] = [*in_rows(keys, 2)]
    if lacks is None:
        rows.insert(0, (Key(words.label("apply.send"), SendApplication(), SUCCESS),))
    rows.append((Key(words.label("apply.withdraw"), AskWithdraw(), DANGER),))
    text = "\n\n".join(parts)
    screen = Screen(text, (*rows, _leave(turn)), picture=draft.photo)
    return Reply(screen)


def standing(turn: Turn, last: Application | None, begin: Press) -> Reply:
    """The state of an application that is not a draft. begin: the button that begins another."""
    words, business = turn.words, turn.catalogue.business.name
    start = (Key(words.label("apply.begin"), begin, PRIMARY),)
    if last is None or last.state is ApplicationState.WITHDRAWN:
        text = words.text("apply.intro", business=business)
        return Reply(Screen(text, (start, way_out(words))))
    if last.state is ApplicationState.SENT:
        return Reply(_status_screen(turn, last))
    if last.state is ApplicationState.DECLINED:
        parts = [words.text("apply.declined", business=business)]
        if last.reason:
            parts.append(words.text("apply.reason", reason=reason(words, last.reason)))
        again = (last.decided_at or turn.now) + AGAIN_AFTER
        if turn.now < again:
            parts.append(words.text("apply.again_from", when=_at(turn, again)))
            return Reply(Screen("\n\n".join(parts), (way_out(words),)))
        parts.append(words.text("apply.again"))
        return Reply(Screen("\n\n".join(parts), (start, way_out(words))))
    return Reply(Screen(words.text("apply.intro", business=business), (start, way_out(words))))


def reason(words: Words, text: str) -> str:
    """Why it was declined: as typed, or one of our reasons in the reader's language."""
    return words.label(f"application.because_{text}") if text in set(DeclineReason) else text


def _status_screen(turn: Turn, application: Application) -> Screen:
    words = turn.words
    parts = [words.text("apply.sent")]
    rows: list[Row] = []
    if application.question is not None:
        parts = [words.text("apply.asked")]
        rows.append((Key(words.label("apply.answer_key"), AnswerTeam(), PRIMARY),))
    parts += filter(None, [talk_text(turn, application)])
    rows.append((Key(words.label("apply.take_back"), TakeBack()),))
    rows.append((Key(words.label("apply.withdraw"), AskWithdraw(), DANGER),))
    return Screen("\n\n".join(parts), (*rows, way_out(words)))


def _at(turn: Turn, when: datetime) -> str:
    return turn.words.at(when, of_business(turn.catalogue.business.zone, turn.zone))


async def send(turn: Turn, press: SendApplication) -> Reply:
    """Send it to the team."""
    application = await actions.send(turn.database, **turn.intent)
    return Reply(_status_screen(turn, application), toast=turn.words.label("apply.sent_toast"))


async def take_back(turn: Turn, press: TakeBack) -> Reply:
    """A draft again, at the last look."""
    draft = await actions.take_back(turn.database, **turn.intent)
    reply = await look(turn, draft)
    return replace(reply, toast=turn.words.label("apply.taken_back"))


async def ask_withdraw(turn: Turn, press: AskWithdraw) -> Reply:
    """Really?"""
    words = turn.words
    rows = ((Key(words.label("apply.withdraw_now"), WithdrawNow(), DANGER),),)
    return Reply(Screen(words.text("apply.ask_withdraw"), (*rows, way_out(words, Apply()))))


async def withdraw(turn: Turn, press: WithdrawNow) -> Reply:
    """The application is withdrawn."""
    await actions.withdraw(turn.database, **turn.intent)
    return Reply(Screen(turn.words.text("apply.withdrawn"), (way_out(turn.words),)))


async def ask_answer(turn: Turn, press: AnswerTeam) -> Reply:
    """Ask for the answer. Raises ApplicationOver."""
    return await ask(turn, _question(turn, await _application_to_answer(turn)))


async def take_answer(turn: Turn) -> Reply:
    """The typed answer."""
    application = await _application_to_answer(turn)
    try:
        text = field_text.passage(turn.text, "applicant_answer", LONGEST_ANSWER)
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, application), refusal)
    answered_application = await actions.answer(turn.database, text, **turn.intent)
    return Reply(
        _status_screen(turn, answered_application),
        toast=turn.words.label("apply.answered"),
        aloud=True,
    )


async def _application_to_answer(turn: Turn) -> Application:
    application = await queries.own(turn.database, actor=turn.actor)
    if (
        application is None
        or application.state is not ApplicationState.SENT
        or application.question is None
    ):
        raise ApplicationOver
    return application


def _question(turn: Turn, application: Application) -> Question:
    words = turn.words
    text = words.text("apply.type_answer", note=application.question or "", limit=LONGEST_ANSWER)
    return Question(ANSWER, Screen(text, (way_out(words, Apply()),)))


async def _over(turn: Turn, refusal: ApplicationOver, press: Press | None) -> Reply:
    """It can no longer be changed: its state."""
    words = turn.words
    now = (Key(words.label("apply.how_it_is"), Apply(), PRIMARY),)
    return Reply(Screen(words.text("refusal.application_over"), (now, way_out(words))))


async def _incomplete(turn: Turn, refusal: ApplicationIncomplete, press: Press | None) -> Reply:
    draft = await queries.own(turn.database, actor=turn.actor)
    if draft is None or draft.state is not ApplicationState.DRAFT:
        return await _over(turn, ApplicationOver(), press)
    return await look(turn, draft)


async def _not_yet(turn: Turn, refusal: NotAgainYet, press: Press | None) -> Reply:
    words, when = turn.words, _at(turn, datetime.fromtimestamp(refusal.at, UTC))
    text = words.text("refusal.application_not_again_yet", when=when)
    return Reply(Screen(text, (way_out(words, Apply()),)))


async def _coach(turn: Turn, refusal: CoachAlready, press: Press | None) -> Reply:
    coach = turn.catalogue.coaches.get(refusal.coach_id)
    name = coach.name if coach else ""
    own = coach is not None and coach.person_id == turn.person.id
    text = turn.words.text("refusal.coach_yourself" if own else "refusal.coach_already", coach=name)
    return Reply(Screen(text, (way_out(turn.words),)))


SCRIPT = Script(
    presses={
        SendApplication: Step(send, Permission.APPLY),
        TakeBack: Step(take_back, Permission.APPLY),
        AskWithdraw: Step(ask_withdraw, Permission.APPLY),
        WithdrawNow: Step(withdraw, Permission.APPLY),
        AnswerTeam: Step(ask_answer, Permission.APPLY),
    },
    answers={ANSWER: AnswerStep(take_answer, Permission.APPLY, confirmed=Confirmed.SEND)},
    refusals={
        ApplicationOver: _over,
        ApplicationIncomplete: _incomplete,
        NotAgainYet: _not_yet,
        CoachAlready: _coach,
    },
)
