"""Somebody would like to be a coach: what they say of themselves, and how the team answers."""

from domain import applications as model
from domain import profiles, typed
from domain.applications import (
    ApplicantBlocked,
    ApplicationChanged,
    ApplicationDecided,
    ApplicationIncomplete,
    ApplicationOver,
    CoachAlready,
    NotAgainYet,
    TooManyQuestions,
)
from domain.refusals import BadHours, BadInput, NotAllowed, NotFound
from domain.scopes import Scope
from handlers.actions import applications as deciding
from handlers.actions import applying
from handlers.http.api.answers import Answer
from handlers.http.api.asked import Asked
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.application_shapes import (
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
from handlers.queries import applications

APPLIES = (NotAllowed, BadInput, BadHours, ApplicationOver)
DECIDES = (NotFound, NotAllowed, BadInput, ApplicationDecided, ApplicationChanged)
MOST = 500


@route("GET", "/applications/mine", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read_own(asked: Asked) -> Answer[Application]:
    """Read one's own application, whatever became of it."""
    found = await applications.own(asked.database, actor=asked.actor)
    if found is None:
        raise NotFound
    return _answer(asked, found)


@route(
    "POST",
    "/applications",
    Scope.PEOPLE_WRITE,
    status=201,
    refuses=(*APPLIES, NotAgainYet, ApplicationIncomplete, CoachAlready),
)
async def apply(asked: Asked, body: NewApplication) -> Answer[Application]:
    """Apply to be a coach, step by step or at once.

    What one has said before is there already; an application that is open goes on.
    """
    person = asked.person
    zone = person.zone or asked.catalogue.business.zone
    name = typed.line(person.name, "name", profiles.LONGEST_NAME)
    change = change_of(body, set(asked.catalogue.services))
    begun = await applying.begin(asked.database, name, zone, **asked.part("begin"))
    if body != NewApplication(send=body.send):
        begun = await applying.change(asked.database, change, **asked.part("say"))
    if body.send:
        begun = await applying.send(asked.database, **asked.part("send"))
    return _answer(asked, begun)


@route("PUT", "/applications/mine", Scope.PEOPLE_WRITE, refuses=APPLIES)
async def change_own(asked: Asked, body: ApplicationChange) -> Answer[Application]:
    """Say something else in one's draft."""
    changed = await applying.change(
        asked.database,
        change_of(body, set(asked.catalogue.services)),
        **asked.intent,
    )
    return _answer(asked, changed)


@route(
    "POST",
    "/applications/mine/send",
    Scope.PEOPLE_WRITE,
    refuses=(*APPLIES, ApplicationIncomplete, NotAgainYet),
)
async def send(asked: Asked) -> Answer[Application]:
    """Send one's draft to the team."""
    sent = await applying.send(asked.database, **asked.intent)
    return _answer(asked, sent)


@route("POST", "/applications/mine/take-back", Scope.PEOPLE_WRITE, refuses=APPLIES)
async def take_back(asked: Asked) -> Answer[Application]:
    """Make a draft of what was sent, to change it."""
    draft = await applying.take_back(asked.database, **asked.intent)
    return _answer(asked, draft)


@route("POST", "/applications/mine/answer", Scope.PEOPLE_WRITE, refuses=APPLIES)
async def answer(asked: Asked, body: ApplicantAnswer) -> Answer[Application]:
    """Answer what the team has asked."""
    text = typed.passage(body.answer, "answer", model.LONGEST_ANSWER)
    said = await applying.answer(asked.database, text, **asked.intent)
    return _answer(asked, said)


@route("DELETE", "/applications/mine", Scope.PEOPLE_WRITE, refuses=(NotAllowed,))
async def withdraw(asked: Asked) -> None:
    """Not be a coach after all; where nothing is open, nothing changes."""
    await applying.withdraw(asked.database, **asked.intent)


@route(
    "GET",
    "/applications",
    Scope.PEOPLE_READ,
    refuses=(NotAllowed,),
    aliases=("GET /admin/providers/pending",),
)
async def list_waiting(asked: Asked, query: Paging) -> ApplicationPage:
    """List the applications that wait for the team."""
    found = await applications.all_waiting(asked.database, MOST, actor=asked.actor)
    shown, more = page(
        found, lambda one: (one.sent_at.isoformat() if one.sent_at else "", one.id), query
    )
    total = await applications.count(asked.database, actor=asked.actor)
    return ApplicationPage(
        items=tuple(of(one, asked.zone) for one in shown), total=total, next=more
    )


@route("GET", "/applications/{application_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(asked: Asked, application_id: Id) -> Answer[Application]:
    """Read an application, decided or not."""
    seen = await applications.one(asked.database, application_id, actor=asked.actor)
    return _answer(asked, seen.application)


@route(
    "POST",
    "/applications/{application_id}/approve",
    Scope.PEOPLE_WRITE,
    refuses=(*DECIDES, ApplicantBlocked, CoachAlready),
)
async def approve(asked: Asked, application_id: Id) -> Answer[Application]:
    """Make somebody the coach whom they describe."""
    version = await _version(asked, application_id)
    done = await deciding.approve(
        asked.database,
        application_id,
        version,
        **asked.intent,
    )
    return _answer(asked, done)


@route("POST", "/applications/{application_id}/decline", Scope.PEOPLE_WRITE, refuses=DECIDES)
async def decline(asked: Asked, application_id: Id, body: Decline) -> Answer[Application]:
    """Turn an application down, for a reason that they read."""
    if (body.reason is None) is (body.because is None):
        raise BadInput("reason")
    reason = body.because or typed.passage(body.reason or "", "reason", model.LONGEST_REASON)
    version = await _version(asked, application_id)
    done = await deciding.decline(
        asked.database,
        application_id,
        version,
        reason,
        **asked.intent,
    )
    return _answer(asked, done)


@route(
    "POST",
    "/applications/{application_id}/ask",
    Scope.PEOPLE_WRITE,
    refuses=(*DECIDES, TooManyQuestions),
)
async def ask(asked: Asked, application_id: Id, body: TeamQuestion) -> Answer[Application]:
    """Ask somebody something before it is decided."""
    question = typed.passage(body.question, "question", model.LONGEST_QUESTION)
    version = await _version(asked, application_id)
    done = await deciding.ask(
        asked.database,
        application_id,
        version,
        question,
        **asked.intent,
    )
    return _answer(asked, done)


def _answer(asked: Asked, one: model.Application) -> Answer[Application]:
    return Answer(of(one, asked.zone), version=one.version)


async def _version(asked: Asked, application_id: int) -> int:
    """The version that is decided about: as it was read, else as it is."""
    if asked.if_match is not None:
        return asked.if_match
    seen = await applications.one(asked.database, application_id, actor=asked.actor)
    return seen.application.version


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
