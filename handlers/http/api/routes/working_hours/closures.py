"""Days on which the business is closed: its own, and public holidays."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound, StrandsBookings
from domain.working_hours import closures as model
from domain.working_hours.closures import LONGEST_NAME
from handlers.actions.working_hours import closures as actions
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.working_hours.hour_shapes import Agreed, period_of
from handlers.http.api.shapes import AnswerShape, Day, Id, Page, RequestShape
from handlers.places import holidays
from handlers.queries.starts import closures

CHANGES = (NotFound, NotAllowed, BadInput, StrandsBookings)
ClosureName = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
Region = Annotated[
    str,
    Meta(
        pattern="^[A-Z]{2}(-[A-Za-z0-9]{1,20})?$",
        description="A country, ISO 3166, or a part of it: DE, DE-BY.",
    ),
]


class Closure(AnswerShape, kw_only=True):
    """Days on which nobody can be booked, both included. region: of a public holiday. yearly: it
    repeats each year."""

    id: int
    name: str
    first: str
    last: str | None = None
    yearly: bool
    region: str | None = None


class ClosurePage(Page, kw_only=True):
    """Current and future closures, in order."""

    items: tuple[Closure, ...]


class ClosureQuery(Paging):
    """Which of them. since: from this day on; without it, from today on."""

    since: Day | None = None


class NewClosure(RequestShape):
    """Days on which to close the business."""

    name: ClosureName
    first: Day
    last: Day | None = None
    yearly: bool = False
    agreed: Agreed = ""


class ClosureChange(RequestShape):
    """What to change; what is left out stays."""

    name: ClosureName | UnsetType = UNSET
    first: Day | UnsetType = UNSET
    last: Day | UnsetType = UNSET
    yearly: bool | UnsetType = UNSET
    agreed: Agreed = ""


class HolidayRegion(AnswerShape):
    """A region whose public holidays apply, up to the end of a year."""

    region: str
    until: int


class HolidayRegions(AnswerShape):
    """All of them."""

    items: tuple[HolidayRegion, ...]


class PublicHoliday(AnswerShape):
    """A day, and its name."""

    day: str
    name: str


class PublicHolidays(AnswerShape):
    """The public holidays of a region, of this year and the next two. parts: of a country, if their
    holidays differ."""

    region: str
    items: tuple[PublicHoliday, ...]
    parts: dict[str, str]


class AgreedHolidays(RequestShape):
    """agreed: from the refusal that listed the sessions."""

    agreed: Agreed = ""


class OpenedDay(RequestShape):
    """opened: whether the coach works on that day all the same."""

    opened: bool
    agreed: Agreed = ""


class OpenedDays(AnswerShape):
    """The days on which a coach works although the business is closed."""

    coach_id: int
    items: tuple[str, ...]


@route("GET", "/closures", None)
async def list_all(call: Call, query: ClosureQuery) -> ClosurePage:
    """List the days on which the business is closed."""
    since = call.now.astimezone(call.zone).date()
    if query.since is not None:
        since = fields.day(query.since, "since", fields.QUERY)
    ahead = [one for one in call.catalogue.closures if not one.period.over(since)]

    def place(one: model.Closure) -> tuple[str, int]:
        occurrence = one.period.coming(since)
        return (occurrence[0].isoformat() if occurrence else "", one.id)

    items, more = page(ahead, place, query)
    return ClosurePage(items=tuple(_of(call, one) for one in items), next=more)


@route("POST", "/closures", Scope.CALENDAR_WRITE, status=201, refuses=CHANGES)
async def add(call: Call, body: NewClosure) -> Closure:
    """Close the business for some days.

    Sessions booked on them are listed in a refusal; sent again with its `agreed`, they stay all the
    same.
    """
    closure_id = await actions.add_closure(
        call.database,
        body.name,
        period_of(body.first, body.last or body.first, yearly=body.yearly),
        **call.intent,
        agreed=body.agreed,
    )
    return await _one(call, closure_id)


@route("PUT", "/closures/{closure_id}", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def change(call: Call, closure_id: Id, body: ClosureChange) -> Closure:
    """Change the name or the days of one of the business's own closures."""

    def apply_changes(one: model.Closure) -> model.Closure:
        name, first, last = body.name, body.first, body.last
        old = one.period
        begins = old.first.isoformat() if first is UNSET else str(first)
        ends = str(last) if isinstance(last, str) else (old.last or old.first).isoformat()
        yearly = old.yearly if body.yearly is UNSET else bool(body.yearly)
        new_name = name if isinstance(name, str) else one.name
        return model.Closure(one.id, new_name, period_of(begins, ends, yearly=yearly))

    await actions.change_closure(
        call.database,
        closure_id,
        apply_changes,
        **call.intent,
        agreed=body.agreed,
    )
    return await _one(call, closure_id)


