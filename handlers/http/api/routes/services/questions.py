"""What a service asks before booking."""

from typing import Annotated, Literal

from msgspec import Meta

from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.services import forms
from domain.services.forms import AnswerKind, FormQuestion
from domain.text import field_text
from handlers.actions.services.forms import change_form
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Id, RequestShape
from handlers.http.api.versions import unseen, versioned_answer
from handlers.http.api.viewers import viewer
from handlers.queries.starts import visible_catalogue

Wording = Annotated[str, Meta(min_length=1, max_length=forms.LONGEST_QUESTION)]
Option = Annotated[str, Meta(min_length=1, max_length=forms.LONGEST_OPTION)]
QuestionKind = Literal["text", "choice", "number"]
Options = Annotated[tuple[Option, ...], Meta(max_length=forms.MOST_OPTIONS)]


class Question(AnswerShape):
    """A question. options: of a choice."""

    id: int
    kind: QuestionKind
    text: str
    required: bool
    options: tuple[str, ...] = ()


class QuestionList(AnswerShape):
    """The questions, in order."""

    items: tuple[Question, ...]


class NewQuestion(RequestShape):
    """A question to set. id: of an existing one, which keeps its answers."""

    kind: QuestionKind
    text: Wording
    id: Id | None = None
    required: bool = True
    options: Options = ()


class NewQuestions(RequestShape):
    """All questions, in order."""

    items: Annotated[tuple[NewQuestion, ...], Meta(max_length=forms.MOST_QUESTIONS)]


@route("GET", "/services/{service_id}/questions", None, refuses=(NotFound,))
async def read(call: Call, service_id: Id) -> Answer[QuestionList]:
    """Read the questions of a service."""
    actor = viewer(call, Scope.CATALOGUE_READ)
    service = visible_catalogue.service(call.catalogue, service_id, actor=actor)
    return versioned_answer(_of(call.catalogue.forms.get(service.id, ())))


@route(
    "PUT",
    "/services/{service_id}/questions",
    Scope.CATALOGUE_WRITE,
    refuses=(NotFound, NotAllowed, BadInput),
)
async def change(call: Call, service_id: Id, body: NewQuestions) -> Answer[QuestionList]:
    """Set the questions of a service, replacing the earlier ones.

    Existing bookings keep their answers.
    """

    def apply_changes(form: forms.Form) -> forms.Form:
        unseen(call, _of(form))
        question_ids = {one.id for one in form}
        return tuple(_read(one, question_ids) for one in body.items)

    catalogue = await change_form(call.database, service_id, apply_changes, **call.intent)
    return versioned_answer(_of(catalogue.forms.get(service_id, ())))


def _read(one: NewQuestion, question_ids: set[int]) -> FormQuestion:
    """A question in a body. Raises NotFound for one that the service does not have, BadInput."""
    if one.id is not None:
        if one.id not in question_ids:
            raise NotFound
        question_ids.remove(one.id)  # none is listed twice
    text = field_text.line(one.text, "text", forms.LONGEST_QUESTION)
    options: tuple[str, ...] = ()
    if one.kind == "choice":
        options = forms.options_of("\n".join((*one.options, "")))
    elif one.options:
        raise BadInput("options")
    return FormQuestion(one.id or 0, AnswerKind(one.kind), text, one.required, options)


def _of(form: forms.Form) -> QuestionList:
    return QuestionList(
        items=tuple(
            Question(
                id=one.id,
                kind=one.kind.value,
                text=one.text,
                required=one.required,
                options=one.options,
            )
            for one in form
        )
    )


ROUTES = (read, change)
