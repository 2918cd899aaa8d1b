"""The tables of what services ask before they are booked, and of answers until then."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.services.forms import AnswerKind
from storage.tables import columns as column
from storage.tables.metadata import metadata

form_questions = Table(
    "form_questions",
    metadata,
    column.identity(primary_key=True),
    column.to("service_id", "services.id", ondelete="CASCADE", index=True),
    Column("position", Integer, nullable=False),
    column.text("kind"),
    column.text("text"),
    Column("required", Boolean, nullable=False),
    Column("options", JSONB, nullable=False, server_default=text("'[]'")),
    CheckConstraint(f"kind IN {tuple(map(str, AnswerKind))}", name="kind"),
)

# A person's answers, until they book.
form_answers = Table(
    "form_answers",
    metadata,
    column.to("person_id", "people.id", primary_key=True),
    column.to("question_id", "form_questions.id", primary_key=True, ondelete="CASCADE", index=True),
    column.text("answer"),
    column.instant("updated_at", nullable=False, index=True),
)
