"""A post office to test delivery with: deliverers, their outbox, and a Bot API server."""

import asyncio
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.compose_protocol import Compose
from bot.delivery.deliverer import LEASE, Deliverer
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.sample_people import SamplePerson
from bot.seed import northside
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import OutgoingFile, Telegram
from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.services.service import Service
from handlers.chat.frame.bot_api import BotApiCall
from handlers.http.metrics import Metrics
from handlers.notices.notice import Notice
from handlers.wording.rich import Rich
from handlers.wording.words import Words
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.tables.outbox import outbox as table
from storage.transactions import Database, Writer
from tests.turned import Turned

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MIA, LENA = 7001, 7005
PATIENCE = 30.0
SPACED = 0.05  # seconds between two messages to one person, who gets only a few


def plain(
    kind: str, facts: Mapping[str, Any], words: Words, zone: str | None, now: datetime
) -> Notice:
    """Says what the facts say; one kind cannot be rendered at all."""
    if kind == "poison":
        raise KeyError(kind)
    return Notice(NoticeKind.COACH_WELCOME, Rich.of(f"{facts['text']} ({words.language})"))


@dataclass
class Post:
    """A post office: its world, its clock, its deliverers, and the stopwatch that times their
    looks."""

    database: Database
    world: Playground
    telegram: Telegram
    begins: InitVar[datetime] = NOW
    stopwatch: Turned = field(default_factory=Turned)
    limits: SendLimiter = field(init=False)
    _running: list[tuple[Deliverer, asyncio.Task[None]]] = field(default_factory=list)

    def __post_init__(self, begins: datetime) -> None:
        self._now = begins
        self.limits = SendLimiter(self.database, private_interval=SPACED)

    @property
    def now(self) -> datetime:
        """The time on its clock. When that is set, the delivery looks at once, as in the
        product."""
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        for deliverer, _ in self._running:
            deliverer.wake()

    def open(
        self,
        owner: str = "post:1",
        compose: Compose = plain,
        call: BotApiCall | None = None,
        lease: timedelta = LEASE,
    ) -> Deliverer:
        """A deliverer at work. call: how it reaches Telegram."""
        deliverer = Deliverer(
            self.database,
            call or self.telegram.call,
            compose,
            self.limits,
            clock=lambda: self.now,
            owner=owner,
            language="en",
            metrics=Metrics(),
            lease=lease,
            stopwatch=self.stopwatch,
            bring=self._bring,
        )
        self.database.on_enqueued.append(deliverer.wake)
        self._running.append((deliverer, asyncio.create_task(deliverer.run())))
        return deliverer

    async def _bring(
        self, method: str, fields: Mapping[str, Any], field: str, name: str, content: bytes
    ) -> Any:
        return await self.telegram.upload(method, fields, {field: OutgoingFile(name, content)})

    async def close(self) -> None:
        for deliverer, task in self._running:
            await deliverer.close(5)
            await task
        self._running.clear()

    async def person(self, telegram_id: int = MIA, language: str = "en") -> int:
        """Someone who has written to the bot; their id."""
        chat = self.world.chats.get(telegram_id)
        assert chat is not None
        self.world.chats.start(chat)
        profile = TelegramProfile(telegram_id, chat.person.first_name, language=language)
        return (await self.database.write(lambda w: people.register(w, profile))).id

    async def crowd(self, count: int) -> list[int]:
        """This many more people."""
        ids = []
        for number in range(count):
            person = SamplePerson(8000 + number, f"P{number}", None, None, "en", "UTC")
            self.world.chats.put_person(person)
            ids.append(await self.person(8000 + number))
        return ids

    async def enqueue(self, *messages: OutboxMessage, by: Database | None = None) -> None:
        """Commit messages. by: the process that does so, if not this one."""
        await (by or self.database).write(lambda w: outbox.enqueue(w, messages))

    async def rows(self) -> dict[str, tuple[str, str | None, int]]:
        """State, error and attempts of each row, by key."""
        async with self.database.read() as reader:
            c = table.c
            rows = await reader.rows(select(c.key, c.state, c.error, c.attempts))
        return {key: (state, error, attempts) for key, state, error, attempts in rows}

    async def due(self, key: str) -> datetime:
        """When a row is due."""
        async with self.database.read() as reader:
            due_at: datetime = await reader.scalar(select(table.c.due_at).where(table.c.key == key))
        return due_at

    async def wait_for_state(self, state: str, *keys: str) -> None:
        """Wait until these rows are in this state."""
        async with asyncio.timeout(PATIENCE):
            while True:
                rows = await self.rows()
                if all(rows[key][0] == state for key in keys):
                    return
                await asyncio.sleep(0.02)

    async def put_off(self, key: str) -> None:
        """Wait until a row that was due is due later."""
        async with asyncio.timeout(PATIENCE):
            while await self.due(key) <= self.now:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.02)

    async def flagged(self, key: str) -> bool:
        """Whether the row says that it may have been sent twice."""
        async with self.database.read() as reader:
            repeated = await reader.scalar(select(table.c.maybe_repeated).where(table.c.key == key))
        return bool(repeated)

    async def pass_time(self, seconds: float) -> None:
        """Pass this many seconds on its clock and its stopwatch, with all the looks in between."""
        for _ in range(round(seconds * 10)):
            await self.looked()
            self._now += timedelta(seconds=0.1)
            self.stopwatch.turn(0.1)
        await self.looked()

    async def looked(self) -> None:
        """Wait until each deliverer has looked at what there is, and is resting or has ended."""
        async with asyncio.timeout(PATIENCE):
            while not all(  # noqa: ASYNC110 - a rest by the stopwatch is told to nobody
                task.done() or self.stopwatch.rests(deliverer._awake)
                for deliverer, task in self._running
            ):
                await asyncio.sleep(0.001)

    async def all_gone(self) -> None:
        """Wait until nothing is under way, and all that is due has been looked at."""
        async with asyncio.timeout(PATIENCE):
            await self.looked()
            while any(deliverer._tasks for deliverer, _ in self._running):
                await asyncio.sleep(0.001)
                await self.looked()

    def bad_day(self, kind: FaultKind, retry_after: int = 1) -> None:
        """Telegram answers every call like this, until it is switched off."""
        self.world.faults.switch_on(
            kind, rate=1.0, methods=None, retry_after=retry_after, seed=None
        )

    def bot_texts(self, telegram_id: int = MIA) -> list[str]:
        chat = self.world.chats.get(telegram_id)
        assert chat is not None
        return [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]

    def calls(self) -> list[Any]:
        return [call for call in self.world.calls if call["method"].lower() == "sendmessage"]


