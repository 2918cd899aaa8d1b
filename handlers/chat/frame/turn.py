"""What a step receives, and the bot that hands it out.

The bot turns an update's sender and instant into a `Turn` with one query, calls the step, and
sends what it answers. A turn is thrown away afterwards: whatever must last is in Postgres.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from domain.appointments.correspondence import Content
from domain.appointments.message_refusals import CannotPassOn
from domain.refusals import NotAllowed
from domain.roles import Actor, Door
from domain.services.catalogue import Business, Catalogue, Coach
from domain.time.spans import Span, moment
from handlers.actions.messages import undelivered
from handlers.actions.once import Intent
from handlers.chat.frame.bot_api import BotApiCall, BotApiUpload
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.chat_language import words_of
from handlers.queries.starts.shop import Shop
from handlers.wording.words import Words
from storage.appointments.busy_spans import BlockedSpans
from storage.appointments.cards import CardState
from storage.conversations import CLOSED, Conversation
from storage.people.people import Person, TelegramProfile
from storage.tap_facts import Arrivals, BusyQuery, TapFacts
from storage.transactions import Database


@dataclass(frozen=True, slots=True)
class SharedContact:
    """Somebody's shared contact. number: as Telegram has it, with its +, None if there is none.
    telegram_id: theirs, None if they have no Telegram, or hide it."""

    name: str
    number: str | None
    telegram_id: int | None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was sent. size: bytes, as far as Telegram says."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True)
class Turn:
    """One update of one person, ready to be decided.

    now: UTC. key: the idempotency key of the update. shop: what can be booked, and which of it is
    free. busy: blocked spans by coach, read with the person as far as `busy_query` went; a step
    gets them through `blocked_spans`. pending: the question waiting for this person's text, as this
    update first found it. message_id: the message whose button was pressed. card: what is known of
    that message, if it has shown a session. text: the text of a message, without its command.
    contact: whom a message names. shared: the contact it brings. phone: the sender's own number,
    shared with Telegram's button. content: what can be passed on of a message, or why nothing can;
    None for a press. document: the file a message brings.
    """

    database: Database
    context: ChatContext
    person: Person
    words: Words
    catalogue: Catalogue
    shop: Shop
    busy: Mapping[int, BlockedSpans]
    busy_query: BusyQuery | None
    pending: Conversation | None
    now: datetime
    key: str
    message_id: int | None = None
    card: CardState | None = None
    text: str = ""
    contact: TelegramProfile | None = None
    phone: str | None = None
    shared: SharedContact | None = None
    content: Content | CannotPassOn | None = None
    document: Document | None = None

    def speaking(self, words: Words) -> "Turn":
        """The same turn in another language."""
        return replace(self, words=words)

    async def up_to_date(self) -> "Turn":
        """The same turn with what can be booked now: it may have changed since the turn began."""
        return replace(self, catalogue=await self.shop.catalogue())

    @cached_property
    def actor(self) -> Actor:
        """Who acts here."""
        return self.person.at(Door.CHAT)

    @property
    def telegram_id(self) -> int:
        """This person's id in Telegram, which every update comes with."""
        telegram_id = self.person.telegram_id
        assert telegram_id is not None, "turns are made for people in Telegram"
        return telegram_id

    @property
    def intent(self) -> Intent:
        """What its action needs to happen once: who acts, the key, and the instant."""
        return {"actor": self.actor, "key": self.key, "now": self.now}

    def part(self, name: str) -> Intent:
        """The same for one of several actions of an update, each under a key of its own."""
        return {**self.intent, "key": f"{self.key}:{name}"}

    @property
    def currency(self) -> str:
        """The currency of new prices, ISO 4217."""
        return self.currency_of(self.catalogue.business)

    def currency_of(self, business: Business) -> str:
        """The same, for the business as it is now."""
        return business.currency or self.context.currency

    @property
    def coach(self) -> Coach | None:
        """The coach this person is, active or not."""
        return self.catalogue.coach_of(self.person.id)

    @property
    def zone(self) -> str | None:
        """The zone this person lives by, if known: the one they chose, else that of their hours."""
        return self.person.zone or (self.coach.zone if self.coach else None)

    async def blocked_spans(
        self, coach_ids: tuple[int, ...], window: Span, *, without: int | None = None
    ) -> Mapping[int, BlockedSpans]:
        """The blocked spans of coaches over a window, from what was read with the person if that is
        enough. without: an appointment that does not count."""
        query = BusyQuery(coach_ids, moment(window[0]), moment(window[1]))
        if without is None and self.busy_query is not None and _covers(self.busy_query, query):
            return self.busy
        return await self.shop.blocked_spans(
            coach_ids, query.start, query.end, now=self.now, without=without
        )

    def as_coach(self) -> Coach:
        """The coach this person is. NotAllowed for everyone else.

        Also one who is paused: their bookings stand, and need looking after.
        """
        if self.coach is None:
            raise NotAllowed("coach")
        return self.coach


