"""What people of the model have written to each other, who wants no more of it, and complaints."""

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from tests.chaos.life_cast import DAY, MINUTE, No, Session

# This many in this long, by one person to anybody.
MOST: Final = ((10, 10 * MINUTE), (60, DAY))
OPEN_FOR: Final = 7 * DAY  # from the end of a session on
LATE_WITHIN: Final = 180 * MINUTE  # before the start
SAME: Final = 5 * MINUTE  # within which a repeated "I am late" is not passed on


@dataclass(frozen=True)
class Message:
    """about: an appointment. late: minutes, 0 for a text."""

    about: str
    sender: str
    by_coach: bool
    late: int
    at: int


@dataclass(frozen=True)
class Complaint:
    """about: an appointment. by_coach: who complains, not about whom."""

    about: str
    by_coach: bool
    decided: bool = False


@dataclass
class Post:
    """messages: by the update that brought them. stops: who wants none, and from whom. banned: who
    may write to nobody. complaints: by the update that made them."""

    messages: dict[str, Message] = field(default_factory=dict)
    stops: set[tuple[str, str]] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)
    complaints: dict[str, Complaint] = field(default_factory=dict)

    def check(self, session: Session, sender: str, reader: str, now: int) -> None:
        if session.status == "held" or now >= session.end + OPEN_FOR:
            raise No("WritingOver")
        if sender in self.banned:
            raise No("WritingForbidden")
        if (sender, reader) in self.stops:
            raise No("MessagesStopped")
        if (reader, sender) in self.stops:
            raise No("MessagesUnwanted")

    def said_just_now(self, new: Message) -> bool:
        about = [one for one in self.messages.values() if one.about == new.about]
        if not new.late or not about:
            return False
        last = about[-1]
        same = (last.late, last.by_coach) == (new.late, new.by_coach)
        return same and new.at - last.at < SAME

    def check_rate(self, sender: str, now: int) -> None:
        for most, within in MOST:
            mine = [one for one in self.messages.values() if one.sender == sender]
            at = [one.at for one in mine if one.at > now - within]
            if len(at) >= most:
                raise No("TooManyMessages", ceil((min(at) + within - now) / MINUTE))


def can_be_late(session: Session, now: int) -> bool:
    takes_place = session.status == "confirmed" and session.rescue is None
    return takes_place and session.start - LATE_WITHIN <= now < session.end


def sides(session: Session, person: str, *, by_coach: bool) -> tuple[str, str]:
    """Who acts and who is on the other side; NotFound for anybody else."""
    mine, other = session.customer, session.coach
    if by_coach:
        mine, other = other, mine
    if person != mine:
        raise No("NotFound")
    return mine, other
