"""Apply to be a coach: the answers are saved step by step, then sent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.coaches import applications as rules
from domain.coaches.applications import (
    Application,
    ApplicationOver,
    ApplicationState,
    CoachAlready,
    TeamQuestion,
)
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Permission
from domain.text import field_text
from handlers.actions import alarms
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.coaches import applications
from storage.transactions import Database, Writer

Work = Callable[[Writer, Application], Awaitable[Application]]


async def begin(
    database: Database, name: str, zone: str, *, actor: Actor, key: str, now: datetime
) -> Application:
    """One's own draft, with the previous answers; an open one continues.

    name, zone: initial values. Raises CoachAlready, NotAgainYet, NotAllowed, BlockedPerson.
    """
    actor.require(Permission.APPLY)
    if actor.coach_id is not None:
        raise CoachAlready(actor.coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        last = await applications.last_of(writer, actor.person)
        if last is not None and last.open:
            return {}
        rules.may_begin(last, now)
        draft = Application(0, actor.person, ApplicationState.DRAFT, 1, name, zone)
        new_id = await applications.add(writer, draft, now)
        if last is not None:
            again = rules.afresh(last, new_id)
            await applications.save(writer, again, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
    return await _own(database, actor)


async def change(
    database: Database,
    change: Callable[[Application], Application],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Application:
    """Change an answer in one's draft. Raises ApplicationOver, NotAllowed, BlockedPerson."""

    async def work(writer: Writer, draft: Application) -> Application:
        if draft.state is not ApplicationState.DRAFT:
            raise ApplicationOver
        return change(draft)

    return await _change(database, work, actor, key, now)


async def send(database: Database, *, actor: Actor, key: str, now: datetime) -> Application:
    """Send the actor's draft and tell the deciders. If already sent, nothing changes.

    Raises ApplicationOver, ApplicationIncomplete, NotAgainYet, NotAllowed, BlockedPerson.
    """

    async def work(writer: Writer, draft: Application) -> Application:
        if draft.state is ApplicationState.SENT:
            return draft
        rules.may_send(draft, now)
        application = replace(draft, state=ApplicationState.SENT, sent_at=now)
        await _tell(writer, NoticeKind.APPLICATION, application, now)
        await _note(writer, "apply", draft, application, actor, now)
        return application

    return await _change(database, work, actor, key, now)


async def take_back(database: Database, *, actor: Actor, key: str, now: datetime) -> Application:
    """Make it a draft again, for nobody to decide yet. Raises ApplicationOver."""

    async def work(writer: Writer, application: Application) -> Application:
        if application.state is ApplicationState.DRAFT:
            return application
        draft = replace(
            application, state=ApplicationState.DRAFT, reached=rules.ApplicationStep.LOOK
        )
        await _note(writer, "take_application_back", application, draft, actor, now)
        return draft

    return await _change(database, work, actor, key, now)


async def withdraw(database: Database, *, actor: Actor, key: str, now: datetime) -> None:
    """Do not become a coach after all. If nothing is open, nothing changes."""
    actor.require(Permission.APPLY)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await applications.open_of(writer, actor.person, lock=True)
        if before is not None:
            after = replace(before, state=ApplicationState.WITHDRAWN, decided_at=now)
            await applications.save(writer, after, now)
            if before.state is ApplicationState.SENT:
                await _note(writer, "withdraw_application", before, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def answer(
    database: Database, text: str, *, actor: Actor, key: str, now: datetime
) -> Application:
    """Answer the team's question; the deciders are told. Raises ApplicationOver, BadInput."""
    text = field_text.passage(text, "answer", rules.LONGEST_ANSWER)

    async def work(writer: Writer, application: Application) -> Application:
        if application.state is not ApplicationState.SENT or application.question is None:
            raise ApplicationOver
        *earlier, last = application.talk
        after = replace(application, talk=(*earlier, TeamQuestion(last.question, text)))
        await _tell(writer, NoticeKind.APPLICATION_ANSWERED, after, now, question=last.question)
        await _note(writer, "answer_question", application, after, actor, now)
        return after

    return await _change(database, work, actor, key, now)


async def _change(
    database: Database, work: Work, actor: Actor, key: str, now: datetime
) -> Application:
    actor.require(Permission.APPLY)

    async def attempt(writer: Writer) -> dict[str, Any]:
        before = await applications.open_of(writer, actor.person, lock=True)
        if before is None:
            raise ApplicationOver
        after = await work(writer, before)
        if after != before:
            await applications.save(writer, after, now)
        return {}

    await once(database, attempt, actor=actor, key=key, now=now)
    return await _own(database, actor)


async def _own(database: Database, actor: Actor) -> Application:
    async with database.read() as reader:
        application = await applications.last_of(reader, actor.person)
    if application is None:
        raise ApplicationOver
    return application


async def _tell(
    writer: Writer, kind: NoticeKind, about: Application, now: datetime, **more: Any
) -> None:
    """Tell everybody who decides. customer_id: lets what is stored about the applicant be found."""
    facts = {
        "application": about.id,
        "customer_id": about.person_id,
        "name": about.name,
        "category": about.category,
        "about": about.about,
        **more,
    }
    if about.question is None and about.talk:
        facts["answer"] = about.talk[-1].answer
    key = f"{kind}:{about.id}:{about.version}"
    await alarms.tell_team(writer, kind, key, facts, now, who=Permission.APPLICATIONS)


async def _note(
    writer: Writer,
    action: str,
    before: Application,
    after: Application,
    actor: Actor,
    now: datetime,
) -> None:
    was, then = {"application": before.state}, {"application": after.state, "name": after.name}
    await write_down(writer, after.person_id, action, was, then, actor, now)
