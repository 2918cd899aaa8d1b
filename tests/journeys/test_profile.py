"""What people set about themselves, and what it does, over real HTTP and real SMTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from icalendar import Calendar
from sqlalchemy import select

from storage.tables.audit import audit
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.conftest import Begin
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.mailbox import PASSWORD, USER, Mailbox, mail_server

MIA, ANNA, LENA = 7001, 7002, 7005
EMAIL = "mia@example.org"

SUMMARY = """
    Mia says /book
    Mia sees What would you like to book?
    Mia taps Coaching session
    Mia sees Who would you like to see?
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg [8]
    Mia taps 8
    Mia sees what time? [10:00]
    Mia taps 10:00
    Mia sees Shall I book this? [✓ Send request]
"""
SET_EMAIL = f"""
    Mia says /profile
    Mia sees E-mail: none. [Set my e-mail]
    Mia taps Set my e-mail
    Mia sees What is your e-mail address? I only write there what I cannot tell you here
    Mia says {EMAIL}
    Mia sees E-mail: {EMAIL}, only for when Telegram cannot reach you
"""


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    """The business's mail server."""
    async with mail_server(login=True) as mailbox:
        yield mailbox


@pytest.fixture
async def mailing(begin: Begin, box: Mailbox) -> AsyncIterator[Coachbook]:
    """The bot of a business that has a mail server. It is Monday, nine in the morning."""
    login = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
    url = f"smtp://{login}@127.0.0.1:{box.port}"
    async with begin(SMTP_URL=url, MAIL_FROM="desk@example.org") as process:
        yield process


@pytest.fixture
async def mia(stage: Stage, mailing: Coachbook) -> Chat:
    return await stage.chat(MIA)


@pytest.fixture
async def anna(stage: Stage, mia: Chat) -> Chat:
    chat = await stage.chat(ANNA)
    await play("Anna says /start\nAnna sees Hello Anna", chat)
    return chat


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_a_zone_is_typed_read_back_and_forgotten(mia: Chat) -> None:
    await play(
        """
        Mia says /profile
        Mia sees Time zone: not known [🌐 Language] [Set my time zone] [Set my e-mail] [☰ Menu]
        Mia taps Set my time zone
        Mia sees Where are you? [‹ Back]
        Mia says Atlantis
        Mia sees I do not know that city or time zone.
        Mia says new york
        Mia sees Time zone: New York (America/New_York), where it is 03:00 now
        Mia taps Set my time zone
        Mia sees Where are you? [Forget my time zone]
        Mia taps Forget my time zone
        Mia is told Saved
        Mia sees Time zone: not known
        """,
        mia,
    )


async def test_a_time_is_not_told_twice_to_who_lives_by_the_venues_clock(
    mia: Chat, anna: Chat
) -> None:
    await play(SUMMARY, mia)
    assert "Your time: " not in mia.last()["text"]
    await play(
        """
        Mia says /profile
        Mia taps Set my time zone
        Mia sees Where are you?
        Mia says Paris
        Mia sees Time zone: Paris (Europe/Paris), where it is 09:00 now
        """
        + SUMMARY,
        mia,
    )
    assert "Your time: " not in mia.last()["text"]
    await play("Mia taps Send request\nMia sees Request sent", mia)
    assert "Your time: " not in mia.last()["text"]
    # Anna's zone is that of her hours.
    await play("Anna sees Mia Keller would like a session\nAnna taps Approve", anna)
    assert "Your time: " not in (await anna.expect("Confirmed"))["text"]
    assert "Your time: " not in (await mia.expect("Good news"))["text"]


async def test_an_address_is_checked_kept_and_removed(mia: Chat, database: Database) -> None:
    await play(
        """
        Mia says /profile
        Mia taps Set my e-mail
        Mia sees What is your e-mail address? [‹ Back]
        Mia says Mia Keller <mia@example.org>
        Mia sees That is not a valid e-mail address.
        Mia says mia@localhost
        Mia sees That is not a valid e-mail address.
        Mia says Mia@EXAMPLE.org
        Mia sees E-mail: Mia@example.org
        Mia taps Set my e-mail
        Mia sees What is your e-mail address? [Remove my e-mail]
        Mia taps Remove my e-mail
        Mia is told Saved
        Mia sees E-mail: none.
        """,
        mia,
    )
    async with database.read() as reader:
        lines = select(audit.c.action, audit.c.facts, audit.c.before, audit.c.after)
        written = [tuple(row) for row in await reader.rows(lines)]
    assert written == [
        ("register", {}, {}, {"by": "telegram"}),
        ("set_email", {}, {"email": False}, {"email": True}),
        ("remove_email", {}, {"email": True}, {"email": False}),
    ]


