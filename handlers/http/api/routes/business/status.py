"""How the business and the bot are doing now, for the team."""

from datetime import datetime

import msgspec

from domain.business.dead_letter_refusals import DeadLetterHandled, DeadLetterTooOld
from domain.business.report import TooManyBookings
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from handlers.actions.business import dead_letters
from handlers.http.api.call import Call
from handlers.http.api.files import Download
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.business.reports import Report
from handlers.http.api.routes.business.reports import of as report_of
from handlers.http.api.shapes import AnswerShape, Id, Page
from handlers.queries.business import status
from storage.business.dead_letters import DeadLetter
from storage.business.vitals import Waiting

MOST = 1000
OF_RETRYING = (NotFound, NotAllowed, DeadLetterHandled, DeadLetterTooOld)


class WaitingCount(AnswerShape):
    """How many are waiting, and since when the oldest has been."""

    count: int
    since: datetime | None = None


class Wrong(AnswerShape, kw_only=True):
    """What somebody should look at. dead_letters: updates that could not be handled, for admins.
    unreachable: people out of reach, as in their list; mailable: how many of these left an address.
    troubles: which ones admins were told about, and since when."""

    dead_letters: int | None = None
    late_reminders: WaitingCount
    unreachable: int
    mailable: int
    troubles: dict[str, datetime]


class Glance(AnswerShape, kw_only=True):
    """The business today. month: left out if it has too many bookings to add up. unanswered: how
    many of today's sessions are over without a word of their coach, which `today` counts too."""

    today: Report
    month: Report | None = None
    requests: WaitingCount
    flags: int
    applications: int
    unanswered: int
    wrong: Wrong


class LaneBacklog(AnswerShape):
    """The messages of one lane that are due and not sent, and since when the oldest waits."""

    lane: str
    due: int
    oldest: datetime | None = None


class Health(AnswerShape, kw_only=True):
    """The bot itself. release: its version. revision: of the tables. database_bytes: on the disk.
    backup: when the last one was made."""

    release: str
    revision: str
    backlog: tuple[LaneBacklog, ...]
    database_bytes: int
    backup: datetime | None = None
    wrong: Wrong


class DeadLetterView(AnswerShape, kw_only=True):
    """An update that could not be handled. error: type and text of the fault."""

    id: int
    at: datetime
    user_id: int | None = None
    user: str | None = None
    error: str
    retried_at: datetime | None = None
    request_id: str | None = None


class DeadLetterPage(Page, kw_only=True):
    """Updates that could not be handled and can still be retried, oldest first."""

    items: tuple[DeadLetterView, ...]


class Retried(AnswerShape):
    """The result of a retry. error: why the requested one failed again. left: how many were not
    tried this time."""

    handled: int
    failed: int
    left: int = 0
    error: str | None = None


class Unreachable(AnswerShape):
    """Somebody who is out of reach. met: they have written to the bot at least once. telegram:
    their account is known. mailable: they left an address."""

    user_id: int
    name: str
    since: datetime
    met: bool
    telegram: bool
    mailable: bool


class UnreachablePage(Page, kw_only=True):
    """Everyone who is out of reach, last lost first."""

    items: tuple[Unreachable, ...]


@route("GET", "/status", Scope.REPORTS_READ, refuses=(NotAllowed, TooManyBookings))
async def glance(call: Call) -> Glance:
    """Read what needs the team's attention."""
    figures = await status.glance(
        call.database,
        call.catalogue,
        actor=call.actor,
        now=call.now,
        available_channels=call.context.available_channels,
    )
    business_zone = call.catalogue.business.zone
    return Glance(
        today=report_of(figures.today, business_zone),
        month=report_of(figures.month, business_zone) if figures.month else None,
        requests=_waiting(call, figures.requests),
        flags=figures.flags,
        applications=figures.applications,
        unanswered=sum(figures.unsaid.values()),
        wrong=_wrong(call, figures.wrong),
    )


