"""What applications look like in requests and answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from msgspec import UNSET, Meta, UnsetType

from domain.coaches import applications as model
from domain.coaches import profiles
from domain.refusals import BadInput
from domain.text import field_text
from domain.working_hours.hours import normalise
from handlers.http.api import fields
from handlers.http.api.fields import DayHours, Hours
from handlers.http.api.routes.coaches.coach_shapes import About, CoachCategory, Name, Place
from handlers.http.api.routes.services.service_shapes import Latitude, Longitude
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape, ZoneName

ApplicationState = Literal["draft", "sent", "approved", "declined", "withdrawn"]
Wish = Annotated[str, Meta(min_length=1, max_length=model.LONGEST_WISH)]


_LINES: Final = {
    "name": profiles.LONGEST_NAME,
    "category": profiles.LONGEST_CATEGORY,
    "place": profiles.LONGEST_PLACE,
}
_PASSAGES: Final = {"about": profiles.LONGEST_ABOUT, "wish": model.LONGEST_WISH}


class ApplicationQuestion(AnswerShape):
    """A question from the team, and the answer."""

    question: str
    answer: str | None = None


class Application(AnswerShape, kw_only=True):
    """What an applicant says about themselves. weekly: hours from Monday on, on the clock of
    `zone`. wish: what else they would do. missing: what is needed before it can be sent. The ETag
    is its version, which a decision refers to."""

    id: int
    person_id: int
    state: ApplicationState
    version: int
    name: str
    zone: str
    category: str | None = None
    about: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    service_ids: tuple[int, ...] = ()
    wish: str | None = None
    weekly: tuple[tuple[Hours, ...], ...]
    talk: tuple[ApplicationQuestion, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str | None = None
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = None
    coach_id: int | None = None


class ApplicationPage(Page, kw_only=True):
    """Applications that wait for the team, oldest first. total: how many wait."""

    items: tuple[Application, ...]
    total: int


class ApplicationChange(RequestShape):
    """What the applicant says about themselves; what is left out stays, null clears it."""

    name: Name | UnsetType = UNSET
    zone: ZoneName | UnsetType = UNSET
    category: CoachCategory | UnsetType | None = UNSET
    about: About | UnsetType | None = UNSET
    place: Place | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    online: bool | UnsetType = UNSET
    service_ids: Annotated[tuple[Id, ...], Meta(max_length=100)] | UnsetType = UNSET
    wish: Wish | UnsetType | None = UNSET
    weekly: Annotated[tuple[DayHours, ...], Meta(min_length=7, max_length=7)] | UnsetType = UNSET


class NewApplication(ApplicationChange):
    """The same, complete or as a start. send: it is complete, and goes to the team."""

    send: bool = False


class Decline(RequestShape):
    """Why not; the applicant reads it. Or one of the ready-made reasons, which they read in their
    language."""

    reason: Annotated[str, Meta(min_length=1, max_length=model.LONGEST_REASON)] | None = None
    because: Literal["full", "field", "more"] | None = None


class TeamQuestion(RequestShape):
    """What the team asks before it decides."""

    question: Annotated[str, Meta(min_length=1, max_length=model.LONGEST_QUESTION)]


class ApplicantAnswer(RequestShape):
    """The applicant's answer to that."""

    answer: Annotated[str, Meta(min_length=1, max_length=model.LONGEST_ANSWER)]


def change_of(
    body: ApplicationChange, service_ids: set[int]
) -> Callable[[model.Application], model.Application]:
    """What a body changes in a draft. service_ids: the existing services. Raises BadInput,
    BadHours, and Unacceptable."""
    values = _read(fields.values_of(body, "send", "weekly"))
    if "zone" in values:
        values["zone"] = fields.zone(values["zone"], "zone")
    if "service_ids" in values:
        if not service_ids.issuperset(values["service_ids"]):
            raise BadInput("service_ids")
        values["service_ids"] = tuple(sorted(set(values["service_ids"])))
    if not isinstance(body.weekly, UnsetType):
        values["week"] = tuple(normalise(fields.windows(day)) for day in body.weekly)

    def apply_changes(draft: model.Application) -> model.Application:
        moved = "place" in values and values["place"] != draft.place
        point: dict[str, Any] = {"latitude": None, "longitude": None} if moved else {}
        return replace(draft, reached=model.ApplicationStep.LOOK, **{**point, **values})

    return apply_changes


def _read(details: dict[str, Any]) -> dict[str, Any]:
    """The body, with texts and map points in stored form. Raises BadInput."""
    values = dict(details)
    for name, longest in _LINES.items():
        if values.get(name) is not None:
            values[name] = field_text.line(values[name], name, longest)
    for name, longest in _PASSAGES.items():
        if values.get(name) is not None:
            values[name] = field_text.passage(values[name], name, longest)
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) is not (longitude is None):
        raise BadInput("latitude" if latitude is None else "longitude")
    return values


def of(one: model.Application, zone: ZoneInfo) -> Application:
    """An application as an answer shows it."""
    return Application(
        id=one.id,
        person_id=one.person_id,
        state=one.state.value,
        version=one.version,
        name=one.name,
        zone=one.zone,
        category=one.category,
        about=one.about,
        place=one.place,
        latitude=one.latitude,
        longitude=one.longitude,
        online=one.online,
        service_ids=one.service_ids,
        wish=one.wish,
        weekly=tuple(map(fields.hours_of, one.week)),
        talk=tuple(
            ApplicationQuestion(question=each.question, answer=each.answer) for each in one.talk
        ),
        missing=tuple(step.name.lower() for step in one.missing) if one.open else (),
        reason=one.reason,
        sent_at=one.sent_at and one.sent_at.astimezone(zone),
        decided_at=one.decided_at and one.decided_at.astimezone(zone),
        decided_by=one.decided_by,
        coach_id=one.coach_id,
    )
