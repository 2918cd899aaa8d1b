"""Admins hear of what is wrong with the bot once, and once when it is over, from any replica."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from domain.business.troubles import MANY_FAILED, MANY_MAILS, Trouble
from domain.messages.notices import Channel, Lane, NoticeKind, Operation
from domain.roles import SYSTEM, Role
from handlers.actions.business import troubles
from handlers.actions.business.troubles import ProbeResults
from storage import audit
from storage.business import dead_letters, vitals
from storage.business import troubles as stored
from storage.messages import outbox, reach
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Writer
from tests.house import NOW, House, open_house

MINUTE = timedelta(minutes=1)
WELL = ProbeResults(0.001)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


@pytest.fixture
async def admin(house: House) -> Person:
    async def work(writer: Writer) -> Person:
        alex = await people.register(writer, TelegramProfile(7003, "Alex"))
        await people.set_role(writer, alex.id, Role.ADMIN)
        lena = await people.register(writer, TelegramProfile(7005, "Lena"))
        await people.set_role(writer, lena.id, Role.MANAGER)
        return alex

    return await house.database.write(work)


async def trouble_notices(house: House) -> Sequence[tuple[str, str | None, int]]:
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT kind, facts ->> 'of', recipient_id FROM outbox"
            " WHERE kind LIKE 'trouble%' OR kind = 'dead_letters' ORDER BY id"
        )
    return [tuple(row) for row in rows]


async def find(house: House, now: datetime, seen: ProbeResults = WELL) -> int:
    return await troubles.find(house.database, seen, actor=SYSTEM, now=now)


async def test_a_slow_database_is_told_once_by_three_replicas_and_its_end_too(
    house: House, admin: Person
) -> None:
    slow = ProbeResults(2.5)
    assert await find(house, NOW, slow) == 0
    for minute in (6, 7, 8):
        looks = [find(house, NOW + minute * MINUTE, slow) for _ in range(3)]
        assert sum(await asyncio.gather(*looks)) == (minute == 6)
    assert await trouble_notices(house) == [("trouble", "database", admin.id)]
    for minute in (9, 20, 21):
        looks = [find(house, NOW + minute * MINUTE) for _ in range(3)]
        assert sum(await asyncio.gather(*looks)) == (minute == 20)
    assert await trouble_notices(house) == [
        ("trouble", "database", admin.id),
        ("trouble_over", "database", admin.id),
    ]
    async with house.database.read() as reader:
        assert await stored.incidents(reader) == {}


async def test_mail_that_fails_is_asked_about_and_told(house: House, admin: Person) -> None:
    async def fail(writer: Writer) -> None:
        gone = await people.add(writer, "Gone", "gone@example.org", NOW)
        await reach.set_unreachable(writer, gone.id, NOW)
        rows = [
            OutboxMessage(f"m{n}", gone.id, NoticeKind.ROLE, {}, Lane.INTERACTIVE, NOW)
            for n in range(MANY_MAILS)
        ]
        await outbox.enqueue(writer, rows)

    await house.database.write(fail)
    async with house.database.read() as reader:
        assert not await troubles.asks_mail(reader, NOW)

    async def once_tried(writer: Writer) -> None:
        await writer.fetch("UPDATE outbox SET attempts = 1, error = 'gives no answer in time'")

    await house.database.write(once_tried)
    async with house.database.read() as reader:
        assert await troubles.asks_mail(reader, NOW)
    # It answers when it is asked, and fails so many all the same.
    for minute in (0, 11):
        await find(house, NOW + minute * MINUTE, ProbeResults(0.001, mail_taken=True))
    assert await trouble_notices(house) == [("trouble", "mail", admin.id)]

    async def mark_sent(writer: Writer) -> None:
        await writer.fetch("UPDATE outbox SET state = 'sent' WHERE kind = 'role'")

    await house.database.write(mark_sent)
    async with house.database.read() as reader:
        assert await troubles.asks_mail(reader, NOW)  # until it is known to be over
    for minute in (12, 13):
        await find(house, NOW + minute * MINUTE)  # of who has not asked, nothing is known
    assert len(await trouble_notices(house)) == 1
    for minute in (14, 20):
        await find(house, NOW + minute * MINUTE, ProbeResults(0.001, mail_taken=True))
    assert (await trouble_notices(house))[1:] == [("trouble_over", "mail", admin.id)]


async def test_a_way_that_fails_all_the_time_is_told_and_when_it_works_again(
    house: House, admin: Person
) -> None:
    async def fail(writer: Writer) -> None:
        rows = [
            OutboxMessage(
                f"s{n}",
                house.customer.id,
                NoticeKind.ROLE,
                {},
                Lane.INTERACTIVE,
                NOW,
                channel=Channel.SMS,
                operation=Operation.VIA,
            )
            for n in range(MANY_FAILED)
        ]
        await outbox.enqueue(writer, rows)

    async def became(writer: Writer, what: str) -> None:
        await writer.fetch(f"UPDATE outbox SET {what} WHERE kind = 'role'")

    await house.database.write(fail)
    for minute in (0, 6):
        assert await find(house, NOW + minute * MINUTE) == 0
    await house.database.write(lambda w: became(w, "attempts = 1, error = 'refuses the message'"))
    for minute in (7, 13):
        await find(house, NOW + minute * MINUTE)
    assert await trouble_notices(house) == [("trouble", "sms", admin.id)]
    await house.database.write(lambda w: became(w, "state = 'sent'"))
    for minute in (14, 20):
        await find(house, NOW + minute * MINUTE)
    assert (await trouble_notices(house))[1:] == [("trouble_over", "sms", admin.id)]


async def test_late_reminders_and_a_missing_backup_are_told(house: House, admin: Person) -> None:
    async def work(writer: Writer) -> None:
        due = NOW - timedelta(hours=1)
        late = OutboxMessage("late", house.customer.id, NoticeKind.REMINDER, {}, Lane.REMINDER, due)
        await outbox.enqueue(writer, [late])
        for days in (6, 5, 4, 3):
            await audit.record(
                writer,
                at=NOW - timedelta(days=days),
                actor=SYSTEM,
                action=vitals.BACKUP,
                entity="business",
                entity_id=1,
                before=None,
                after={},
            )

    await house.database.write(work)
    await find(house, NOW)
    await find(house, NOW + 6 * MINUTE)
    assert [of for _, of, _ in await trouble_notices(house)] == ["backup", "reminders"]


async def test_letters_are_told_once_an_hour_and_that_none_is_left_once(
    house: House, admin: Person
) -> None:
    async def keep(writer: Writer) -> None:
        await dead_letters.add(
            writer, at=NOW, person_id=None, telegram_id=1, letter={"update_id": 1}, error="x"
        )
        await troubles.dead_letter_kept(writer, NOW)

    for _ in range(3):
        await house.database.write(keep)
    await find(house, NOW + MINUTE)
    assert await trouble_notices(house) == [("dead_letters", None, admin.id)]

    async def mark_retried(writer: Writer) -> None:
        for letter_id in await dead_letters.waiting_ids(writer):
            await dead_letters.mark_retried(writer, letter_id, NOW)

    await house.database.write(mark_retried)
    assert sum(await asyncio.gather(*(find(house, NOW + 2 * MINUTE) for _ in range(3)))) == 1
    assert (await trouble_notices(house))[1:] == [("trouble_over", Trouble.DEAD_LETTERS, admin.id)]
