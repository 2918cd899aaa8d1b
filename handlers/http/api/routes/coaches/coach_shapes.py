"""What coaches look like in requests and answers."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import UNSET, Meta, UnsetType

from domain.business import offering_rules
from domain.coaches import profiles
from domain.coaches.suspension import LONGEST_REASON
from domain.roles import Actor
from domain.services import catalogue as model
from domain.services.catalogue import Catalogue
from domain.services.service import Approval
from handlers.http.api.pages import Paging
from handlers.http.api.routes.people.people_shapes import Contact
from handlers.http.api.routes.services.service_shapes import InADay, InAWeek, Latitude, Longitude
from handlers.http.api.shapes import (
    AnswerShape,
    Day,
    Id,
    Page,
    RequestShape,
    ZoneName,
    within,
)
from handlers.queries.starts import visible_catalogue

Name = Annotated[str, Meta(min_length=1, max_length=profiles.LONGEST_NAME)]
CoachCategory = Annotated[str, Meta(min_length=1, max_length=profiles.LONGEST_CATEGORY)]
About = Annotated[str, Meta(min_length=1, max_length=profiles.LONGEST_ABOUT)]
Place = Annotated[str, Meta(min_length=1, max_length=profiles.LONGEST_PLACE)]
Weight = Annotated[int, within(offering_rules.WEIGHT)]
Gap = Annotated[int, within(offering_rules.GAP, "Minutes.")]


class Suspended(AnswerShape):
    """Nothing new can be booked with them. until: left out if it lasts until somebody lifts it."""

    since: datetime
    until: datetime | None = None
    reason: str | None = None


class Coach(AnswerShape, kw_only=True):
    """Somebody who can be booked. zone: of their hours and leave. online: they meet online. metres:
    how far away, if requested and known. approval: whether they answer each request. The rest is
    for the team and for the coach. open: customers can choose them. weight: their share of bookings
    that name no coach, relative to others. cap_…: sessions at most, 0 for any number. gap: minutes
    between two of them; left out, the business's."""

    id: int
    name: str
    zone: str
    approval: Approval
    service_ids: tuple[int, ...]
    category: str | None = None
    about: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    metres: int | None = None
    open: bool | None = None
    setting_up: bool | None = None
    person_id: int | None = None
    weight: int | None = None
    cap_day: int | None = None
    cap_week: int | None = None
    gap: int | None = None
    ask_first: bool | None = None
    suspended: Suspended | None = None


class CoachPage(Page, kw_only=True):
    """Coaches, by name; nearest first if a place was given."""

    items: tuple[Coach, ...]


class CoachQuery(Paging):
    """Which coaches. location: part of their address. latitude, longitude: sort by distance from
    here, in degrees, both or neither."""

    category: CoachCategory | None = None
    service_id: Id | None = None
    location: Place | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class CoachChange(RequestShape):
    """What to change about a coach; what is left out stays, null clears it."""

    name: Name | UnsetType = UNSET
    zone: ZoneName | UnsetType = UNSET
    approval: Approval | UnsetType = UNSET
    category: CoachCategory | UnsetType | None = UNSET
    about: About | UnsetType | None = UNSET
    place: Place | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    online: bool | UnsetType = UNSET
    weight: Weight | UnsetType = UNSET
    cap_day: InADay | UnsetType = UNSET
    cap_week: InAWeek | UnsetType = UNSET
    gap: Gap | UnsetType | None = UNSET
    ask_first: bool | UnsetType | None = UNSET


class ProfileChange(RequestShape):
    """What a coach says about themselves until they are open; what is left out stays."""

    name: Name | UnsetType = UNSET
    zone: ZoneName | UnsetType = UNSET
    category: CoachCategory | UnsetType | None = UNSET
    about: About | UnsetType | None = UNSET
    place: Place | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    online: bool | UnsetType = UNSET
    service_ids: Annotated[tuple[Id, ...], Meta(max_length=200)] | UnsetType = UNSET


class NewCoach(RequestShape):
    """Who becomes a coach: somebody we know (person_id), the owner of that Telegram account, or,
    without either, somebody without Telegram, by address and number if these are known. zone: the
    business's if it is left out. service_id: what they do to begin with."""

    name: Name
    person_id: Id | None = None
    telegram_id: Annotated[int, Meta(ge=1, lt=2**52)] | None = None
    email: Contact | None = None
    phone: Contact | None = None
    zone: ZoneName | None = None
    service_id: Id | None = None


class Contacts(AnswerShape):
    """How else to reach a coach who is not on Telegram. chat: they are on Telegram."""

    chat: bool
    items: tuple[str, ...] = ()


class NewContacts(RequestShape):
    """The new contacts."""

    email: Contact | None = None
    phone: Contact | None = None


class SuspensionQuery(RequestShape):
    """until: the last day on the coach's clock; left out: until somebody lifts it. cancelled: the
    appointments to cancel without an alternative. alone: offer none with another coach."""

    until: Day | None = None
    cancelled: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    alone: bool = False


class NewSuspension(RequestShape):
    """As SuspensionQuery. agreed: from the plan. reason: the coach reads it."""

    agreed: Annotated[str, Meta(max_length=16)]
    until: Day | None = None
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)] | None = None
    cancelled: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    alone: bool = False


class SuspensionDone(AnswerShape):
    """The coach, and the rescue that gathers the customers' answers; none if no session was
    affected."""

    coach: Coach
    rescue_id: int | None = None


class Opening(RequestShape):
    """anyway: open even a coach whom no message reaches."""

    anyway: bool = False


def of(
    one: model.Coach,
    catalogue: Catalogue,
    actor: Actor | None,
    zone: ZoneInfo,
    metres: float | None = None,
) -> Coach:
    """A coach as an answer shows them to this reader."""
    services = visible_catalogue.done_by(catalogue, one, actor=actor)
    coach = Coach(
        id=one.id,
        name=one.name,
        zone=one.zone,
        approval=one.approval,
        service_ids=tuple(service.id for service in services),
        category=one.category,
        about=one.about,
        place=one.place,
        latitude=one.latitude,
        longitude=one.longitude,
        online=one.online,
        metres=None if metres is None else round(metres),
    )
    if visible_catalogue.sees_inside(actor, one.id):
        coach.open, coach.setting_up, coach.person_id = one.active, one.setting_up, one.person_id
        coach.weight, coach.cap_day, coach.cap_week = one.weight, one.cap_day, one.cap_week
        coach.gap, coach.ask_first = one.gap, one.ask_first
        if one.suspension:
            until = one.suspension.until
            coach.suspended = Suspended(
                since=one.suspension.since.astimezone(zone),
                until=until and until.astimezone(zone),
                reason=one.suspension.reason,
            )
    return coach
