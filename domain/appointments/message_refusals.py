"""Why a message is not passed on; see `domain.refusals`.

appointment_id: the session whose people want to write. by_coach: whether its coach does.
"""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class WritingOver(Refusal, code="writing_over"):
    """The session is too long ago to write about."""

    appointment_id: int


@dataclass(unsafe_hash=True)
class CannotBeLate(Refusal, code="cannot_be_late"):
    """The session is not confirmed, or neither near nor under way: nobody is late for it. How near
    it has to be depends on who says so: `correspondence` for coaches, `attendance` for customers.
    """

    appointment_id: int


@dataclass(unsafe_hash=True)
class MessagesUnwanted(Refusal, code="messages_unwanted"):
    """The other side wants no more messages from this one."""

    appointment_id: int
    by_coach: bool


@dataclass(unsafe_hash=True)
class MessagesStopped(Refusal, code="messages_stopped"):
    """The writer has stopped messages from the other side, who could not answer."""

    appointment_id: int
    by_coach: bool


@dataclass(unsafe_hash=True)
class WritingForbidden(Refusal, code="writing_forbidden"):
    """The team has taken writing away from this person."""


@dataclass(unsafe_hash=True)
class CannotReach(Refusal, code="cannot_reach"):
    """Nothing reaches the other side. met: they have opened the bot before. number: their phone
    number, for those who may know it."""

    appointment_id: int
    by_coach: bool
    met: bool = True
    number: str | None = None


@dataclass(unsafe_hash=True)
class NobodyToWriteTo(Refusal, code="nobody_to_write_to"):
    """Messages reach nobody in the group session."""

    session_id: int


@dataclass(unsafe_hash=True)
class TooManyMessages(Refusal, code="too_many_messages"):
    """They have written as many as they may. minutes: until the next."""

    minutes: int


@dataclass(unsafe_hash=True)
class CannotPassOn(Refusal, code="cannot_pass_on"):
    """This kind is not passed on. album: one of several pictures sent at once."""

    album: bool = False


@dataclass(unsafe_hash=True)
class ReportDecided(Refusal, code="report_decided"):
    """Another team member has decided about the complaint."""

    report_id: int
