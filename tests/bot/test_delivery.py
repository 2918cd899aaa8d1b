"""The outbox on its way out, against a real database and a real Bot API server."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from bot import playground, seed
from bot.clock import Clock
from bot.delivery import Delivery
from bot.limits import Limits
from bot.marks import TRIES
from bot.playground import Playground, Served
from bot.playground.faults import FaultKind
from bot.post import Render
from bot.transport import Telegram, open_session
from domain.appointment import Appointment, Status
from domain.catalogue import Service
from handlers.chat.screen import Screen
from handlers.http.metrics import Metrics
from handlers.words import Words
from storage import appointments, catalogue, outbox, people
from storage.appointments import NewAppointment
from storage.outbox import NewMessage
from storage.people import Profile
from storage.tables import outbox as table
from storage.transactions import Database, Writer

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MIA, LENA = 7001, 7005


def plain(kind: str, facts: Mapping[str, Any], words: Words, zone: str | None) -> Screen:
    """Says what the facts say; one kind cannot be rendered at all."""
    if kind == "poison":
        raise KeyError(kind)
    return Screen(f"{facts['text']} ({words.language})")


@dataclass
class Post:
    """A post office: its world, its clock, and one deliverer at a time."""

    database: Database
    world: Playground
    telegram: Telegram
    now: datetime = NOW
    limits: Limits = field(default_factory=Limits)
    _running: list[tuple[Delivery, asyncio.Task[None]]] = field(default_factory=list)

    def open(self, owner: str = "post:1", render: Render = plain) -> Delivery:
        made = Delivery(
            self.database,
            self.telegram.call,
            render,
            self.limits,
            clock=lambda: self.now,
            owner=owner,
            language="en",
            metrics=Metrics(),
        )
        self.database.on_enqueued.append(made.wake)
        self._running.append((made, asyncio.create_task(made.run())))
        return made

    async def close(self) -> None:
        for made, task in self._running:
            await made.close(5)
            await task
        self._running.clear()

    async def person(self, telegram_id: int = MIA, language: str = "en") -> int:
        """Someone who has written to the bot; their id."""
        chat = self.world.chats.get(telegram_id)
        assert chat is not None
        self.world.chats.start(chat)
        profile = Profile(telegram_id, chat.person.first_name, language=language)
        return (await self.database.write(lambda w: people.register(w, profile, False))).id

    async def crowd(self, count: int) -> list[int]:
        """So many more people."""
        made = []
        for number in range(count):
            person = playground.cast.Person(8000 + number, f"P{number}", None, None, "en", "UTC")
            self.world.chats.put_person(person)
            made.append(await self.person(8000 + number))
        return made

    async def enqueue(self, *messages: NewMessage) -> None:
        await self.database.write(lambda w: outbox.enqueue(w, messages))

    async def rows(self) -> dict[str, tuple[str, str | None, int]]:
        """State, error and attempts of each row, by key."""
        async with self.database.read() as reader:
            c = table.c
            found = await reader.rows(select(c.key, c.state, c.error, c.attempts))
        return {key: (state, error, attempts) for key, state, error, attempts in found}

    async def settled(self, state: str, *keys: str, seconds: float = 10) -> None:
        """Wait until these rows are in this state."""
        async with asyncio.timeout(seconds):
            while True:
                rows = await self.rows()
                if all(rows[key][0] == state for key in keys):
                    return
                await asyncio.sleep(0.02)

    def bad_day(self, kind: FaultKind, retry_after: int = 1) -> None:
        """Telegram answers every call like this, until it is switched off."""
        self.world.faults.switch_on(
            kind, rate=1.0, methods=None, retry_after=retry_after, seed=None
        )

    def said(self, telegram_id: int = MIA) -> list[str]:
        chat = self.world.chats.get(telegram_id)
        assert chat is not None
        return [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]

    def calls(self) -> list[Any]:
        return [call for call in self.world.calls if call["method"].lower() == "sendmessage"]


@pytest.fixture
async def served() -> AsyncIterator[tuple[Playground, Served]]:
    world = Playground()
    made = await playground.start(world)
    yield world, made
    await made.stop()
    world.close()


@pytest.fixture
async def post(database: Database, served: tuple[Playground, Served]) -> AsyncIterator[Post]:
    world, server = served
    async with open_session() as session:
        made = Post(database, world, Telegram(session, server.url, world.token, Clock()))
        yield made
        await made.close()


def letter(key: str, recipient: int, **changed: Any) -> NewMessage:
    facts = {"text": key, **changed.pop("facts", {})}
    values: dict[str, Any] = {"kind": "letter", "lane": 0, "due_at": NOW, **changed}
    return NewMessage(key=key, recipient_id=recipient, facts=facts, **values)


async def appointment(post: Post, starts_at: datetime, customer: int) -> Appointment:
    """A confirmed session of the seeded business."""

    async def work(writer: Writer) -> Appointment:
        found = await catalogue.load(writer)
        if not found.coaches:
            await seed._plant(writer, "EUR", NOW)
            found = await catalogue.load(writer)
        service: Service = next(iter(found.services.values()))
        coach = next(iter(found.coaches.values()))
        made = await appointments.insert(
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
        assert made is not None
        return made

    return await post.database.write(work)


def reminder(key: str, made: Appointment, before: timedelta) -> NewMessage:
    return letter(
        key,
        made.customer_id,
        kind="reminder",
        lane=1,
        due_at=made.starts_at - before,
        coach_id=made.coach_id,
        appointment_id=made.id,
        appointment_version=made.version,
        facts={"starts_at": made.starts_at.isoformat()},
    )


DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


async def test_a_message_goes_out_at_once_in_its_readers_language_and_is_marked(
    post: Post,
) -> None:
    mia, lena = await post.person(MIA, "en"), await post.person(LENA, "de-AT")
    post.open()
    await asyncio.sleep(0.2)
    begun = asyncio.get_running_loop().time()

    await post.enqueue(letter("hello", mia), letter("hallo", lena))
    await post.settled("sent", "hello", "hallo", seconds=1)

    assert asyncio.get_running_loop().time() - begun < 0.8
    assert post.said(MIA) == ["hello (en)"]
    assert post.said(LENA) == ["hallo (de)"]
    async with post.database.read() as reader:
        assert await reader.scalar(select(table.c.message_id).where(table.c.key == "hello")) == 1


async def test_a_row_that_another_replica_wrote_is_found_within_a_second(post: Post) -> None:
    mia = await post.person()
    post.open()
    await asyncio.sleep(0.2)
    post.database.on_enqueued.clear()

    await post.enqueue(letter("theirs", mia))

    await post.settled("sent", "theirs", seconds=2)


async def test_what_is_due_later_waits(post: Post) -> None:
    mia = await post.person()
    post.open()
    await post.enqueue(letter("later", mia, due_at=NOW + timedelta(seconds=1)))
    await asyncio.sleep(1.3)
    assert post.said() == []

    post.now = NOW + timedelta(seconds=1)

    await post.settled("sent", "later", seconds=3)


async def test_messages_to_one_person_keep_their_order_and_their_second(post: Post) -> None:
    mia = await post.person()
    keys = [f"m{n}" for n in range(4)]
    await post.enqueue(*(letter(key, mia) for key in keys))
    post.open()

    await post.settled("sent", *keys)

    assert post.said() == [f"{key} (en)" for key in keys]
    times = [call["at"] for call in post.calls()]
    assert all(later - earlier > 0.95 for earlier, later in pairwise(times))
    assert {call["status"] for call in post.calls()} == {200}


async def test_a_person_with_many_messages_does_not_keep_others_waiting(post: Post) -> None:
    mia = await post.person()
    others = await post.crowd(30)
    await post.enqueue(*(letter(f"mia{n}", mia) for n in range(20)))
    await post.enqueue(*(letter(f"other{n}", other) for n, other in enumerate(others)))
    post.open()

    await post.settled("sent", *(f"other{n}" for n in range(30)), seconds=6)

    assert len(post.said()) < 8


async def test_interactive_goes_before_reminders_and_reminders_before_broadcasts(
    post: Post,
) -> None:
    crowd = await post.crowd(90)
    lanes = [2, 1, 0]
    await post.enqueue(
        *(
            letter(
                f"{lanes[n % 3]}/{n}",
                one,
                lane=lanes[n % 3],
                facts={"starts_at": (NOW + DAY).isoformat()},
            )
            for n, one in enumerate(crowd)
        )
    )
    post.open()

    await post.settled("sent", *(await post.rows()), seconds=10)

    order = [int(call["payload"]["text"][0]) for call in post.calls()]
    first, middle, last = order[:30], order[30:60], order[60:]
    # A batch is claimed while the last rows of the lane before it are on their way.
    assert (first.count(0), last.count(2)) == (30, 30) or order == sorted(order)
    assert middle.count(1) >= 28


async def test_telegrams_own_limit_is_never_met(post: Post) -> None:
    crowd = await post.crowd(100)
    await post.enqueue(*(letter(f"n{n}", one) for n, one in enumerate(crowd)))
    post.open()

    await post.settled("sent", *(f"n{n}" for n in range(100)), seconds=15)

    assert {call["status"] for call in post.calls()} == {200}


async def test_each_message_is_sent_once_however_many_deliverers_there_are(post: Post) -> None:
    crowd = await post.crowd(40)
    await post.enqueue(*(letter(f"n{n}", one) for n, one in enumerate(crowd)))
    for number in range(3):
        post.open(f"post:{number}")

    await post.settled("sent", *(f"n{n}" for n in range(40)))

    assert len(post.calls()) == 40


async def test_a_retry_after_is_obeyed_by_everything_that_goes_out(post: Post) -> None:
    crowd = await post.crowd(12)
    post.bad_day(FaultKind.TOO_MANY, retry_after=2)
    await post.enqueue(*(letter(f"n{n}", one) for n, one in enumerate(crowd)))
    post.open()
    await asyncio.sleep(0.5)
    post.world.faults.switch_off()
    asked = len(post.calls())
    await asyncio.sleep(1.0)

    # Those under way when the first was told to wait; nobody asks again before it is over.
    assert asked <= 12
    assert len(post.calls()) == asked
    post.now += timedelta(seconds=2)
    await post.settled("sent", *(f"n{n}" for n in range(12)), seconds=10)
    assert all(attempts == 0 for _, _, attempts in (await post.rows()).values())


async def test_someone_who_blocked_the_bot_is_marked_unreachable_and_left_alone(
    post: Post,
) -> None:
    mia = await post.person()
    chat = post.world.chats.get(MIA)
    assert chat is not None
    post.world.set_blocked(chat, True)
    post.open()

    await post.enqueue(letter("first", mia))
    await post.settled("dropped", "first")
    await post.enqueue(letter("second", mia))
    await post.settled("dropped", "second")

    async with post.database.read() as reader:
        known = await people.by_id(reader, mia)
    assert known is not None
    assert known.unreachable
    assert len(post.calls()) == 1


async def test_a_chat_that_does_not_exist_is_unreachable_too(post: Post) -> None:
    stranger = await post.database.write(
        lambda w: people.register(w, Profile(99_999, "Nobody"), False)
    )
    post.open()

    await post.enqueue(letter("lost", stranger.id))
    await post.settled("dropped", "lost")

    assert (await post.rows())["lost"] == ("dropped", "unreachable", 0)


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.RESET])
async def test_a_telegram_that_is_away_is_waited_for_however_long(
    post: Post, kind: FaultKind
) -> None:
    mia = await post.person()
    post.bad_day(kind)
    post.open()
    await post.enqueue(letter("hello", mia))
    # More looks than a message has tries, over more than a day.
    for _ in range(TRIES + 2):
        await asyncio.sleep(0.2)
        post.now += timedelta(hours=3)
    assert (await post.rows())["hello"][2] == 0
    post.world.faults.switch_off()

    post.now += timedelta(minutes=1)

    await post.settled("sent", "hello", seconds=5)
    assert post.said() == ["hello (en)"]


async def test_a_message_that_cannot_be_rendered_fails_in_the_end_and_holds_up_nobody(
    post: Post,
) -> None:
    mia, lena = await post.person(MIA), await post.person(LENA)
    made = post.open()
    await post.enqueue(letter("bad", mia, kind="poison"), letter("good", lena))

    await post.settled("sent", "good", seconds=2)
    async with asyncio.timeout(30):
        while (await post.rows())["bad"][0] != "failed":
            post.now += timedelta(minutes=15)
            made.wake()
            await asyncio.sleep(0.05)

    assert (await post.rows())["bad"] == ("failed", "KeyError", TRIES)
    assert post.said(MIA) == []


async def test_a_reminder_that_fell_due_while_everything_was_down_goes_out(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("24h", made, DAY))

    post.open()

    await post.settled("sent", "24h")


async def test_a_reminder_of_a_session_that_has_begun_does_not(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("1h", made, HOUR))
    post.now = made.starts_at

    post.open()

    await post.settled("dropped", "1h")
    assert (await post.rows())["1h"][1] == "begun"


async def test_of_two_late_reminders_only_the_last_goes_out(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=30), mia)
    await post.enqueue(reminder("24h", made, DAY), reminder("1h", made, HOUR))
    post.now = made.starts_at - timedelta(minutes=50)

    post.open()

    await post.settled("sent", "1h")
    await post.settled("dropped", "24h")
    assert post.said() == ["1h (en)"]


async def test_a_reminder_of_a_cancelled_session_is_never_sent(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("24h", made, DAY))
    await post.database.write(
        lambda w: appointments.change(w, made, status=Status.CANCELLED, now=NOW)
    )

    post.open()

    await post.settled("dropped", "24h")
    assert post.said() == []


async def test_a_row_whose_owner_died_is_sent_when_its_lease_is_over_and_flagged(
    post: Post,
) -> None:
    mia = await post.person()
    await post.enqueue(letter("orphan", mia))
    await post.database.write(lambda w: outbox.claim(w, "dead:1", NOW, 10, timedelta(seconds=60)))
    post.open()
    await asyncio.sleep(1.2)
    assert post.said() == []

    post.now += timedelta(seconds=61)

    await post.settled("sent", "orphan", seconds=3)
    async with post.database.read() as reader:
        assert await reader.scalar(select(table.c.maybe_repeated))


async def test_a_clock_that_jumps_ahead_repeats_nothing_that_is_being_sent(post: Post) -> None:
    mia = await post.person()
    await post.limits.admit(MIA)
    post.open()
    await post.enqueue(letter("once", mia))
    await asyncio.sleep(0.3)

    post.now += timedelta(days=1)

    await post.settled("sent", "once")
    await asyncio.sleep(1.2)
    assert post.said() == ["once (en)"]


async def test_closing_finishes_what_is_being_sent_and_gives_back_the_rest(post: Post) -> None:
    mia = await post.person()
    await post.enqueue(*(letter(f"m{n}", mia) for n in range(6)))
    made = post.open()
    await post.settled("sent", "m0")

    await made.close(5)

    states = {key: state for key, (state, _, _) in (await post.rows()).items()}
    assert set(states.values()) == {"sent", "waiting"}
    assert len(post.said()) == list(states.values()).count("sent") <= 3


async def test_a_database_that_refuses_for_a_while_does_not_end_the_delivery(post: Post) -> None:
    mia = await post.person()
    post.open()
    await cut_connections(post.database)

    await post.enqueue(letter("after", mia))

    await post.settled("sent", "after", seconds=5)


async def cut_connections(database: Database) -> None:
    """What a restart of Postgres does to everybody who is connected."""
    async with database.read() as reader:
        await reader.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
