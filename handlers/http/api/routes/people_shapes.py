"""What people are in requests and answers."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from domain import blocking, customer_notes, names, person_limits
from domain.identity import Identity
from handlers.http.api.pages import Paging
from handlers.http.api.routes.coach_shapes import Contact
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape
from handlers.notices.letterhead import address_of

PersonName = Annotated[str, Meta(min_length=1, max_length=names.LONGEST)]
Search = Annotated[str, Meta(min_length=1, max_length=200)]
RoleName = Literal["customer", "coach", "manager", "admin"]
GivenRole = Literal["customer", "manager", "admin"]
Reason = Annotated[str, Meta(min_length=1, max_length=blocking.LONGEST_REASON)]


class ListedPerson(AnswerShape):
    """Somebody in a list, and by what those of one name are told apart; a coach reads no more than
    the name."""

    id: int
    name: str
    username: str | None = None
    phone: str | None = None
    emails: tuple[str, ...] = ()


class ClientPage(Page, kw_only=True):
    """Clients. more: others may be meant, whom more letters tell apart."""

    items: tuple[ListedPerson, ...]
    more: bool = False


class ClientQuery(Paging):
    """Which clients. search: a name; for the team also a number, an address or a booking code.
    coach_id: those of this coach; a coach lists their own, the team everybody without it."""

    search: Search | None = None
    coach_id: Id | None = None


class Client(AnswerShape, kw_only=True):
    """A client. What follows the name is for the team. coming, past, missed, cancelled: of their
    sessions."""

    id: int
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    language: str | None = None
    zone: str | None = None
    coming: int | None = None
    past: int | None = None
    missed: int | None = None
    cancelled: int | None = None
    known: bool | None = None


class NewClient(RequestShape):
    """Somebody who does not come by themselves. coach_id: who knows them from now on. another: not
    whoever is known by the same, but somebody who shares it."""

    name: PersonName
    email: Contact | None = None
    phone: Contact | None = None
    coach_id: Id | None = None
    another: bool = False


class ClientChange(RequestShape):
    """What is to be different; what is left out stays. email and phone are said together: null
    takes away, and what is left out beside the other goes, too."""

    name: PersonName | UnsetType = UNSET
    email: Contact | UnsetType | None = UNSET
    phone: Contact | UnsetType | None = UNSET


class ClientNote(AnswerShape):
    """What a coach has written down of a client, for themself alone."""

    text: str | None = None


class NewClientNote(RequestShape):
    """The same, as it is to be. more: below what stands there."""

    text: Annotated[str, Meta(min_length=1, max_length=customer_notes.LONGEST)]
    more: bool = False


class TeamNote(AnswerShape, kw_only=True):
    """What the team has written down of somebody; empty while it has not. author: who wrote it
    last. seen: to be said with a change."""

    text: str | None = None
    author: str | None = None
    written_at: datetime | None = None
    seen: int


class NewTeamNote(RequestShape):
    """The same, as it is to be. more: below what stands there. seen: what was read, which has to be
    so still; left out for whatever there is."""

    text: Annotated[str, Meta(min_length=1, max_length=customer_notes.LONGEST)]
    more: bool = False
    seen: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


class BlockState(AnswerShape):
    """They are kept from booking. until: left out where it is until somebody lifts it."""

    since: datetime
    until: datetime | None = None
    reason: str | None = None


class Limits(AnswerShape):
    """What the team has set for one person. most_open: sessions ahead; as many as others without
    it. by_hand: nothing of theirs is confirmed at once."""

    most_open: int | None = None
    by_hand: bool = False
    until: datetime | None = None


class PersonFlag(AnswerShape):
    """Something of theirs that should be looked at: how many there were, from how many on it is."""

    id: int
    kind: str
    count: int
    threshold: int
    raised_at: datetime


class User(AnswerShape, kw_only=True):
    """Somebody whom the business knows, as the team reads them. missed_limit: all of theirs is
    confirmed by hand for so many missed sessions."""

    id: int
    name: str
    roles: tuple[RoleName, ...]
    since: datetime
    coach_id: int | None = None
    username: str | None = None
    telegram: bool
    reachable: bool
    language: str | None = None
    zone: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    coming: int
    past: int
    missed: int
    cancelled: int
    next_appointment_id: int | None = None
    blocked: BlockState | None = None
    limits: Limits | None = None
    missed_limit: int = 0
    flags: tuple[PersonFlag, ...] = ()


class UserPage(Page, kw_only=True):
    """People, whom we have met last first; the likeliest first where a search was given. more:
    others may be meant, whom more letters tell apart."""

    items: tuple[ListedPerson, ...]
    more: bool = False


class UserQuery(Paging):
    """Whom: a name, a number, an address, a booking code or an id; everybody without it."""

    search: Search | None = None


class NewRole(RequestShape):
    """The role that somebody is to have in place of theirs."""

    role: GivenRole


class Blockable(AnswerShape):
    """What a block would meet. seen: to be said with a block that cancels."""

    user_id: int
    appointment_ids: tuple[int, ...]
    seen: int
    blocked: BlockState | None = None


class NewBlock(RequestShape):
    """For how long somebody is kept from booking, and why; they read the reason. minutes: 0 for
    until it is lifted. cancels: all that they have booked is called off. seen: what was read of
    that, which has to be so still."""

    reason: Reason | None = None
    minutes: Annotated[int, Meta(ge=0, le=blocking.LONGEST * 1440)] = 0
    cancels: bool = False
    seen: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


class Blocked(AnswerShape):
    """What came of a block: how many sessions were cancelled."""

    user_id: int
    cancelled: int


class NewLimits(RequestShape):
    """What is to hold for a person. most_open: sessions ahead, 0 for as many as others. days: 0 for
    until it is lifted."""

    most_open: Annotated[int, Meta(ge=0, le=person_limits.MOST_OPEN)] = 0
    by_hand: bool = False
    days: Annotated[int, Meta(ge=0, le=person_limits.LONGEST)] = 0


class MergeView(AnswerShape):
    """Two records that may be of one person. kept: who stays; record: who becomes part of them.
    apart: the code of what keeps them apart. seen: to be said with the merge."""

    kept_id: int
    record_id: int
    seen: int
    apart: str | None = None


class NewMerge(RequestShape):
    """The other record, and what was seen of both."""

    other_id: Id
    seen: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Merged(AnswerShape):
    """Who stays."""

    user_id: int


def contacts_of(email: str | None, phone: str | None) -> list[Identity]:
    """By what somebody is known. Raises BadInput."""
    known = []
    if email is not None:
        known.append(Identity.email(address_of(email)))
    if phone is not None:
        known.append(Identity.phone(phone))
    return known
