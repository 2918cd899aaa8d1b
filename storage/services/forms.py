"""What services ask, read with the catalogue; and customers' answers until they book."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql

from domain.services.forms import AnswerKind, Answers, Form, FormQuestion
from storage.prepared import PreparedStatement
from storage.tables.forms import form_answers, form_questions
from storage.transactions import Reader, Writer

# A column of the statement that reads the catalogue: for `by_service`.
LOADED: Final = "(SELECT json_agg(q ORDER BY service_id, position, id) FROM form_questions q)"
_Q, _A = form_questions.c, form_answers.c
_MINE = (_A.person_id == bindparam("person"), _A.question_id == _Q.id)
_OF_SERVICES = _Q.service_id == func.any(bindparam("services", type_=ARRAY(BigInteger)))
_GIVEN = PreparedStatement(
    select(_A.question_id, _A.answer).join(form_questions, _MINE[1]).where(_MINE[0], _OF_SERVICES)
)
_NEW = postgresql.insert(form_answers)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=["person_id", "question_id"],
    set_={name: _NEW.excluded[name] for name in ("answer", "updated_at")},
)


def by_service(rows: Iterable[Mapping[str, Any]] | None) -> Mapping[int, Form]:
    """The form of each service that has questions."""
    forms = dict[int, Form]()
    for row in rows or ():
        question = FormQuestion(
            row["id"], AnswerKind(row["kind"]), row["text"], row["required"], tuple(row["options"])
        )
        forms[row["service_id"]] = (*forms.get(row["service_id"], ()), question)
    return forms


async def replace(writer: Writer, service_id: int, before: Form, after: Form) -> None:
    """These questions, in this order, replacing the earlier ones. id 0: a new one."""
    removed_ids = {one.id for one in before} - {one.id for one in after}
    if removed_ids:
        await writer.run(delete(form_questions).where(_Q.id.in_(removed_ids)))
    for position, question in enumerate(after):
        columns = {
            "position": position,
            "kind": question.kind,
            "text": question.text,
            "required": question.required,
            "options": list(question.options),
        }
        if question.id:
            this = _Q.id == question.id, _Q.service_id == service_id
            await writer.run(update(form_questions).where(*this).values(**columns))
        else:
            await writer.run(insert(form_questions).values(service_id=service_id, **columns))


async def keep(
    writer: Writer, person_id: int, question_id: int, answer: str, now: datetime
) -> None:
    """The person's answer, replacing an earlier one."""
    row = {"person_id": person_id, "question_id": question_id, "answer": answer}
    await writer.run(_KEEP, {**row, "updated_at": now})


async def answers_of(reader: Reader, person_id: int, services: Sequence[int]) -> Answers:
    """The person's answers to what services ask."""
    rows: Sequence[Any] = await _GIVEN.rows(reader, person=person_id, services=list(services))
    return dict(map(tuple, rows))


async def forget(writer: Writer, person_id: int, services: Sequence[int]) -> None:
    """Deletes the answers, which went with a booking."""
    questions = select(_Q.id).where(_Q.service_id.in_(services))
    these = _A.person_id == person_id, _A.question_id.in_(questions)
    await writer.run(delete(form_answers).where(*these))


async def forget_old(writer: Writer, before: datetime) -> int:
    """Deletes the answers of people who never booked; how many."""
    return await writer.run(delete(form_answers).where(_A.updated_at < before))
