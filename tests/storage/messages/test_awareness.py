"""What a coach reads about the last message to a customer, whichever ways it went."""

from datetime import timedelta

import pytest

from domain.messages.notices import Channel, NoticeKind
from domain.services.display_zones import of_calendar
from handlers.actions.appointments.appointment_messages import about
from handlers.chat.cards import awareness_lines
from handlers.wording.words import words_for
from storage.messages import awareness, outbox
from storage.people import contact_ways
from storage.transactions import Database
from tests.house import NOW, open_house

TEN = NOW + timedelta(minutes=2)
SENT = "UPDATE outbox SET state = 'sent', sent_at = $1 WHERE channel = 'telegram'"
LOST = "UPDATE outbox SET state = 'dropped', error = 'elsewhere' WHERE root_id IS NULL"
DELIVERED = """
UPDATE outbox SET state = 'sent', sent_at = $1, receipt = 'delivered', delivered_at = $1
WHERE channel = 'sms'
"""
READ = "UPDATE outbox SET state = 'sent', receipt = 'read', read_at = $1 WHERE channel = 'sms'"
FAILED = "UPDATE outbox SET state = 'failed', error = 'refuses', due_at = $1 WHERE channel = 'sms'"
UNDELIVERED = "UPDATE outbox SET state = 'sent', receipt = 'failed', sent_at = $1"


@pytest.mark.parametrize(
    ("root", "copy", "line"),
    [
        (LOST, DELIVERED, "Last message to C0: delivered by text message, "),
        (LOST, READ, "Last message to C0: read, "),
        (LOST, FAILED, "✕ Last message to C0: not delivered"),
        (LOST, UNDELIVERED + " WHERE channel = 'sms'", "✕ Last message to C0: not delivered"),
        # What has arrived here was not lost by another way.
        (SENT, FAILED, "Last message to C0: sent, "),
        (SENT, DELIVERED, "Last message to C0: delivered by text message, "),
    ],
)
async def test_the_last_way_that_has_arrived_is_told(
    database: Database, root: str, copy: str, line: str
) -> None:
    house = await open_house(database)
    booked = await house.book()
    notice = about(booked, NoticeKind.APPROVED, house.customer.id, NOW)
    await database.write(lambda writer: outbox.enqueue(writer, [notice]))
    async with database.read() as reader:
        [[row]] = await reader.fetch("SELECT id FROM outbox WHERE kind = 'approved'")
    await database.write(lambda writer: contact_ways.say_again(writer, row, Channel.SMS, NOW))
    async with database.read() as reader:
        await reader.fetch(root, *([NOW] if "$1" in root else []))
        await reader.fetch(copy, TEN)
        known = await awareness.of_sessions(reader, [booked.id], TEN)

    lines = awareness_lines.lines(words_for("en"), booked, known[booked.id], of_calendar("UTC"), ())
    name = house.customer.name
    assert lines[0].startswith(line.replace("C0", name)), lines
