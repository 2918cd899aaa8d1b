"""The two daily summaries that coaches get of their own work."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from domain.coaches.digests import OFF, Digest
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from handlers.actions.coaches import digest_settings
from handlers.http.api import fields, instants
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, RequestShape
from handlers.queries.coaches import digest_settings as queries

SummaryTime = Annotated[
    str,
    Meta(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^off$",
        description="A time of the day, or `off` for never.",
    ),
]


class Summaries(AnswerShape, kw_only=True):
    """At what time of the coach's day they come: `off` for never; left out, the business's setting
    applies. empty_days: also on days with nothing to report."""

    morning: str | None = None
    evening: str | None = None
    empty_days: bool


class NewSummaries(RequestShape):
    """The new times; null: the business's setting applies."""

    morning: SummaryTime | UnsetType | None = UNSET
    evening: SummaryTime | UnsetType | None = UNSET
    empty_days: bool | UnsetType = UNSET


@route("GET", "/coach/summaries", Scope.CALENDAR_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call) -> Summaries:
    """Read when you get summaries, as a coach."""
    return await _summaries(call)


@route("PUT", "/coach/summaries", Scope.CALENDAR_WRITE, refuses=(NotFound, NotAllowed, BadInput))
async def change(call: Call, body: NewSummaries) -> Summaries:
    """Set when you get summaries, as a coach."""
    for digest, at in ((Digest.MORNING, body.morning), (Digest.EVENING, body.evening)):
        if isinstance(at, UnsetType):
            continue
        minute = None if at is None else OFF if at == "off" else instants.minute(at)
        await digest_settings.set_minute(call.database, digest, minute, **call.part(digest))
    if isinstance(body.empty_days, bool):
        await digest_settings.set_empty_days(call.database, body.empty_days, **call.part("empty"))
    return await _summaries(call)


async def _summaries(call: Call) -> Summaries:
    schedule = await queries.schedule(call.database, actor=call.actor)
    return Summaries(
        morning=_at(schedule.morning), evening=_at(schedule.evening), empty_days=schedule.empty_days
    )


def _at(minute: int | None) -> str | None:
    if minute is None:
        return None
    return "off" if minute == OFF else fields.clock(minute)


ROUTES = (read, change)