@route("GET", "/health", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def health(call: Call) -> Health:
    """Read the state of the bot, for admins."""
    state = await status.health(
        call.database,
        actor=call.actor,
        now=call.now,
        available_channels=call.context.available_channels,
    )
    backlog = state.backlog
    return Health(
        release=state.release,
        revision=state.revision,
        backlog=tuple(
            LaneBacklog(
                lane=lane.name.lower(),
                due=due,
                oldest=(oldest := backlog.oldest.get(lane)) and oldest.astimezone(call.zone),
            )
            for lane, due in backlog.due.items()
        ),
        database_bytes=state.database.bytes,
        backup=state.database.backup and state.database.backup.astimezone(call.zone),
        wrong=_wrong(call, state.wrong),
    )


@route("GET", "/dead-letters", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def list_dead_letters(call: Call, query: Paging) -> DeadLetterPage:
    """List the updates that could not be handled, for admins."""
    letters = await status.all_dead_letters(call.database, MOST, actor=call.actor)
    items, more = page(letters, lambda one: ("", one.id), query)
    return DeadLetterPage(items=tuple(_letter(call, one) for one in items), next=more)


@route("GET", "/unreachable-users", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def list_unreachable(call: Call, query: Paging) -> UnreachablePage:
    """List people who are out of reach, for admins.

    These are people Telegram does not reach any more, and people without Telegram whom neither an
    app nor e-mail reaches.
    """
    people = await status.all_unreachable(
        call.database, MOST, actor=call.actor, available_channels=call.context.available_channels
    )
    items, more = page(people, lambda one: (one.since.isoformat(), one.person_id), query)
    return UnreachablePage(
        items=tuple(
            Unreachable(
                user_id=one.person_id,
                name=one.name,
                since=one.since.astimezone(call.zone),
                met=one.met,
                telegram=one.has_chat,
                mailable=one.mailable,
            )
            for one in items
        ),
        next=more,
    )


@route("GET", "/dead-letters/{letter_id}", Scope.BUSINESS_READ, refuses=(NotFound, NotAllowed))
async def dead_letter(call: Call, letter_id: Id) -> DeadLetterView:
    """Read why an update could not be handled, for admins."""
    return _letter(call, await status.dead_letter(call.database, letter_id, actor=call.actor))


@route("POST", "/dead-letters/{letter_id}/retry", Scope.BUSINESS_WRITE, refuses=OF_RETRYING)
async def retry(call: Call, letter_id: Id) -> Retried:
    """Retry an update that could not be handled, for admins."""
    reason = await dead_letters.retry(
        call.database,
        letter_id,
        handle=call.context.redispatch,
        **call.intent,
    )
    return Retried(handled=int(reason is None), failed=int(reason is not None), error=reason)


@route("POST", "/dead-letters/retry", Scope.BUSINESS_WRITE, refuses=(NotAllowed,))
async def retry_all(call: Call) -> Retried:
    """Retry all of them, oldest first, a hundred at a time, for admins."""
    result = await dead_letters.retry_all(
        call.database,
        handle=call.context.redispatch,
        **call.intent,
    )
    return Retried(handled=result.handled, failed=result.failed, left=result.remaining)


@route(
    "GET",
    "/dead-letters/{letter_id}/update",
    Scope.BUSINESS_READ,
    refuses=(NotFound, NotAllowed),
    files=("text/plain",),
)
async def save_dead_letter(call: Call, letter_id: Id) -> Download:
    """Save the update as Telegram sent it, with the full error, for admins."""
    one = await status.dead_letter(call.database, letter_id, actor=call.actor)
    update = msgspec.json.format(msgspec.json.encode(one.update), indent=2)
    content = b"\n\n".join((update, one.error.encode()))
    return Download(f"letter-{one.id}.txt", "text/plain", content)


def _letter(call: Call, one: DeadLetter) -> DeadLetterView:
    return DeadLetterView(
        id=one.id,
        at=one.at.astimezone(call.zone),
        user_id=one.person_id,
        user=one.person,
        error=one.error,
        retried_at=one.retried_at and one.retried_at.astimezone(call.zone),
        request_id=one.request_id,
    )


def _waiting(call: Call, one: Waiting) -> WaitingCount:
    return WaitingCount(count=one.n, since=one.since and one.since.astimezone(call.zone))


def _wrong(call: Call, one: status.Wrong) -> Wrong:
    return Wrong(
        dead_letters=one.dead_letters,
        late_reminders=_waiting(call, one.late),
        unreachable=one.unreachable,
        mailable=one.mailable,
        troubles={
            trouble.value: since.astimezone(call.zone) for trouble, since in one.troubles.items()
        },
    )


ROUTES = (
    glance,
    health,
    list_dead_letters,
    dead_letter,
    retry,
    retry_all,
    save_dead_letter,
    list_unreachable,
)
