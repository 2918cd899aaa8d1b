"""The team answers applications to be a coach: yes, no, or with a question.

A decision locks the person's row, as making them a coach does, and then the application's: of two,
the second sees what the first did.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.coaches.applications import (
    LONGEST_QUESTION,
    LONGEST_REASON,
    MOST_QUESTIONS,
    Application,
    ApplicationChanged,
    ApplicationDecided,
    ApplicationState,
    TeamQuestion,
    TooManyQuestions,
)
from domain.messages.notices import Lane, NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.text import field_text
from handlers.actions.coaches.hiring import hire
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.coaches import applications
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import Person
from storage.services import catalogue as stored
from storage.transactions import Database, Writer

Decision = Callable[[Writer, Application, Person], Awaitable[Application]]
Done = Callable[[Application], bool]


async def approve(
    database: Database, application_id: int, version: int, *, actor: Actor, key: str, now: datetime
) -> Application:
    """They become a coach, with all they have said.

    version: the one read. If the actor has done it already, nothing changes. Raises NotFound,
    NotAllowed, BadInput, ApplicationDecided, ApplicationChanged, ApplicantBlocked, CoachAlready.
    """

    async def decision(writer: Writer, before: Application, person: Person) -> Application:
        catalogue = await stored.load(writer)
        coach_id, ready = await hire(writer, catalogue, before, person, actor, now)
        after = _with_decision(before, ApplicationState.APPROVED, actor, now, coach_id=coach_id)
        news = {"name": after.name, "coach": coach_id, "ready": ready}
        await _tell(writer, NoticeKind.APPLICATION_APPROVED, after, news, now)
        await _note(writer, "approve_application", before, after, actor, now, coach=coach_id)
        return after

    is_done = _by(actor, ApplicationState.APPROVED)
    return await _decide(database, application_id, version, decision, is_done, actor, key, now)


async def decline(
    database: Database,
    application_id: int,
    version: int,
    reason: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Application:
    """Decline, for this reason, which they read. reason: typed, or one of `DeclineReason`.
    Raises as `approve`, and BadInput."""
    reason = field_text.passage(reason, "reason", LONGEST_REASON)

    async def decision(writer: Writer, before: Application, person: Person) -> Application:
        after = _with_decision(before, ApplicationState.DECLINED, actor, now, reason=reason)
        news = {"name": after.name, "reason": reason}
        await _tell(writer, NoticeKind.APPLICATION_DECLINED, after, news, now)
        await _note(writer, "decline_application", before, after, actor, now, reason=reason)
        return after

    is_done = _by(actor, ApplicationState.DECLINED)
    return await _decide(database, application_id, version, decision, is_done, actor, key, now)


async def ask(
    database: Database,
    application_id: int,
    version: int,
    question: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Application:
    """Ask them something before deciding. This replaces a question still waiting.

    Raises as `approve`, TooManyQuestions, and BadInput.
    """
    question = field_text.passage(question, "question", LONGEST_QUESTION)

    async def decision(writer: Writer, before: Application, person: Person) -> Application:
        earlier = before.talk[:-1] if before.question else before.talk
        if len(earlier) >= MOST_QUESTIONS:
            raise TooManyQuestions(before.id, MOST_QUESTIONS)
        after = replace(before, talk=(*earlier, TeamQuestion(question)))
        news = {"name": after.name, "question": question}
        await _tell(writer, NoticeKind.APPLICATION_QUESTION, after, news, now)
        await _note(writer, "ask_applicant", before, after, actor, now, note=question)
        return after

    def already_asked(now_: Application) -> bool:
        return now_.state is ApplicationState.SENT and now_.question == question

    return await _decide(
        database, application_id, version, decision, already_asked, actor, key, now
    )


async def _decide(
    database: Database,
    application_id: int,
    version: int,
    decision: Decision,
    is_done: Done,
    actor: Actor,
    key: str,
    now: datetime,
) -> Application:
    actor.require(Permission.APPLICATIONS)

    async def work(writer: Writer) -> dict[str, Any]:
        application = await applications.by_id(writer, application_id)
        person = await people.lock(writer, application.person_id) if application else None
        before = await applications.by_id(writer, application_id, lock=True)
        if before is None or person is None:
            raise NotFound
        if is_done(before):
            return {}
        if before.state is not ApplicationState.SENT:
            raise ApplicationDecided(before.id)
        if before.version != version:
            raise ApplicationChanged(before.id)
        await applications.save(writer, await decision(writer, before, person), now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
    async with database.read() as reader:
        after = await applications.by_id(reader, application_id)
    if after is None:
        raise NotFound
    return after


def _by(actor: Actor, state: ApplicationState) -> Done:
    return lambda one: (one.state, one.decided_by) == (state, actor.person_id)


def _with_decision(
    before: Application, state: ApplicationState, actor: Actor, now: datetime, **what: Any
) -> Application:
    return replace(before, state=state, decided_at=now, decided_by=actor.person, **what)


async def _tell(
    writer: Writer, kind: NoticeKind, about: Application, facts: dict[str, Any], now: datetime
) -> None:
    """Tell the applicant."""
    news = OutboxMessage(
        key=f"{kind}:{about.id}:{about.version}",
        recipient_id=about.person_id,
        kind=kind,
        facts={"application": about.id, **facts},
        lane=Lane.INTERACTIVE,
        due_at=now,
    )
    await outbox.enqueue(writer, [news])


async def _note(
    writer: Writer,
    action: str,
    before: Application,
    after: Application,
    actor: Actor,
    now: datetime,
    **what: Any,
) -> None:
    was = {"application": before.state}
    then = {"application": after.state, "name": after.name, **what}
    await write_down(writer, after.person_id, action, was, then, actor, now)