@dataclass
class ChatBot:
    """The bot as the conversations know it: it makes turns, and calls Telegram.

    One per process; what is cached is in the shop.
    """

    database: Database
    context: ChatContext
    call: BotApiCall
    upload: BotApiUpload
    clock: Callable[[], datetime]
    shop: Shop
    _arrivals: Arrivals = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._arrivals = Arrivals(self.database)

    async def turn(
        self,
        profile: TelegramProfile,
        key: str,
        *,
        busy: BusyQuery | None = None,
        message_id: int | None = None,
        text: str = "",
        contact: TelegramProfile | None = None,
        phone: str | None = None,
        shared: SharedContact | None = None,
        content: Content | CannotPassOn | None = None,
        document: Document | None = None,
    ) -> Turn:
        """The turn of an update: one query, two when the catalogue has changed since the last.

        A person we meet for the first time, or whose name or language has changed in Telegram, is
        stored first.
        """
        now = self.clock()
        busy = busy and replace(busy, now=now)
        facts = await self._arrivals.facts(profile.telegram_id, busy, message_id)
        person = facts.person
        named = profile.telegram_id in self.context.admin_ids
        if (
            person is None
            or not _same(person, profile)
            or person.unreachable
            or (named and person.role is None)
        ):
            back = person is not None and person.unreachable
            person = await undelivered.arrive(
                self.database, profile, appoint=named, back=back, now=now
            )
        pending = facts.pending.as_met_by(key) if facts.pending else None
        return await self._turn(
            person,
            facts,
            now,
            busy_query=busy,
            pending=pending if pending and pending.step != CLOSED else None,
            key=key,
            message_id=message_id,
            text=text,
            contact=contact,
            phone=phone,
            shared=shared,
            content=content,
            document=document,
        )

    async def glance(self, telegram_id: int) -> Turn | None:
        """What somebody would see without doing anything: a turn without an update.

        None for a person we have not met.
        """
        facts = await self._arrivals.facts(telegram_id, None)
        return await self._turn(facts.person, facts, self.clock()) if facts.person else None

    async def _turn(
        self,
        person: Person,
        facts: TapFacts,
        now: datetime,
        *,
        busy_query: BusyQuery | None = None,
        pending: Conversation | None = None,
        key: str = "",
        message_id: int | None = None,
        text: str = "",
        contact: TelegramProfile | None = None,
        phone: str | None = None,
        shared: SharedContact | None = None,
        content: Content | CannotPassOn | None = None,
        document: Document | None = None,
    ) -> Turn:
        catalogue = await self.shop.catalogue(facts.catalogue_version)
        return Turn(
            database=self.database,
            context=self.context,
            person=person,
            words=words_of(person, catalogue.business, self.context.language),
            catalogue=catalogue,
            shop=self.shop,
            busy=facts.busy,
            busy_query=busy_query,
            pending=pending,
            now=now,
            key=key,
            message_id=message_id,
            card=facts.card,
            text=text,
            contact=contact,
            phone=phone,
            shared=shared,
            content=content,
            document=document,
        )


def _covers(outer: BusyQuery, inner: BusyQuery) -> bool:
    coaches = outer.coach_ids is None or set(inner.coach_ids or ()) <= set(outer.coach_ids)
    return coaches and outer.start <= inner.start and inner.end <= outer.end


def _same(person: Person, profile: TelegramProfile) -> bool:
    return (
        person.first_name == profile.first_name
        and person.last_name == profile.last_name
        and person.username == profile.username
        and person.language == profile.language
    )
