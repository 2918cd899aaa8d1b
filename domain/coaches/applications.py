"""Somebody would like to be a coach: what they say of themselves, step by step, and the team's
answer.

A draft waits for its writer as long as it takes; once sent it waits for the team, who may ask
questions. Each change makes a new version: whoever decides says which one they read.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from domain.coaches.profiles import place_of
from domain.refusals import Refusal
from domain.working_hours.hours import Window

Week = tuple[tuple[Window, ...], ...]

NO_HOURS: Final[Week] = ((),) * 7
LONGEST_WISH: Final = 300
LONGEST_QUESTION: Final = 300
LONGEST_ANSWER: Final = 500
LONGEST_REASON: Final = 300
MOST_QUESTIONS: Final = 6
KEPT: Final = timedelta(days=90)  # after the last change to one that is not waiting
# An applicant who was declined has to think it over; one who withdrew cannot resend on a whim.
AGAIN_AFTER: Final = timedelta(days=1)
SENT_AGAIN_AFTER: Final = timedelta(minutes=10)


class ApplicationState(StrEnum):
    """The values are what the database stores."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class DeclineReason(StrEnum):
    """The team's ready-made reasons, shown in the applicant's language."""

    FULL = "full"  # no new coaches at the moment
    FIELD = "field"  # what they do is not done here
    MORE = "more"  # they say too little


OPEN: Final = frozenset({ApplicationState.DRAFT, ApplicationState.SENT})


class ApplicationStep(IntEnum):
    """What is asked, in order."""

    NAME = 1
    CATEGORY = 2
    ABOUT = 3
    PLACE = 4
    PHOTO = 5
    SERVICES = 6
    HOURS = 7
    LOOK = 8  # the final check


@dataclass(frozen=True, slots=True)
class TeamQuestion:
    """What the team asked, and the answer; None while there is none."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """service_ids: of existing services; wish: what else they would do, in words. week: hours by
    weekday, Monday first, on the clock of `zone`. reached: the step at which its writer stopped.
    sent_at, decided_at: UTC. decided_by: the person. coach_id: the coach they became."""

    id: int
    person_id: int
    state: ApplicationState
    version: int
    name: str
    zone: str
    reached: ApplicationStep = ApplicationStep.NAME
    category: str | None = None
    about: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    photo: str | None = None
    service_ids: tuple[int, ...] = ()
    wish: str | None = None
    week: Week = NO_HOURS
    talk: tuple[TeamQuestion, ...] = field(default=())
    reason: str | None = None
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = None
    coach_id: int | None = None

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def question(self) -> str | None:
        """The question waiting for an answer."""
        last = self.talk[-1] if self.talk else None
        return last.question if last is not None and last.answer is None else None

    @property
    def missing(self) -> tuple[ApplicationStep, ...]:
        """What is still needed before it can be sent."""
        answers = {
            ApplicationStep.NAME: self.name,
            ApplicationStep.ABOUT: self.about,
            ApplicationStep.PLACE: place_of(self).known,
            ApplicationStep.SERVICES: self.service_ids or self.wish,
            ApplicationStep.HOURS: any(self.week),
        }
        return tuple(step for step, there in answers.items() if not there)


@dataclass(unsafe_hash=True)
class NotAgainYet(Refusal, code="application_not_again_yet"):
    """They were declined, or sent one, too recently. `at`: when they may again, epoch seconds."""

    at: int


@dataclass(unsafe_hash=True)
class ApplicationIncomplete(Refusal, code="application_incomplete"):
    """Something is still needed before it can be sent."""


@dataclass(unsafe_hash=True)
class ApplicationOver(Refusal, code="application_over"):
    """They have nothing to change or answer: it was sent, or decided."""


@dataclass(unsafe_hash=True)
class ApplicationDecided(Refusal, code="application_decided"):
    """Somebody else was faster, or its writer has withdrawn it."""

    application_id: int


@dataclass(unsafe_hash=True)
class ApplicationChanged(Refusal, code="application_changed"):
    """It has changed since it was on the screen."""

    application_id: int


@dataclass(unsafe_hash=True)
class ApplicantBlocked(Refusal, code="applicant_blocked"):
    """Nobody whose bookings the business refuses becomes its coach."""

    person_id: int


@dataclass(unsafe_hash=True)
class CoachAlready(Refusal, code="coach_already"):
    """They are already a coach. `coach_id`: which."""

    coach_id: int


@dataclass(unsafe_hash=True)
class TooManyQuestions(Refusal, code="too_many_questions"):
    """The limit of questions about one application is reached."""

    application_id: int
    most: int


def afresh(last: Application, new_id: int) -> Application:
    """A new draft with the content of the same person's last one."""
    return replace(
        last,
        id=new_id,
        state=ApplicationState.DRAFT,
        version=1,
        talk=(),
        reason=None,
        sent_at=None,
        decided_at=None,
        decided_by=None,
        coach_id=None,
    )


def may_begin(last: Application | None, now: datetime) -> None:
    """Raise NotAgainYet if the last one was declined too recently."""
    if last is not None and last.state is ApplicationState.DECLINED and last.decided_at is not None:
        _not_before(last.decided_at + AGAIN_AFTER, now)


def may_send(draft: Application, now: datetime) -> None:
    """Raise ApplicationOver, ApplicationIncomplete or NotAgainYet unless it can be sent now."""
    if draft.state is not ApplicationState.DRAFT:
        raise ApplicationOver
    if draft.missing:
        raise ApplicationIncomplete
    if draft.sent_at is not None:
        _not_before(draft.sent_at + SENT_AGAIN_AFTER, now)


def _not_before(at: datetime, now: datetime) -> None:
    if now < at:
        raise NotAgainYet(int(at.timestamp()))
