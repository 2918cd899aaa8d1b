"""What a route receives: who asks, when, in which language, and what it needs from the business."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from domain.messages.notices import Channel
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from domain.roles import Actor, Door
from domain.services.catalogue import Catalogue
from handlers.actions.accounts.by_telegram import TelegramSignIn
from handlers.actions.once import Intent
from handlers.http.api.request_faults import Unacceptable
from handlers.queries.messages.notifications import NoticeDelivery
from handlers.queries.starts.shop import Shop
from handlers.wording.words import Words
from storage.people.people import Person
from storage.transactions import Database


async def _nobody(update: Mapping[str, Any]) -> None:
    raise NotFound


async def _nothing(name: str, most: int) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class ApiContext:
    """What the API needs of the process.

    language, zone, currency: defaults where nobody chose otherwise. link: where the chat is opened.
    origins: of pages that may call from a browser; `*` for all. rate: requests per second of one
    caller, 0 for any number. proxies: how many stand before us and record the client's address.
    public_url: our address for others, None if not set. available_channels: all channels set up
    besides the chat. browser_key: browsers subscribe with it, if any can. redispatch: handles an
    update once more, and raises what its handlers raise. download: the bytes of a file at Telegram,
    None above the given size. titled: a message's title, for a reader of this language and zone.
    taking: whether requests are accepted; not while the process starts or ends. telegram: how
    Telegram vouches for somebody. private_webhooks: whether webhooks may point into our own
    networks.
    """

    database: Database
    shop: Shop
    clock: Callable[[], datetime]
    language: str
    zone: str
    currency: str
    link: Callable[[], str]
    taking: Callable[[], bool]
    origins: tuple[str, ...] = ()
    rate: float = 0.0
    proxies: int = 0
    public_url: str | None = None
    available_channels: frozenset[Channel] = frozenset()
    browser_key: Callable[[], Awaitable[str]] | None = None
    titled: Callable[[Words, NoticeDelivery, str], str] = lambda words, notice, zone: notice.kind
    telegram: TelegramSignIn = field(default_factory=TelegramSignIn)
    private_webhooks: bool = False
    redispatch: Callable[[Mapping[str, Any]], Awaitable[None]] = _nobody
    download: Callable[[str, int], Awaitable[bytes | None]] = _nothing

    @property
    def mails(self) -> bool:
        """Whether there is a mail server."""
        return Channel.MAIL in self.available_channels


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has proved who they are. key_id: of the API key; None for a sign-in, which has
    session_id instead. since: when they last gave a password or the like, for what requires a fresh
    one. until: when the proof ends (UTC), for connections that stay open; None for one that lasts
    until it is revoked."""

    person: Person
    scopes: frozenset[Scope]
    key_id: int | None = None
    session_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Call:
    """One request, ready for a decision.

    caller: None for a stranger. key: the idempotency key of its action; the same for each request
    with one Idempotency-Key. now: UTC. zone: of the instants in the answer. if_match: the version
    that the caller has seen, None if they did not say. address: the client's. agent: what the
    program calls itself. request_id: for finding it in the log.
    """

    context: ApiContext
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
        return self.context.database

    @property
    def shop(self) -> Shop:
        return self.context.shop

    @property
    def person(self) -> Person:
        """The caller. Raises Unacceptable, 401, for a stranger; a route with a scope never sees
        one."""
        if self.caller is None:
            raise Unacceptable(401, "not_signed_in")
        return self.caller.person

    @cached_property
    def actor(self) -> Actor:
        """The same person, as the actor of an action."""
        return self.person.at(Door.HTTP)

    @property
    def intent(self) -> Intent:
        """What every action needs to happen once: actor, key and time."""
        return {"actor": self.actor, "key": self.key, "now": self.now}

    def part(self, name: str) -> Intent:
        """The same for one of several actions of a request, each under a key of its own."""
        return {**self.intent, "key": f"{self.key}:{name}"}

    @property
    def coach_id(self) -> int:
        """The coach that the caller is. Raises NotFound for everybody else."""
        if self.actor.coach_id is None:
            raise NotFound
        return self.actor.coach_id
