"""What people look like in requests and answers."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from domain.accounts.identity import Identity
from domain.people import blocking, customer_notes, person_limits
from domain.text import names
from handlers.http.api.pages import Paging
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape
from handlers.typing.mail_addresses import address_of

Contact = Annotated[str, Meta(min_length=1, max_length=254)]
PersonName = Annotated[str, Meta(min_length=1, max_length=names.LONGEST)]
Search = Annotated[str, Meta(min_length=1, max_length=200)]
RoleName = Literal["customer", "coach", "manager", "admin"]
GivenRole = Literal["customer", "manager", "admin"]
Reason = Annotated[str, Meta(min_length=1, max_length=blocking.LONGEST_REASON)]


class ListedPerson(AnswerShape):
    """Somebody in a list, with what tells people of the same name apart; a coach only sees the
    name."""

    id: int
    name: str
    username: str | None = None
    phone: str | None = None
    emails: tuple[str, ...] = ()


class ClientPage(Page, kw_only=True):
    """Clients. more: there are further matches; a longer search narrows them down."""

    items: tuple[ListedPerson, ...]
    more: bool = False


class ClientQuery(Paging):
    """Which clients. search: a name; for the team also a number, an address or a booking code.
    coach_id: those of this coach; without it, a coach lists their own, the team everybody."""

    search: Search | None = None
    coach_id: Id | None = None


class Client(AnswerShape, kw_only=True):
    """A client. Fields after the name are for the team. coming, past, missed, cancelled: how many
    of their sessions."""

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
    """Somebody who does not sign up themselves. coach_id: whose client they become. another: a new
    person, although somebody is known by the same contact."""

    name: PersonName
    email: Contact | None = None
    phone: Contact | None = None
    coach_id: Id | None = None
    another: bool = False


class ClientChange(RequestShape):
    """What to change; what is left out stays. email and phone go together: null clears one, and so
    does leaving it out next to the other."""

    name: PersonName | UnsetType = UNSET
    email: Contact | UnsetType | None = UNSET
    phone: Contact | UnsetType | None = UNSET


class ClientNote(AnswerShape):
    """A coach's note on a client, for themselves alone."""

    text: str | None = None


class NewClientNote(RequestShape):
    """The new note. more: append to the existing one."""

    text: Annotated[str, Meta(min_length=1, max_length=customer_notes.LONGEST)]
    more: bool = False


class TeamNote(AnswerShape, kw_only=True):
    """The team's note on somebody; empty if there is none. author: who wrote it last. seen: send it
    along with a change."""

    text: str | None = None
    author: str | None = None
    written_at: datetime | None = None
    seen: int


class NewTeamNote(RequestShape):
    """The new note. more: append to the existing one. seen: what was read, which must not have
    changed; left out to skip that check."""

    text: Annotated[str, Meta(min_length=1, max_length=customer_notes.LONGEST)]
    more: bool = False
    seen: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


class BlockState(AnswerShape):
    """They are kept from booking. until: left out if it lasts until somebody lifts it."""

    since: datetime
    until: datetime | None = None
    reason: str | None = None


class Limits(AnswerShape):
    """What the team has set for one person. most_open: upcoming sessions; without it, as many as
    others. by_hand: nothing of theirs is confirmed automatically."""

    most_open: int | None = None
    by_hand: bool = False
    until: datetime | None = None


class PersonFlag(AnswerShape):
    """Something about them that should be looked at: how many there were, and how many raise it."""

    id: int
    kind: str
    count: int
    threshold: int
    raised_at: datetime


class User(AnswerShape, kw_only=True):
    """Somebody the business knows, as the team sees them. missed_limit: how many missed sessions
    have made their bookings subject to confirmation by hand."""

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
    """People, most recently met first; best match first for a search. more: there are further
    matches; a longer search narrows them down."""

    items: tuple[ListedPerson, ...]
    more: bool = False


class UserQuery(Paging):
    """A name, a number, an address, a booking code or an id; without any, everybody."""

    search: Search | None = None


class NewRole(RequestShape):
    """The role to give somebody in place of theirs."""

    role: GivenRole


class Blockable(AnswerShape):
    """What a block would affect. seen: send it along with a block that cancels."""

    user_id: int
    appointment_ids: tuple[int, ...]
    seen: int
    blocked: BlockState | None = None


class NewBlock(RequestShape):
    """How long somebody is kept from booking, and why; they read the reason. minutes: 0 for until
    it is lifted. cancels: all their bookings are cancelled. seen: which bookings were shown; they
    must not have changed."""

    reason: Reason | None = None
    minutes: Annotated[int, Meta(ge=0, le=blocking.LONGEST * 1440)] = 0
    cancels: bool = False
    seen: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


class Blocked(AnswerShape):
    """How many sessions the block cancelled."""

    user_id: int
    cancelled: int


class NewLimits(RequestShape):
    """What to set for a person. most_open: upcoming sessions, 0 for as many as others. days: 0 for
    until it is lifted."""

    most_open: Annotated[int, Meta(ge=0, le=person_limits.MOST_OPEN)] = 0
    by_hand: bool = False
    days: Annotated[int, Meta(ge=0, le=person_limits.LONGEST)] = 0


class MergeView(AnswerShape):
    """Two records that may be one person's. kept_id: the one that stays; record_id: the one merged
    into it. apart: the code of what prevents it. seen: send it along with the merge."""

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
    """The contacts in a body. Raises BadInput."""
    contacts = []
    if email is not None:
        contacts.append(Identity.email(address_of(email)))
    if phone is not None:
        contacts.append(Identity.phone(phone))
    return contacts
