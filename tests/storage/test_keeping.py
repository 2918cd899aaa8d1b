"""Questions, outcomes, the audit log and dead letters: kept until they are done with."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from asyncpg import RestrictViolationError

from domain.refusals import NotAllowed
from domain.roles import SYSTEM
from storage import audit, conversations, idempotency
from storage.appointments import notes
from storage.appointments.notes import NoteSubject
from storage.audit import AuditEntry
from storage.business import dead_letters
from storage.business.dead_letters import DeadLetter
from storage.conversations import CLOSED, Conversation
from storage.transactions import Writer
from tests.house import NOW, House, acting
from tests.storage import questions

FACTS = {"text": "ä ' \" \\ 🙂", "list": [1, {"a": None}]}


async def ask(house: House, step: str, facts: Mapping[str, Any], key: str, at: datetime) -> None:
    await house.database.write(
        lambda writer: conversations.ask(writer, house.customer.id, step, facts, 7, key=key, now=at)
    )


async def pending(house: House) -> Conversation | None:
    async with house.database.read() as reader:
        return await questions.pending(reader, house.customer.id)


async def test_a_question_waits_with_all_that_was_said(house: House) -> None:
    assert await pending(house) is None
    await ask(house, "reason", FACTS, "u:1", NOW)
    assert await pending(house) == Conversation("reason", FACTS, 7, "u:1")


async def test_a_new_question_replaces_the_old_one_and_remembers_it(house: House) -> None:
    await ask(house, "title", FACTS, "u:1", NOW)
    await ask(house, "minutes", {"title": "Yoga"}, "u:2", NOW)

    question = await pending(house)

    assert question is not None
    assert (question.step, question.facts) == ("minutes", {"title": "Yoga"})
    assert question.as_met_by("u:2") == Conversation("title", FACTS, 7)
    assert question.as_met_by("u:3") == question
    async with house.database.read() as reader:
        assert await questions.pending(reader, house.coach_person.id) is None


async def test_the_same_update_again_finds_the_question_that_it_answered(house: House) -> None:
    await ask(house, "title", FACTS, "u:1", NOW)
    for delivery in range(3):
        await ask(house, "minutes", {}, "u:2", NOW + timedelta(seconds=delivery))

        question = await pending(house)

        assert question is not None
        assert question.as_met_by("u:2") == Conversation("title", FACTS, 7)


async def close(house: House, question: Conversation, key: str) -> None:
    await house.database.write(
        lambda writer: conversations.close(writer, house.customer.id, question, key=key, now=NOW)
    )


async def test_a_closed_question_is_found_by_the_update_that_closed_it_alone(house: House) -> None:
    await ask(house, "title", FACTS, "u:1", NOW)
    question = await pending(house)
    assert question is not None
    for _ in range(2):
        await close(house, question, "u:2")

        after = await pending(house)

        assert after is not None
        assert after.step == CLOSED
        assert after.as_met_by("u:2") == Conversation("title", FACTS, 7)
        assert after.as_met_by("u:3").step == CLOSED
        question = after.as_met_by("u:2")


async def test_closing_a_question_leaves_what_was_asked_meanwhile(house: House) -> None:
    await ask(house, "title", FACTS, "u:1", NOW)
    question = await pending(house)
    assert question is not None
    await ask(house, "minutes", {}, "u:2", NOW + timedelta(seconds=1))

    await close(house, question, "u:2")
    await close(house, question, "u:3")

    after = await pending(house)
    assert after is not None
    assert after.step == "minutes"


def subject(house: House, minute: int) -> NoteSubject:
    return NoteSubject(house.customer.id, 1, 2, NOW + timedelta(minutes=minute))


async def note_for(house: House, minute: int) -> str | None:
    async with house.database.read() as reader:
        return await notes.find(reader, subject(house, minute))


async def test_notes_are_kept_by_slot_the_newest_of_a_person_and_until_their_time(
    house: House,
) -> None:
    async def keep(minute: int, note: str, at: datetime) -> None:
        await house.database.write(
            lambda writer: notes.keep(writer, subject(house, minute), note=note, now=at)
        )

    for minute in range(notes.MOST + 1):
        await keep(minute, f"note {minute}", NOW + timedelta(seconds=minute))
    await keep(5, "another", NOW + timedelta(hours=1))

    assert await note_for(house, 0) is None
    assert await note_for(house, 1) == "note 1"
    assert await note_for(house, 5) == "another"
    await house.database.write(lambda writer: notes.forget(writer, subject(house, 5)))
    assert await note_for(house, 5) is None
    before = NOW + timedelta(minutes=10)
    gone = await house.database.write(lambda writer: notes.forget_past(writer, before))
    assert gone == 8
    assert await note_for(house, 9) is None
    assert await note_for(house, 10) == "note 10"


async def test_an_outcome_is_found_again_and_forgotten_in_time(house: House) -> None:
    database = house.database
    for key, days in (("old", 10), ("new", 1)):
        at = NOW - timedelta(days=days)
        await database.write(
            partial(idempotency.remember, key=key, person_id=None, outcome=FACTS, now=at)
        )

    gone = await database.write(
        lambda writer: idempotency.forget_older(writer, NOW - timedelta(days=7))
    )

    async with database.read() as reader:
        outcomes = [await idempotency.outcome(reader, key) for key in ("old", "new", "never")]
    assert (gone, outcomes) == (1, [None, FACTS, None])


async def test_what_was_rolled_back_has_no_outcome_and_no_audit(house: House) -> None:
    async def work(writer: Writer) -> None:
        await idempotency.remember(writer, "key", None, FACTS, NOW)
        await audit.record(
            writer,
            at=NOW,
            actor=SYSTEM,
            action="x",
            entity="coach",
            entity_id=1,
            before=None,
            after={},
        )
        raise NotAllowed("admin")

    with pytest.raises(NotAllowed):
        await house.database.write(work)

    async with house.database.read() as reader:
        assert await idempotency.outcome(reader, "key") is None
        assert await audit.of(reader, "coach", 1) == []


async def test_the_audit_log_tells_in_order_what_was_done_to_a_row(house: House) -> None:
    entries = [
        AuditEntry(
            at=NOW + timedelta(minutes=n),
            actor_id=house.customer.id,
            action=action,
            coach_id=house.coach.id,
            entity=of[0],
            entity_id=of[1],
            facts={},
            door="chat",
            before=None if action == "book" else {"n": n},
            after=FACTS,
        )
        for n, (action, of) in enumerate(
            [
                ("book", ("appointment", 1)),
                ("book", ("appointment", 2)),
                ("move", ("appointment", 1)),
                ("hours", ("coach", 1)),
            ]
        )
    ]

    async def work(writer: Writer) -> None:
        for entry in entries:
            await audit.record(
                writer,
                at=entry.at,
                actor=acting(house.customer),
                action=entry.action,
                coach_id=entry.coach_id,
                entity=entry.entity,
                entity_id=entry.entity_id,
                before=entry.before,
                after=entry.after,
            )

    await house.database.write(work)

    async with house.database.read() as reader:
        assert await audit.of(reader, "appointment", 1) == [entries[0], entries[2]]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET action = 'rest'", "DELETE FROM audit", "TRUNCATE audit"],
    ids=["changed", "deleted", "emptied"],
)
async def test_no_line_of_the_audit_log_is_ever(house: House, statement: str) -> None:
    async def work(writer: Writer) -> None:
        await audit.record(
            writer,
            at=NOW,
            actor=SYSTEM,
            action="x",
            entity="coach",
            entity_id=1,
            before=None,
            after={},
        )

    await house.database.write(work)

    with pytest.raises(RestrictViolationError):
        await house.database.write(lambda writer: writer.fetch(statement))

    async with house.database.read() as reader:
        [line] = await audit.of(reader, "coach", 1)
    assert (line.action, line.actor_id, line.door) == ("x", None, "job")


async def test_a_dead_letter_waits_until_it_is_retried(house: House) -> None:
    database = house.database
    first, second = [
        await database.write(
            partial(
                dead_letters.add,
                at=NOW,
                person_id=None,
                telegram_id=number,
                letter=FACTS,
                error="Oops: x",
            )
        )
        for number in (7001, 7002)
    ]

    await database.write(lambda writer: dead_letters.mark_retried(writer, first, NOW))

    async with database.read() as reader:
        assert await dead_letters.waiting(reader) == [
            DeadLetter(second, NOW, None, 7002, FACTS, "Oops: x")
        ]
        assert await dead_letters.count(reader) == 1
