"""What the outbox does for people Telegram does not reach, against a real SMTP server."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from bot.delivery.outcomes import TRIES
from domain.appointments.appointment import Status
from storage.appointments import booking
from storage.people import people
from storage.services import catalogue
from storage.tables.outbox import outbox as table
from storage.transactions import Writer
from tests.bot.delivery.mail_office import EMAIL, Office, office
from tests.house import NOW

__all__ = ["office"]
GREYLISTED = "451 4.7.1 Come back later"


async def test_who_has_blocked_the_bot_gets_the_message_by_mail(office: Office) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        letter = await office.box.letter()
        await office.until("approved", "sent")

    assert letter["Subject"] == "Good news: Anna Berg has confirmed ✓"
    assert letter["From"] == "Coachbook <desk@example.org>"
    assert letter["To"] == EMAIL
    assert parsedate_to_datetime(letter["Date"]) == NOW
    assert letter["Message-ID"].endswith("@example.org>")
    assert office.box.recipients == [EMAIL]
    assert (await office.rows())["approved"] == ("sent", "mail", None, 0)
    async with office.database.read() as reader:
        mia = await people.by_id(reader, office.mia)
    assert mia is not None
    assert mia.unreachable
    assert office.message_count("sent", "mail") == 1
    assert office.message_count("sent", "telegram") == 0


async def test_the_letter_is_in_the_readers_language_and_the_businesss_name(
    office: Office,
) -> None:
    async def rename(writer: Writer) -> None:
        before = (await catalogue.load(writer)).business
        own = {"imprint.de": "Süd <b> GmbH", "privacy.en": "sued.example/privacy"}
        renamed = replace(before, name="Süd & Co", texts=own)
        await catalogue.update_business(writer, renamed)

    await office.database.write(rename)
    await office.meet("de-AT")
    async with office.deliver():
        await office.tell("approved")
        letter = await office.box.letter()

    assert letter["Content-Language"] == "de"
    assert str(letter["From"].addresses[0].display_name) == "Süd & Co"
    body = letter.get_body(("plain",))
    assert body is not None
    # Her zone is unknown, and there is no Telegram to tell it.
    assert "Wann: Di., 3. März 2026, 09:00 Uhr (Berlin)" in body.get_content()
    assert "Deine Zeit" not in body.get_content()
    foot = body.get_content().splitlines()[-2:]
    assert foot == ["Impressum: Süd <b> GmbH", "Datenschutz: sued.example/privacy"]


async def test_mail_says_truly_why_it_comes_by_mail(office: Office) -> None:
    await office.meet()
    without_chat = "UPDATE people SET telegram_id = NULL WHERE id = $1"
    async with office.deliver():
        await office.tell("approved")
        blocked = (await office.box.letter()).get_body(("plain",))
        async with office.database.read() as reader:
            await reader.fetch(without_chat, office.mia)
        await office.tell("moved_by_coach")
        never_there = (await office.box.letter(1)).get_body(("plain",))

    assert blocked is not None
    assert never_there is not None
    assert "because Telegram does not let me write to you" in blocked.get_content()
    assert "because this is the address we have for you" in never_there.get_content()
    assert "Telegram does not" not in never_there.get_content()


async def test_telegram_is_not_asked_again_about_who_is_known_to_be_out_of_reach(
    office: Office,
) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "sent")
        await office.tell("moved_by_coach")
        await office.until("moved_by_coach", "sent")

    assert len(office.box.letters) == 2
    assert office.asked_of_telegram() == 1


@pytest.mark.parametrize(("email", "end"), [(EMAIL, "sent"), (None, "dropped")])
async def test_of_who_has_no_chat_telegram_is_never_asked(
    office: Office, email: str | None, end: str
) -> None:
    """They booked by telephone: mail, or nothing, which their coach is told."""
    await office.meet()
    added = await office.database.write(lambda w: people.add(w, "Mia Keller", email, NOW))
    office.mia = added.id
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", end)

    rows = await office.rows()
    assert rows["approved"][0] == end
    assert rows["approved"][3] == 0
    assert ("unheard" in rows) is (email is None)
    if email:
        assert len(office.box.letters) == 1
        assert office.asked_of_telegram() == 0


async def test_who_writes_again_is_written_to_by_telegram_again(office: Office) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "sent")
        await office.come_back()
        await office.tell("moved_by_coach")
        await office.until("moved_by_coach", "sent")

    assert len(office.box.letters) == 1
    assert (await office.rows())["moved_by_coach"][:2] == ("sent", "telegram")


@pytest.mark.parametrize(("email", "by_mail"), [(None, True), (EMAIL, False)])
async def test_without_an_address_or_a_mail_server_the_message_is_dropped(
    office: Office, email: str | None, by_mail: bool
) -> None:
    await office.meet(email=email)
    async with office.deliver(by_mail=by_mail):
        await office.tell("approved")
        await office.until("approved", "dropped")

    assert (await office.rows())["approved"] == ("dropped", "telegram", "unreachable", 0)
    assert office.box.letters == []


async def test_a_mail_server_that_will_take_it_later_is_asked_later(office: Office) -> None:
    await office.meet()
    office.box.to_recipients = GREYLISTED
    async with office.deliver():
        await office.tell("approved")
        async with asyncio.timeout(30):
            while (await office.rows())["approved"][3] == 0:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.02)
        state, _, error, _ = (await office.rows())["approved"]
        assert state == "waiting"
        assert error is not None
        assert "451 4.7.1" in error

        office.box.to_recipients = "250 OK"
        office.now += timedelta(seconds=5)
        await office.until("approved", "sent")

    assert len(office.box.letters) == 1
    assert office.message_count("postponed", "mail") == 1


async def test_a_mail_server_that_never_takes_it_is_given_up_in_the_end(office: Office) -> None:
    await office.meet()
    office.box.to_recipients = GREYLISTED
    async with office.deliver():
        await office.tell("approved")
        async with asyncio.timeout(30):
            while (await office.rows())["approved"][0] != "failed":
                office.now += timedelta(minutes=15)
                await asyncio.sleep(0.05)

    assert (await office.rows())["approved"][3] == TRIES
    assert office.message_count("failed", "mail") == 1


async def test_a_mailbox_that_does_not_exist_is_not_tried_again(office: Office) -> None:
    await office.meet()
    office.box.to_recipients = f"550 5.1.1 {EMAIL} is unknown here"
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "failed")

    _, _, error, attempts = (await office.rows())["approved"]
    assert error == "refuses the message (550 5.1.1 [address] is unknown here)"
    assert attempts == 1


async def test_what_no_longer_holds_is_not_mailed_either(office: Office) -> None:
    await office.meet()
    booked = await office.tell("reminder_24h")
    await office.database.write(
        lambda w: booking.change(w, booked, status=Status.CANCELLED, now=NOW)
    )
    async with office.deliver():
        await office.until("reminder_24h", "dropped")

    assert (await office.rows())["reminder_24h"][2] == "changed"
    assert office.box.letters == []


async def test_every_try_carries_the_same_id(office: Office) -> None:
    await office.meet()
    async with office.deliver() as delivery:
        await office.tell("approved")
        await office.until("approved", "sent")
        await office.database.write(
            lambda w: w.run(table.update().values(state="waiting", due_at=NOW))
        )
        delivery.wake()
        again = await office.box.letter(1)

    assert again["Message-ID"] == office.box.letters[0]["Message-ID"]
