"""What a route receives: who asks, when, in which words, and what of the house it needs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from domain.catalogue import Catalogue
from domain.notices import Channel
from domain.refusals import NotFound
from domain.roles import Actor, Door
from domain.scopes import Scope
from handlers.actions.accounts.by_telegram import Ways
from handlers.actions.once import Intent
from handlers.http.api.complaints import Unacceptable
from handlers.queries.notifications import NoticeDelivery
from handlers.queries.shop import Shop
from handlers.wording.words import Words
from storage.people import Person
from storage.transactions import Database


async def _nobody(update: Mapping[str, Any]) -> None:
    raise NotFound


async def _nothing(name: str, most: int) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class ApiContext:
    """What the API needs of the process.

    language, zone, currency: what holds where nobody chose otherwise. mails: whether there is a
    mail server. link: where the chat is opened. origins: of pages that may ask from a browser;
    `*` for all. rate: requests of one caller a second, 0 for any number. proxies: how many stand
    before us and write down who asks. public_url: as others reach us, None where that is not
    said. ways: all beside the chat that are set up. browser_key: with which browsers subscribe,
    where any can. again: handles an update once more, and raises what its handlers raise. fetch:
    the bytes of a file at Telegram, None for more than so many. titled: what a message was about,
    in these words and for who reads times in this zone. taking: whether requests are taken; they
    are not while the process starts or ends. telegram: by which ways Telegram says who somebody
    is. private_webhooks: whether webhooks may go into our own networks.
    """

    database: Database
    shop: Shop
    clock: Callable[[], datetime]
    language: str
    zone: str
    currency: str
    mails: bool
    link: Callable[[], str]
    taking: Callable[[], bool]
    origins: tuple[str, ...] = ()
    rate: float = 0.0
    proxies: int = 0
    public_url: str | None = None
    ways: frozenset[Channel] = frozenset()
    browser_key: Callable[[], Awaitable[str]] | None = None
    titled: Callable[[Words, NoticeDelivery, str], str] = lambda words, notice, zone: notice.kind
    telegram: Ways = field(default_factory=Ways)
    private_webhooks: bool = False
    again: Callable[[Mapping[str, Any]], Awaitable[None]] = _nobody
    fetch: Callable[[str, int], Awaitable[bytes | None]] = _nothing


@dataclass(frozen=True, slots=True)
class Caller:
    """Who has shown by which proof that they are somebody. key_id: of the API key, None for who
    has signed in, and then session_id is of that. since: when they last gave a password or the
    like, for what asks for that anew. until: when the proof is over (UTC), for what stays open;
    None while nobody takes it back."""

    person: Person
    scopes: frozenset[Scope]
    key_id: int | None = None
    session_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Call:
    """One request, ready to be decided.

    caller: None for a stranger. key: the idempotency key of what is done for it; the same for each
    time that it is asked with one Idempotency-Key. now: UTC. zone: in which instants are answered.
    if_match: the version that the caller has seen, None where they did not say. address: from
    where it comes. agent: what the program calls itself. request_id: by which it is found again.
    """

    house: ApiContext
    caller: Caller | None
    catalogue: Catalogue
    words: Words
    zone: ZoneInfo
    now: datetime
    key: str
    request_id: str
    address: str = ""
    agent: str = ""
    if_match: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.house.database

    @property
    def shop(self) -> Shop:
        return self.house.shop

    @property
    def person(self) -> Person:
        """Who asks. Unacceptable: 401 for a stranger, which a route with a scope never sees."""
        if self.caller is None:
            raise Unacceptable(401, "not_signed_in")
        return self.caller.person

    @cached_property
    def actor(self) -> Actor:
        """The same, as the one who acts."""
        return self.person.at(Door.HTTP)

    @property
    def intent(self) -> Intent:
        """What its action asks for to happen once: who, under which key, when."""
        return {"actor": self.actor, "key": self.key, "now": self.now}

    def part(self, name: str) -> Intent:
        """The same of one of several actions that a request takes, each under a key of its own."""
        return {**self.intent, "key": f"{self.key}:{name}"}

    @property
    def coach_id(self) -> int:
        """The coach that they are. NotFound for everybody else."""
        if self.actor.coach_id is None:
            raise NotFound
        return self.actor.coach_id