@route("DELETE", "/closures/{closure_id}", Scope.CALENDAR_WRITE, refuses=(NotAllowed,))
async def remove(call: Call, closure_id: Id) -> None:
    """Reopen the days of a closure, or of one public holiday; already gone is fine."""
    await actions.delete_closure(call.database, closure_id, **call.intent)


@route("GET", "/holidays", Scope.CALENDAR_READ, refuses=(NotAllowed,))
async def regions(call: Call) -> HolidayRegions:
    """List the regions whose public holidays apply."""
    years_by_region = await closures.regions(call.database, actor=call.actor)
    return HolidayRegions(
        items=tuple(
            HolidayRegion(region=region, until=until)
            for region, until in sorted(years_by_region.items())
        )
    )


@route("GET", "/holidays/{region}", Scope.CALENDAR_READ, refuses=(NotAllowed, BadInput))
async def look(call: Call, region: Region) -> PublicHolidays:
    """Preview the public holidays of a region."""
    await closures.regions(call.database, actor=call.actor)
    days = await holidays.holidays_of(region, _years(call))
    parts = await holidays.parts_of(region.partition("-")[0])
    language = call.words.language
    return PublicHolidays(
        region=region,
        items=tuple(
            PublicHoliday(day=day.isoformat(), name=names.get(language) or name)
            for day, name, names in days
        ),
        parts=dict(parts),
    )


@route("PUT", "/holidays/{region}", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def keep(call: Call, region: Region, body: AgreedHolidays) -> HolidayRegions:
    """Close the business on the public holidays of a region, also in later years."""
    await closures.regions(call.database, actor=call.actor)
    years = _years(call)
    await actions.add_holidays(
        call.database,
        region,
        years[-1],
        await holidays.holidays_of(region, years),
        **call.intent,
        agreed=body.agreed,
    )
    return await regions.handle(call)  # type: ignore[no-any-return]


@route("DELETE", "/holidays/{region}", Scope.CALENDAR_WRITE, refuses=(NotAllowed,))
async def forget(call: Call, region: Region) -> None:
    """Stay open on the public holidays of a region; already gone is fine."""
    await actions.forget_holidays(call.database, region, **call.intent)


@route("PUT", "/coaches/{coach_id}/opened-days/{day}", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def open_day(call: Call, coach_id: Id, day: Day, body: OpenedDay) -> OpenedDays:
    """Set whether a coach works on a day on which the business is closed."""
    on = fields.day(day, "day", fields.QUERY)
    catalogue = await actions.open_day(
        call.database,
        coach_id,
        on,
        body.opened,
        **call.intent,
        agreed=body.agreed,
    )
    days = sorted(catalogue.coaches[coach_id].opened_days)
    return OpenedDays(coach_id=coach_id, items=tuple(one.isoformat() for one in days))


def _years(call: Call) -> range:
    return range(call.now.year, call.now.year + actions.YEARS_AHEAD + 1)


async def _one(call: Call, closure_id: int) -> Closure:
    for one in (await call.shop.catalogue()).closures:
        if one.id == closure_id:
            return _of(call, one)
    raise NotFound


def _of(call: Call, one: model.Closure) -> Closure:
    last = one.period.last
    return Closure(
        id=one.id,
        name=one.name_in(call.words.language),
        first=one.period.first.isoformat(),
        last=None if last is None else last.isoformat(),
        yearly=one.period.yearly,
        region=one.region or None,
    )


ROUTES = (list_all, add, change, remove, regions, look, keep, forget, open_day)
