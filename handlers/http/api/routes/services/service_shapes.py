"""What services look like in requests and answers."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from domain.business import offering_rules
from domain.coaches import profiles
from domain.roles import Actor
from domain.services import reminders
from domain.services import service as model
from domain.services.horizon import HorizonBy
from domain.services.meeting import Meeting
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.services.terms import MOST_LENGTHS
from domain.text.field_text import DEAREST
from handlers.http.api.pages import Paging
from handlers.http.api.shapes import (
    AnswerShape,
    Day,
    Id,
    Minutes,
    Money,
    Page,
    RequestShape,
    within,
)
from handlers.queries.starts import visible_catalogue

Title = Annotated[str, Meta(min_length=1, max_length=offering_rules.LONGEST_TITLE)]
Category = Annotated[str, Meta(min_length=1, max_length=profiles.LONGEST_CATEGORY)]
Description = Annotated[str, Meta(min_length=1, max_length=offering_rules.LONGEST_DESCRIPTION)]
Address = Annotated[str, Meta(min_length=1, max_length=offering_rules.LONGEST_ADDRESS)]
Lasts = Annotated[int, within(offering_rules.MINUTES)]
Minor = Annotated[
    int, Meta(ge=0, le=DEAREST * 1000, description="In the smallest unit of the currency.")
]
Buffer = Annotated[int, within(offering_rules.BUFFER, "Minutes.")]
Notice = Annotated[int, within(offering_rules.NOTICE, "Minutes.")]
InADay = Annotated[int, within(offering_rules.A_DAY, "0: any number.")]
InAWeek = Annotated[int, within(offering_rules.A_WEEK, "0: any number.")]
Places = Annotated[int, within(offering_rules.PLACES)]
Latitude = Annotated[float, Meta(ge=-90, le=90, description="Degrees north.")]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="Degrees east.")]
Reminder = Annotated[
    int, Meta(ge=reminders.SHORTEST, le=reminders.LONGEST, description="Minutes before.")
]
Reminders = Annotated[tuple[Reminder, ...], Meta(max_length=reminders.MOST)]


class Length(AnswerShape):
    """How long a service lasts, and what that costs."""

    minutes: int
    price: Money


class NewLength(RequestShape):
    """Another length. minor: its price, in the smallest unit of the currency."""

    minutes: Lasts
    minor: Minor


class Horizon(AnswerShape):
    """How far ahead: a number of days, working days or months, or until a day."""

    by: HorizonBy
    count: int | None = None
    until: date | None = None


class NewHorizon(RequestShape):
    """The new horizon. count: for all kinds but a date; until: for a date."""

    by: HorizonBy
    count: Annotated[int, Meta(ge=0, le=offering_rules.AHEAD[HorizonBy.DAYS][1])] | None = None
    until: Day | None = None


class Service(AnswerShape, kw_only=True):
    """Something that can be booked. price: for `minutes`; lengths: all to choose from, including
    that one. step: minutes between two starts. notice_…: minutes. cap_…: a coach's sessions;
    customer_…: a customer's; 0: any number. approval: whether coaches answer each request; left
    out, each coach's own setting applies. The link and the number are for the team; customers read
    theirs in an appointment. reminders: minutes before the start; left out, the business's
    apply."""

    id: int
    title: str
    minutes: int
    price: Money
    lengths: tuple[Length, ...]
    category: str | None = None
    description: str | None = None
    meeting: Meeting
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    link: str | None = None
    phone: str | None = None
    approval: Approval | None = None
    step: int
    buffer_before: int = 0
    buffer_after: int = 0
    capacity: int
    most_places: int
    notice_book: int
    notice_move: int
    notice_cancel: int
    horizon: Horizon
    cap_day: int = 0
    cap_week: int = 0
    customer_day: int = 0
    customer_week: int = 0
    reminders: tuple[int, ...] | None = None
    position: int
    hidden: bool = False


class ServicePage(Page, kw_only=True):
    """Services, in the order of the business."""

    items: tuple[Service, ...]


class ServiceQuery(Paging):
    """Which services. coach_id: those this coach does, at their prices."""

    category: Category | None = None
    coach_id: Id | None = None


class ServiceChange(RequestShape):
    """What to change about a service; what is left out stays, null clears it. minor: the price for
    `minutes`, in the smallest unit of the currency. lengths: the other ones."""

    title: Title | UnsetType = UNSET
    minutes: Lasts | UnsetType = UNSET
    minor: Minor | UnsetType = UNSET
    lengths: Annotated[tuple[NewLength, ...], Meta(max_length=MOST_LENGTHS - 1)] | UnsetType = UNSET
    category: Category | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    meeting: Meeting | UnsetType = UNSET
    address: Address | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    link: Address | UnsetType | None = UNSET
    phone: Address | UnsetType | None = UNSET
    approval: Approval | UnsetType | None = UNSET
    step: Minutes | UnsetType = UNSET
    buffer_before: Buffer | UnsetType = UNSET
    buffer_after: Buffer | UnsetType = UNSET
    capacity: Places | UnsetType = UNSET
    most_places: Places | UnsetType = UNSET
    notice_book: Notice | UnsetType = UNSET
    notice_move: Notice | UnsetType = UNSET
    notice_cancel: Notice | UnsetType = UNSET
    horizon: NewHorizon | UnsetType = UNSET
    cap_day: InADay | UnsetType = UNSET
    cap_week: InAWeek | UnsetType = UNSET
    customer_day: InADay | UnsetType = UNSET
    customer_week: InAWeek | UnsetType = UNSET
    reminders: Reminders | UnsetType | None = UNSET
    position: Annotated[int, within(offering_rules.POSITION)] | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET


class NewService(ServiceChange, kw_only=True):
    """A service to add, hidden unless it says otherwise."""

    title: Title = msgspec.field()
    minutes: Lasts = msgspec.field()
    minor: Minor = msgspec.field()


class Gap(AnswerShape):
    """What keeps customers from booking. coach_id, service_id: where it can be fixed. reasons: why
    nothing is free."""

    code: str
    coach_id: int | None = None
    service_id: int | None = None
    reasons: tuple[str, ...] = ()


class Gaps(AnswerShape):
    """Everything that keeps customers from booking something; empty if they can."""

    items: tuple[Gap, ...]


def of(one: model.Service, actor: Actor | None) -> Service:
    """A service as an answer shows it to this reader."""
    team = visible_catalogue.sees_all_services(actor)
    rules, currency = one.rules, one.price.currency
    return Service(
        id=one.id,
        title=one.title,
        minutes=one.minutes,
        price=Money(minor=one.price.minor, currency=currency),
        lengths=tuple(
            Length(minutes=each.minutes, price=Money(minor=each.minor, currency=currency))
            for each in one.options
        ),
        category=one.category,
        description=one.description,
        meeting=one.meeting,
        address=one.addresses.site,
        latitude=one.latitude,
        longitude=one.longitude,
        link=one.addresses.online if team else None,
        phone=one.addresses.phone if team else None,
        approval=one.approval,
        step=one.step,
        buffer_before=one.buffer_before,
        buffer_after=one.buffer_after,
        capacity=one.capacity,
        most_places=one.most_places,
        notice_book=rules.notice_book,
        notice_move=rules.notice_move,
        notice_cancel=rules.notice_cancel,
        horizon=_horizon(rules),
        cap_day=rules.cap_day,
        cap_week=rules.cap_week,
        customer_day=rules.customer_day,
        customer_week=rules.customer_week,
        reminders=one.reminders,
        position=one.position,
        hidden=one.hidden,
    )


def _horizon(rules: Rules) -> Horizon:
    by = rules.horizon_by
    if by is HorizonBy.DATE:
        return Horizon(by=by, until=rules.horizon_until)
    return Horizon(by=by, count=rules.horizon_days if by is HorizonBy.DAYS else rules.horizon_count)
