"""Dead letters at the command line's end: real letters, a real database, a real Bot API server."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import letters, playground, reach, seed
from bot.clock import Clock
from bot.playground import Playground, Served
from bot.settings import Settings, WrongSetting
from domain.appointment import Status
from domain.catalogue import Approval
from domain.hours import instant_of
from handlers.chat.summary import Confirm
from storage import appointments, catalogue, dead_letters, people
from storage.people import Profile
from storage.transactions import Database
from tests.services import Postgres

MIA, LENA = 7001, 7005
FAILED_AT = datetime(2026, 5, 1, 9, 12, tzinfo=UTC)
FAULT = "Traceback (most recent call last):\n  in process\nKeyError: 'starts_at'\n"


@pytest.fixture
def world() -> Playground:
    return Playground()


@pytest.fixture
async def served(world: Playground) -> AsyncIterator[Served]:
    made = await playground.start(world)
    yield made
    await made.stop()
    world.close()


@dataclass
class Office:
    """Where letters are looked through. `said`: what the last command said."""

    settings: Settings
    database: Database
    world: Playground
    said: list[str]

    async def kept(self, update: Mapping[str, Any], telegram_id: int | None = MIA) -> int:
        """An update that failed, kept as a dead letter; its id."""
        async with self.database.read() as reader:
            person = await people.by_telegram_id(reader, telegram_id) if telegram_id else None
        return await self.database.write(
            lambda writer: dead_letters.add(
                writer,
                at=FAILED_AT,
                person_id=person.id if person else None,
                telegram_id=telegram_id,
                letter=update,
                error=FAULT,
            )
        )

    async def tell(self, *, everything: bool = False) -> int:
        self.said.clear()
        return await letters.tell(self.settings, self.said.append, everything=everything)

    async def show(self, number: int) -> int:
        self.said.clear()
        return await letters.show(self.settings, self.said.append, number)

    async def retry(self, *numbers: int) -> int:
        self.said.clear()
        return await letters.retry(self.settings, self.said.append, numbers)

    async def alter(self, sql: str) -> None:
        await self.database.write(lambda writer: writer.fetch(sql))

    def answers(self, telegram_id: int) -> list[str]:
        """What the bot has written to a person."""
        chat = self.world.chats.get(telegram_id)
        assert chat is not None
        return [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]


@pytest.fixture
async def office(
    database: Database, database_url: str, world: Playground, served: Served
) -> Office:
    for person in (MIA, LENA):
        chat = world.chats.get(person)
        assert chat is not None
        world.say(chat, {"text": "/start"})
    mia = Profile(MIA, "Mia", "Keller", language="en")
    await database.write(lambda writer: people.register(writer, mia, False))
    settings = Settings(
        token=world.token, telegram_api_url=served.url, database_url=database_url, currency="EUR"
    )
    return Office(settings, database, world, [])


def typed(number: int, text: str, person: int = MIA) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Mia", "last_name": "Keller"}
    message = {"message_id": number, "from": user, "date": 0, "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": {**message, "chat": {"id": person, "type": "private"}}}


def pressed(number: int, data: str) -> dict[str, Any]:
    message = typed(number, "?")["message"]
    query = {"id": "1", "chat_instance": "1", "from": message["from"], "data": data}
    return {"update_id": number, "callback_query": {**query, "message": message}}


async def test_letters_are_listed_with_who_did_what_and_how_it_failed(office: Office) -> None:
    await office.kept(typed(1, "/book"))
    await office.kept(typed(2, "my secret worry", LENA), LENA)
    await office.kept({"update_id": 3, "channel_post": {}}, None)

    assert await office.tell() == 0

    assert office.said == [
        "id  when (UTC)        person             what          error",
        "1   2026-05-01 09:12  Mia Keller (7001)  /book         KeyError: 'starts_at'",
        "2   2026-05-01 09:12  7005               text          KeyError: 'starts_at'",
        "3   2026-05-01 09:12  nobody known       channel_post  KeyError: 'starts_at'",
        "3 dead letters wait: `coachbook dead-letters show ID` tells all, `… retry ID` handles it "
        "again.",
    ]


async def test_a_letter_is_shown_whole(office: Office) -> None:
    number = await office.kept(typed(1, "/book"))

    assert await office.show(number) == 0

    told = "\n".join(office.said)
    assert told.startswith(f"Dead letter {number}, waiting.\n")
    assert '"text": "/book"' in told
    assert told.endswith(FAULT.rstrip())
    assert await office.show(99) == 1
    assert office.said == ["There is no dead letter 99."]


async def test_a_retried_letter_is_answered_on_telegram_and_waits_no_longer(
    office: Office,
) -> None:
    await seed.plant(office.database, "EUR", Clock().now())
    number = await office.kept(typed(1, "/book"))

    assert await office.retry(number) == 0

    assert office.said == [
        f"Letter {number} is handled now, and Mia Keller (7001) has been answered."
    ]
    assert [text.partition("\n")[0] for text in office.answers(MIA)] == [
        "What would you like to book?"
    ]
    assert await office.tell() == 0
    assert office.said == ["No dead letter waits."]
    assert await office.retry(number) == 0
    assert office.said[0].startswith(f"Letter {number} was handled already, at ")
    assert len(office.answers(MIA)) == 1
    await office.tell(everything=True)
    assert "handled at " in office.said[1]


async def test_what_a_letters_first_attempt_had_stored_is_not_done_twice(office: Office) -> None:
    now = Clock().now()
    await seed.plant(office.database, "EUR", now)
    async with office.database.read() as reader:
        offered = await catalogue.load(reader)
    anna = next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)
    service = next(s for s in offered.offered_services if s.minutes == 60)
    monday = now.date() + timedelta(days=14 - now.weekday())
    start = instant_of(monday, 600, anna.tz)
    assert start is not None
    press = Confirm(service.id, anna.id, start // 60, service.price.minor)
    # The same press twice: as if the first had failed after its commit, before its answer.
    update = pressed(77, press.pack())
    numbers = [await office.kept(update), await office.kept(update)]

    assert await office.retry() == 0

    assert [line.partition(" is handled")[0] for line in office.said] == [
        f"Letter {number}" for number in numbers
    ]
    async with office.database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
        assert mia is not None
        [made] = await appointments.of_customer(reader, mia.id, now, past=False, limit=9, offset=0)
        [[notices]] = await reader.fetch("SELECT count(*) FROM outbox")
    assert (made.status, notices) == (Status.PENDING, 1)


async def test_a_letter_that_fails_again_waits_still_until_the_fault_is_gone(
    office: Office,
) -> None:
    number = await office.kept(typed(1, "/start"))
    await office.alter("ALTER TABLE services RENAME TO lost")

    assert await office.retry() == 1

    [sentence] = office.said
    assert sentence.startswith(f"Letter {number} waits still: it failed again (")
    assert 'relation "services" does not exist' in sentence
    async with office.database.read() as reader:
        assert [letter.id for letter in await dead_letters.waiting(reader)] == [number]
    assert office.answers(MIA) == []

    await office.alter("ALTER TABLE lost RENAME TO services")
    assert await office.retry() == 0
    assert len(office.answers(MIA)) == 1


async def test_a_letter_whose_answer_telegram_does_not_take_waits_still(office: Office) -> None:
    stranger = 999_999
    number = await office.kept(typed(1, "/start", stranger), stranger)

    assert await office.retry(number) == 1

    assert office.said[0].startswith(f"Letter {number} waits still: Telegram did not take")


async def test_when_nothing_waits_or_nothing_is_left_of_it_that_is_said(office: Office) -> None:
    assert await office.retry() == 0
    assert office.said == ["No dead letter waits."]

    number = await office.kept({})
    assert await office.retry(number, 99) == 1
    assert office.said == [
        f"Letter {number} cannot be handled any more: updates are kept for 7 days, and its own is "
        "gone.",
        "There is no dead letter 99.",
    ]
    await office.tell()
    assert office.said == ["No dead letter waits."]


async def test_where_nobody_is_to_be_answered_nobody_is_named(office: Office) -> None:
    post = {"message_id": 1, "date": 0, "chat": {"id": -100, "type": "channel", "title": "News"}}
    number = await office.kept({"update_id": 5, "channel_post": post}, None)

    assert await office.retry(number) == 0
    assert office.said == [f"Letter {number} is handled now."]


async def test_with_telegram_away_nothing_is_tried(office: Office, served: Served) -> None:
    number = await office.kept(typed(1, "/start"))
    await served.stop()

    with pytest.raises(WrongSetting, match="Telegram cannot be asked, so nothing was tried"):
        await office.retry(number)


async def test_without_a_token_the_playground_must_be_open(office: Office, tmp_path: Path) -> None:
    number = await office.kept(typed(1, "/start"))
    office.settings = replace(office.settings, token=None, data_dir=tmp_path / "data")

    with pytest.raises(WrongSetting, match="start `coachbook run` beside this"):
        await office.retry(number)


async def test_a_database_of_another_revision_is_left_alone(
    office: Office, postgres: Postgres
) -> None:
    name = await postgres.create(empty=True)
    with pytest.raises(WrongSetting, match="run `coachbook migrate`"):
        async with reach.database(replace(office.settings, database_url=postgres.url(name))):
            pass
    await postgres.drop(name)
