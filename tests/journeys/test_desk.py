"""A coach's desk over a day, in two languages, while the bot dies and people tap twice."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_reminders import book, coming, keys

BERLIN = ZoneInfo("Europe/Berlin")
UNSENT = "SELECT FROM outbox WHERE kind LIKE '%digest' AND state <> 'sent'"
SAID = """
SELECT (SELECT count(*) FROM outbox WHERE kind LIKE '%digest'),
    (SELECT count(*) FROM audit WHERE action = 'record_no_show'),
    (SELECT count(*) FROM customer_notes), (SELECT count(*) FROM leaves WHERE block)
"""


async def wait_until_sent(database: Database) -> None:
    """Wait until it is recorded that the evening's summary was sent, or it would come again."""
    async with asyncio.timeout(30), database.read() as reader:
        while await reader.fetch(UNSENT):  # noqa: ASYNC110 - it is a row
            await asyncio.sleep(0.05)


@pytest.mark.timeout(240)
async def test_a_day_at_the_desk(
    mia: Chat, ben: Chat, coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    await book(mia)
    appointment = await coming(database)
    start = appointment.starts_at.astimezone(BERLIN)
    await play(
        """
        Ben says /language
        Ben sees  [Deutsch]
        Ben taps Deutsch
        Ben sees Was
        Ben says /summary
        Ben sees Morgens: keiner
        Ben taps Morgens: keiner
        Ben sees Wann möchtest du deinen Morgenüberblick? [✓ Wie vom Unternehmen vorgegeben: keiner]
        Ben says halb 8
        Ben sees Morgens: 07:30
        Ben taps Abends: keiner
        Ben sees Wann möchtest du deinen Abendüberblick?
        Ben says 23:30
        Ben sees Abends: 23:30
        """,
        ben,
    )

    # The morning comes once, though the bot dies when it is due.
    await stage.advance_to(start.replace(hour=7, minute=29))
    coachbook.kill()
    await stage.advance(120)
    await coachbook.start()
    await ben.expect("dein Tag (Berlin)", buttons=["Den Tag zeigen"], timeout=30)
    await play("Ben taps Den Tag zeigen\nBen sees Mia Keller, Intro call, bestätigt", ben)

    # What is remembered of a customer, and an hour that is kept for something else.
    await play(
        """
        Ben taps Mia Keller
        Ben sees Neu: erster Besuch [Verlauf und Notizen]
        Ben taps Verlauf und Notizen
        Ben sees Mia Keller: bisher bei dir [Notiz schreiben]
        Ben taps Notiz schreiben
        Ben sees Nur du siehst es: weder Mia Keller noch das Team.
        Ben says Mag Tee
        Ben sees nur du siehst sie [Zur Notiz hinzufügen] [Notiz löschen]
        Ben says sperre morgen 14-15 Zahnarzt
        Ben sees Für: Zahnarzt [Sperre aufheben]
        """,
        ben,
    )

    await stage.advance_to(appointment.starts_at + timedelta(minutes=5))
    await ben.send("/today")
    await ben.expect("sollte gerade laufen")
    await stage.advance_to(start.replace(hour=23, minute=31))
    evening = await ben.expect("dein Abendüberblick (Berlin)", timeout=30)
    await wait_until_sent(database)
    missed = next(k for k in keys(evening) if k["text"].startswith("✕ Versäumt: "))
    await ben.tap_data(missed["callback_data"], evening["message_id"])
    coachbook.kill()
    await coachbook.start()
    await ben.expect("hast du gesagt, was daraus wurde", timeout=30)
    await ben.tap_data(missed["callback_data"], evening["message_id"])
    assert await ben.toast() == "Notiert: versäumt."
    async with database.read() as reader:
        assert [tuple(row) for row in await reader.fetch(SAID)] == [(2, 1, 1, 1)]

    await play(
        """
        Ben says /language
        Ben sees  [English]
        Ben taps English
        Ben sees What
        Ben says /profile
        Ben sees Ben Okoro [Quiet hours]
        Ben taps Quiet hours
        Ben sees You have none [22:00–07:00]
        Ben says 22:30-6:30
        Ben sees 22:30–06:30
        Ben taps Save
        Ben sees 22:30–06:30 (Berlin) [No quiet hours]
        """,
        ben,
    )
