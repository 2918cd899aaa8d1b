"""Admins answer those who would like to be coaches.

/applications, the overview, the notice of a new one
the list     those waiting, the longest first → one
one          all that it says; approve; decline and ask → `application_replies`; or who
             decided what
"""

from dataclasses import replace

from domain.coaches.applications import (
    ApplicantBlocked,
    ApplicationChanged,
    ApplicationDecided,
    ApplicationState,
    DeclineReason,
    TooManyQuestions,
)
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.display_zones import of_business
from handlers.actions.coaches import applications as actions
from handlers.actions.services.catalogue import newest
from handlers.buttons import links
from handlers.buttons.application_links import Applications, ShowApplication
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.people_links import ShowPerson
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.applications import application_text
from handlers.queries.coaches import applications as queries
from handlers.queries.coaches.applications import ApplicationCase


@button("axa")
class ApproveApplication(Press):
    """They are a coach from now on. version: the one that was read."""

    application: int
    version: int


@button("axd")
class DeclineApplication(Press):
    """Why not? The question."""

    application: int
    version: int


@button("axq")
class AskApplicant(Press):
    """Ask for the question to the applicant."""

    application: int
    version: int


async def show_list(turn: Turn, press: Applications | None = None) -> Reply:
    """Those waiting."""
    words = turn.words
    page = press.page if press else 0
    number, page, applications = await queries.waiting(turn.database, page, actor=turn.actor)
    if not applications:
        return Reply(Screen(words.text("application.none"), (way_out(words),)))
    labels = LabelFitter(words, WHOLE)
    keys = [
        Key(
            labels.label(
                "application.asked_key" if one.question else "application.key",
                cut="name",
                name=one.name,
                when=words.short_day((one.sent_at or turn.now).date()),
            ),
            ShowApplication(one.id),
        )
        for one in applications
    ]
    rows: list[Row] = [(key,) for key in keys]
    turning = []
    if page:
        turning.append(Key(words.label("pages.previous"), Applications(page - 1)))
    if (page + 1) * queries.PAGE < number:
        turning.append(Key(words.label("pages.next"), Applications(page + 1)))
    if turning:
        rows.append(tuple(turning))
    text = words.plural("application.waiting", number)
    return Reply(Screen(text, (*rows, way_out(words))))


async def show(turn: Turn, press: ShowApplication) -> Reply:
    """One of them."""
    case = await queries.one(turn.database, press.application, actor=turn.actor)
    return Reply(_screen(turn, case))


def _screen(turn: Turn, case: ApplicationCase) -> Screen:
    words, one = turn.words, case.application
    whose = (Key(words.label("application.person_key"), ShowPerson(one.person_id)),)
    if one.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
        text = words.text("application.taken_back", name=one.name)
        return Screen(text, (whose, way_out(words, Applications())))
    parts = [words.text("application.title", name=case.person.name), application_text(turn, one)]
    rows: list[Row] = []
    if one.state is ApplicationState.SENT:
        if case.person.blocked:
            parts.append(words.text("application.blocked"))
        if one.wish or not one.service_ids:
            parts.append(words.text("application.set_up_after"))
        approve = ApproveApplication(one.id, one.version)
        rows = [
            (
                Key(words.label("application.approve"), approve, SUCCESS),
                Key(
                    words.label("application.decline"),
                    DeclineApplication(one.id, one.version),
                    DANGER,
                ),
            ),
            (Key(words.label("application.ask"), AskApplicant(one.id, one.version)),),
        ]
    else:
        parts.append(_decision(turn, case))
        if one.coach_id is not None and one.coach_id in turn.catalogue.coaches:
            rows = [(Key(words.label("application.coach_key"), ShowCoach(one.coach_id), PRIMARY),)]
    text = "\n\n".join(parts)
    return Screen(text, (*rows, whose, way_out(words, Applications())), picture=one.photo)


def _decision(turn: Turn, case: ApplicationCase) -> str:
    """The decision, who made it, and when."""
    words, one = turn.words, case.application
    when = words.at(
        one.decided_at or turn.now, of_business(turn.catalogue.business.zone, turn.zone)
    )
    who = case.by.name if case.by else ""
    text = words.text(f"application.was_{one.state}", name=who, when=when)
    if one.reason:
        reason = one.reason
        if reason in set(DeclineReason):
            reason = words.label(f"application.because_{reason}")
        text = f"{text}\n{words.text('application.reason', reason=reason)}"
    return text


async def approve(turn: Turn, press: ApproveApplication) -> Reply:
    """They are a coach; their chat now offers a coach's commands."""
    one = await actions.approve(
        turn.database,
        press.application,
        press.version,
        **turn.intent,
    )
    catalogue = await newest(turn.database)
    coach = catalogue.coaches.get(one.coach_id or 0)
    case = await queries.one(turn.database, one.id, actor=turn.actor)
    if coach is None:
        raise NotFound
    screen = _screen(replace(turn, catalogue=catalogue), case)
    toast = turn.words.label(
        "application.approved_open" if coach.active else "application.approved_set_up",
        coach=coach.name,
    )
    return Reply(
        screen,
        toast=toast,
        commands=command_list(turn, case.person, coach),
    )


async def _overtaken(turn: Turn, refusal: ApplicationDecided, press: Press | None) -> Reply:
    """Who decided first, and what."""
    reply = await show(turn, ShowApplication(refusal.application_id))
    return Reply(reply.screen, toast=turn.words.label("application.overtaken"), alert=True)


async def _application_changed(
    turn: Turn, refusal: ApplicationChanged, press: Press | None
) -> Reply:
    """The application as it is now."""
    reply = await show(turn, ShowApplication(refusal.application_id))
    return Reply(reply.screen, toast=turn.words.label("application.changed"), alert=True)


async def _applicant_blocked(turn: Turn, refusal: ApplicantBlocked, press: Press | None) -> Reply:
    words = turn.words
    card = (Key(words.label("application.person_key"), ShowPerson(refusal.person_id), PRIMARY),)
    text = words.text("refusal.applicant_blocked")
    back = Applications() if isinstance(press, ApproveApplication) else links.Coaches()
    return Reply(Screen(text, (card, way_out(words, back))))


async def _too_many(turn: Turn, refusal: TooManyQuestions, press: Press | None) -> Reply:
    words = turn.words
    text = words.text("refusal.too_many_questions", most=refusal.most)
    return Reply(Screen(text, (way_out(words, ShowApplication(refusal.application_id)),)))


async def _applications(turn: Turn) -> Reply:
    return await show_list(turn)


SCRIPT = Script(
    commands={"applications": Command(_applications, Permission.APPLICATIONS)},
    presses={
        Applications: Step(show_list, Permission.APPLICATIONS),
        ShowApplication: Step(show, Permission.APPLICATIONS),
        ApproveApplication: Step(approve, Permission.APPLICATIONS),
    },
    refusals={
        ApplicationDecided: _overtaken,
        ApplicationChanged: _application_changed,
        ApplicantBlocked: _applicant_blocked,
        TooManyQuestions: _too_many,
    },
)
