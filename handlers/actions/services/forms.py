"""The questions services ask before a booking, set by those who run the business; and answers."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from domain.refusals import BadInput, NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.services.forms import MOST_QUESTIONS, SKIPPED, Answered, Answers, Form, final_answers
from handlers.actions.once import once
from handlers.actions.services.catalogue import newest, write_down
from storage.services import catalogue as stored
from storage.services import forms
from storage.transactions import Database, Reader, Writer


async def change_form(
    database: Database,
    service_id: int,
    change: Callable[[Form], Form],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Catalogue:
    """Change what a service asks, once. Bookings keep their answers.

    Raises BadInput for too many questions, NotFound, NotAllowed.
    """
    actor.require(Permission.SERVICES)

    async def work(writer: Writer) -> dict[str, Any]:
        await stored.lock_service(writer, service_id)
        catalogue = await stored.load(writer)
        if service_id not in catalogue.services:
            raise NotFound
        before = catalogue.forms.get(service_id, ())
        after = change(before)
        if len(after) > MOST_QUESTIONS:
            raise BadInput("questions", MOST_QUESTIONS)
        if after != before:
            await forms.replace(writer, service_id, before, after)
            old, new = ({"questions": [asdict(one) for one in form]} for form in (before, after))
            await write_down(writer, "change_form", "service", service_id, old, new, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


async def answer(
    database: Database,
    catalogue: Catalogue,
    services: Sequence[int],
    question_id: int,
    text: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Store an answer until the booking, replacing an earlier one.

    services: of one booking. text: as typed or chosen, None to skip the question. Raises BadInput
    for what the question does not accept, NotFound, NotAllowed.
    """
    actor.require(Permission.BOOK)
    form = catalogue.form_of(services)
    question = next((one for one in form if one.id == question_id), None)
    if question is None or (text is None and question.required):
        raise NotFound
    reply = SKIPPED if text is None else question.read(text)
    await database.write(lambda writer: forms.keep(writer, actor.person, question_id, reply, now))


async def answers_so_far(database: Database, services: Sequence[int], *, actor: Actor) -> Answers:
    """The answers given so far. Raises NotAllowed."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        return await forms.answers_of(reader, actor.person, services)


async def to_keep(
    reader: Reader, catalogue: Catalogue, services: Sequence[int], customer: int, *, by_coach: bool
) -> Answered:
    """The answers a booking stores. Raises Unanswered, unless the coach books."""
    form = catalogue.form_of(services)
    if not form or by_coach:
        return ()
    return final_answers(form, await forms.answers_of(reader, customer, services))
