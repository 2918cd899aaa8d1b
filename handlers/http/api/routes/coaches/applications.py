"""Applying to be a coach: what applicants say about themselves, and how the team answers."""

from domain.coaches import applications as model
from domain.coaches import profiles
from domain.coaches.applications import (
    ApplicantBlocked,
    ApplicationChanged,
    ApplicationDecided,
    ApplicationIncomplete,
    ApplicationOver,
    CoachAlready,
    NotAgainYet,
    TooManyQuestions,
)
from domain.programs.scopes import Scope
from domain.refusals import BadHours, BadInput, NotAllowed, NotFound
from domain.text import field_text
from handlers.actions.coaches import applications as deciding
from handlers.actions.coaches import applying
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.coaches.application_shapes import (
    ApplicantAnswer,
    Application,
    ApplicationChange,
    ApplicationPage,
    Decline,
    NewApplication,
    TeamQuestion,
    change_of,
    of,
)
from handlers.http.api.shapes import Id
from handlers.queries.coaches import applications

APPLIES = (NotAllowed, BadInput, BadHours, ApplicationOver)
DECIDES = (NotFound, NotAllowed, BadInput, ApplicationDecided, ApplicationChanged)
MOST = 500


@route("GET", "/applications/mine", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read_own(call: Call) -> Answer[Application]:
    """Read your own application, whatever became of it."""
    application = await applications.own(call.database, actor=call.actor)
    if application is None:
        raise NotFound
    return _answer(call, application)


@route(
    "POST",
    "/applications",
    Scope.PEOPLE_WRITE,
    status=201,
    refuses=(*APPLIES, NotAgainYet, ApplicationIncomplete, CoachAlready),
)
async def apply(call: Call, body: NewApplication) -> Answer[Application]:
    """Apply to be a coach, step by step or at once.

    What you said before is kept; an open application is continued.
    """
    person = call.person
    zone = person.zone or call.catalogue.business.zone
    name = field_text.line(person.name, "name", profiles.LONGEST_NAME)
    change = change_of(body, set(call.catalogue.services))
    application = await applying.begin(call.database, name, zone, **call.part("begin"))
    if body != NewApplication(send=body.send):
        application = await applying.change(call.database, change, **call.part("say"))
    if body.send:
        application = await applying.send(call.database, **call.part("send"))
    return _answer(call, application)


@route("PUT", "/applications/mine", Scope.PEOPLE_WRITE, refuses=APPLIES)
async def change_own(call: Call, body: ApplicationChange) -> Answer[Application]:
    """Change your draft."""
    application = await applying.change(
        call.database,
        change_of(body, set(call.catalogue.services)),
        **call.intent,
    )
    return _answer(call, application)


@route(
    "POST",
    "/applications/mine/send",
    Scope.PEOPLE_WRITE,
    refuses=(*APPLIES, ApplicationIncomplete, NotAgainYet),
)
async def send(call: Call) -> Answer[Application]:
    """Send your draft to the team."""
    application = await applying.send(call.database, **call.intent)
    return _answer(call, application)


@route("POST", "/applications/mine/take-back", Scope.PEOPLE_WRITE, refuses=APPLIES)
async def take_back(call: Call) -> Answer[Application]:
    """Turn a sent application back into a draft, to change it."""
    draft = await applying.take_back(call.database, **call.intent)
    return _answer(call, draft)


@route("POST", "/applications/mine/answer", Scope.PEOPLE_WRITE, refuses=APPLIES)
async def answer(call: Call, body: ApplicantAnswer) -> Answer[Application]:
    """Answer what the team asked."""
    application = await applying.answer(call.database, body.answer, **call.intent)
    return _answer(call, application)


@route("DELETE", "/applications/mine", Scope.PEOPLE_WRITE, refuses=(NotAllowed,))
async def withdraw(call: Call) -> None:
    """Withdraw your application; without an open one, nothing changes."""
    await applying.withdraw(call.database, **call.intent)


@route(
    "GET",
    "/applications",
    Scope.PEOPLE_READ,
    refuses=(NotAllowed,),
    aliases=("GET /admin/providers/pending",),
)
async def list_waiting(call: Call, query: Paging) -> ApplicationPage:
    """List the applications that wait for the team."""
    queue = await applications.all_waiting(call.database, MOST, actor=call.actor)
    items, more = page(
        queue, lambda one: (one.sent_at.isoformat() if one.sent_at else "", one.id), query
    )
    total = await applications.count(call.database, actor=call.actor)
    return ApplicationPage(items=tuple(of(one, call.zone) for one in items), total=total, next=more)


@route("GET", "/applications/{application_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, application_id: Id) -> Answer[Application]:
    """Read an application, decided or not."""
    case = await applications.one(call.database, application_id, actor=call.actor)
    return _answer(call, case.application)


@route(
    "POST",
    "/applications/{application_id}/approve",
    Scope.PEOPLE_WRITE,
    refuses=(*DECIDES, ApplicantBlocked, CoachAlready),
)
async def approve(call: Call, application_id: Id) -> Answer[Application]:
    """Make the applicant the coach they describe."""
    version = await _version(call, application_id)
    application = await deciding.approve(
        call.database,
        application_id,
        version,
        **call.intent,
    )
    return _answer(call, application)


@route("POST", "/applications/{application_id}/decline", Scope.PEOPLE_WRITE, refuses=DECIDES)
async def decline(call: Call, application_id: Id, body: Decline) -> Answer[Application]:
    """Decline an application, with a reason that the applicant reads."""
    if (body.reason is None) is (body.because is None):
        raise BadInput("reason")
    version = await _version(call, application_id)
    application = await deciding.decline(
        call.database,
        application_id,
        version,
        body.because or body.reason or "",
        **call.intent,
    )
    return _answer(call, application)


@route(
    "POST",
    "/applications/{application_id}/ask",
    Scope.PEOPLE_WRITE,
    refuses=(*DECIDES, TooManyQuestions),
)
async def ask(call: Call, application_id: Id, body: TeamQuestion) -> Answer[Application]:
    """Ask the applicant something before deciding."""
    version = await _version(call, application_id)
    application = await deciding.ask(
        call.database,
        application_id,
        version,
        body.question,
        **call.intent,
    )
    return _answer(call, application)


def _answer(call: Call, one: model.Application) -> Answer[Application]:
    return Answer(of(one, call.zone), version=one.version)


async def _version(call: Call, application_id: int) -> int:
    """The version to decide on: the one that was read, or else the current one."""
    if call.if_match is not None:
        return call.if_match
    case = await applications.one(call.database, application_id, actor=call.actor)
    return case.application.version


ROUTES = (
    read_own,
    apply,
    change_own,
    send,
    take_back,
    answer,
    withdraw,
    list_waiting,
    read,
    approve,
    decline,
    ask,
)