def message(key: str, recipient: int, **changed: Any) -> OutboxMessage:
    facts = {"text": key, **changed.pop("facts", {})}
    values: dict[str, Any] = {"kind": "hello", "lane": 0, "due_at": NOW, **changed}
    return OutboxMessage(key=key, recipient_id=recipient, facts=facts, **values)


async def appointment(post: Post, starts_at: datetime, customer: int) -> Appointment:
    """A confirmed session of the seeded business."""

    async def work(writer: Writer) -> Appointment:
        snapshot = await catalogue.load(writer)
        if not snapshot.coaches:
            await northside.plant(writer, "EUR", NOW)
            snapshot = await catalogue.load(writer)
        service: Service = next(iter(snapshot.services.values()))
        coach = next(iter(snapshot.coaches.values()))
        session = await booking.insert(
            writer,
            NewAppointment(
                coach_id=coach.id,
                customer_id=customer,
                service=service,
                status=Status.CONFIRMED,
                starts_at=starts_at,
                zone="UTC",
                wall_start=starts_at.replace(tzinfo=None),
                price=service.price,
                code=f"C{starts_at:%d%H%M}",
                note=None,
                created_at=NOW,
            ),
        )
        assert session is not None
        return session

    return await post.database.write(work)


def reminder(key: str, session: Appointment, before: timedelta) -> OutboxMessage:
    return message(
        key,
        session.customer_id,
        kind="reminder",
        lane=1,
        due_at=session.starts_at - before,
        coach_id=session.coach_id,
        appointment_id=session.id,
        appointment_version=session.version,
        facts={"starts_at": session.starts_at.isoformat()},
    )