async def test_an_approval_reaches_by_mail_who_has_blocked_the_bot(
    mia: Chat, anna: Chat, box: Mailbox, mailing: Coachbook
) -> None:
    await play(SET_EMAIL + SUMMARY + "\nMia taps Send request\nMia sees Request sent", mia)
    await mia.block()
    await play("Anna sees Mia Keller would like a session\nAnna taps Approve", anna)

    letter = await box.letter()

    assert box.recipients == [EMAIL]
    assert letter["Subject"] == "Good news: Anna Berg has confirmed ✓"
    assert letter["From"] == "Northside Coaching <desk@example.org>"
    text = text_of(letter)
    assert "When: Thu, 8 May 2031, 10:00 (Berlin)" in text
    assert "Your time" not in text
    assert "https://t.me/coachbook_bot" in text
    [file] = letter.iter_attachments()
    [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime(2031, 5, 8, 8, 0, tzinfo=UTC)
    log = mailing.log()
    assert PASSWORD not in log
    assert quote(PASSWORD, safe="") not in log
    assert EMAIL not in log


async def test_the_reminder_comes_by_telegram_again_once_the_person_is_back(
    stage: Stage, mia: Chat, anna: Chat, box: Mailbox, mailing: Coachbook
) -> None:
    await play(SET_EMAIL + SUMMARY + "\nMia taps Send request\nMia sees Request sent", mia)
    await mia.block()
    await play("Anna sees Mia Keller would like a session\nAnna taps Approve", anna)
    await box.letter()

    await stage.to_next()
    reminder = await box.letter(1)
    assert reminder["Subject"].startswith("Reminder: your session with Anna Berg")

    await mia.block(False)
    await play("Mia says /start\nMia sees Hello Mia", mia)
    await stage.to_next()
    await play("Mia sees Reminder: your session with Anna Berg", mia)
    assert len(box.letters) == 2
    await mailing.counts('channel="mail"')


async def test_a_coachs_zone_is_that_of_their_hours_until_they_choose(anna: Chat) -> None:
    await play(
        """
        Anna says /profile
        Anna sees Time zone: Berlin (Europe/Berlin), as your working hours, where it is 09:00 now
        Anna taps Set my time zone
        Anna sees Where are you? [‹ Back]
        Anna says Qwertzuiop
        Anna sees I do not know that city
        Anna says Lisbon
        Anna sees Time zone: Lisbon (Europe/Lisbon), where it is 08:00 now
        """,
        anna,
    )


async def test_a_profile_is_in_its_persons_language(stage: Stage, mia: Chat) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Lena says /profile
        Lena sees Sprache: Deutsch [🌐 Sprache] [Zeitzone festlegen] [E-Mail festlegen]
        Lena taps Zeitzone festlegen
        Lena sees Wo liest du deine Zeiten?
        Lena says Lissabon
        Lena sees Zeitzone: Lissabon (Europe/Lisbon), dort ist es jetzt 08:00
        Lena taps 🌐 Sprache
        Lena sees Welche Sprache [English]
        """,
        lena,
    )


async def test_where_there_is_no_mail_server_no_address_is_asked_for(
    stage: Stage, coachbook: Coachbook
) -> None:
    mia = await stage.chat(MIA)
    await play("Mia says /profile\nMia sees Time zone: not known [Set my time zone]", mia)
    shown = mia.last()
    assert "mail" not in shown["text"]
    assert "mail" not in str(shown["reply_markup"])
    # The button of a time when there was one.
    await mia.tap_data("1:pe", shown["message_id"])
    await mia.send("mia@example.org")
    await mia.expect("Sorry, I did not understand that")


async def test_a_number_is_shared_with_telegrams_own_button(
    stage: Stage, coachbook: Coachbook
) -> None:
    mia = await stage.chat(MIA)
    await play(
        """
        Mia says /profile
        Mia sees Phone: none. [Share my number]
        Mia taps Share my number
        Mia sees Please tap the first button below
        Mia taps 📱 Share my phone number
        Mia sees Saved
        Mia sees Phone: +15550007001 [Share my number]
        """,
        mia,
    )
