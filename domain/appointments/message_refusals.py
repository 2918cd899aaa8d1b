"""What keeps a message from being passed on; as in `domain.refusals`.

appointment_id: the session whose people want to write. by_coach: whether its coach does.
"""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class WritingOver(Refusal, code="writing_over"):
    """Too long after the session to write about it."""

    appointment_id: int


@dataclass(unsafe_hash=True)
class MessagesUnwanted(Refusal, code="messages_unwanted"):
    """The other side wants no more messages from this one."""

    appointment_id: int
    by_coach: bool


@dataclass(unsafe_hash=True)
class MessagesStopped(Refusal, code="messages_stopped"):
    """The writer has stopped the messages of the other side, who could not answer."""

    appointment_id: int
    by_coach: bool


@dataclass(unsafe_hash=True)
class WritingForbidden(Refusal, code="writing_forbidden"):
    """The team has taken writing away from this person."""


@dataclass(unsafe_hash=True)
class CannotReach(Refusal, code="cannot_reach"):
    """Nothing reaches the other side. met: they have opened the bot before. number: where they can
    be called, for who may know."""

    appointment_id: int
    by_coach: bool
    met: bool = True
    number: str | None = None


@dataclass(unsafe_hash=True)
class NobodyToWriteTo(Refusal, code="nobody_to_write_to"):
    """Of a group's session, nobody is left whom a message would reach."""

    session_id: int


@dataclass(unsafe_hash=True)
class TooManyMessages(Refusal, code="too_many_messages"):
    """They have written as many as one may. minutes: until the next."""

    minutes: int


@dataclass(unsafe_hash=True)
class CannotPassOn(Refusal, code="cannot_pass_on"):
    """Of a kind that is not passed on. album: one of several pictures that were sent at once."""

    album: bool = False


@dataclass(unsafe_hash=True)
class ReportDecided(Refusal, code="report_decided"):
    """Somebody else of the team has decided about the complaint."""

    report_id: int
