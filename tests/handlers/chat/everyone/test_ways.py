"""Somebody sets how they are reached, proves a number, and reads what they were told."""

import re
from datetime import timedelta

import pytest

from domain.messages.notices import Channel, Lane, NoticeKind, Operation
from handlers.actions.people.own_number import MOST_SENDS, MOST_TRIES
from handlers.buttons.people_links import ShowPerson
from handlers.buttons.way_links import ShowTold, ShowWays, ToldTo
from handlers.chat.everyone.ways import EditWayNumber, RemoveDevice, SetWay
from storage.messages import outbox, push_subscriptions
from storage.messages.outbox import OutboxMessage
from storage.people import contact_ways
from storage.services import business
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ALEX, LENA, MIA, NOW, Visitor

EVERY = frozenset({Channel.SMS, Channel.PUSH, Channel.WEB_PUSH, Channel.MAIL})


async def codes(database: Database) -> list[tuple[str, str]]:
    """Numbers and codes that wait to be sent, the oldest first."""
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT facts ->> 'to', facts ->> 'code' FROM outbox WHERE kind = 'code' ORDER BY id"
        )
    return [(to, code) for to, code in rows]


async def wanted_channels(database: Database, person: int) -> frozenset[Channel]:
    async with database.read() as reader:
        [[row]] = await reader.fetch("SELECT id FROM people WHERE telegram_id = $1", person)
        known = await contact_ways.of_person(reader, row)
    assert known is not None
    return known.ways.enabled_channels


@pytest.fixture(autouse=True)
async def in_germany(database: Database) -> None:
    """Codes go to mobile numbers of the country the business is in."""
    await database.write(lambda w: business.set_columns(w, {"zone": "Europe/Berlin"}))


async def test_a_number_is_shown_by_a_code_and_texts_are_turned_off_again(
    database: Database,
) -> None:
    mia = Visitor(database, MIA, "Mia", ways=EVERY)
    await mia.type("/profile")
    screen = await mia.press(mia.key("How I reach you"))
    assert "Text message: not set up" in screen
    assert Channel.SMS not in await wanted_channels(database, MIA)
    await mia.press(mia.key("Set my number"))
    for nonsense in ("call me", "123", "+4915", "🎾" * 200, "\0", "+49 30 901820 ext. 5"):
        assert "A number needs its country" in await mia.type(nonsense)
    # Of no country with customers, or no mobile number: it costs what nobody knows.
    for dear in ("+39 312 345 6789", "+49 30 901820", "+49 900 1234567", "+882 13 300 655"):
        assert "No text message goes to that number" in await mia.type(dear)
    assert "+491713920012" in await mia.type("(+49) 171/39-20012")
    [(to, code)] = await codes(database)
    assert to == "+491713920012"
    assert re.fullmatch(r"[0-9]{6}", code)
    assert "not the code" in await mia.type("nonsense")
    screen = await mia.type(f" {code[:3]} {code[3:]} ")
    assert "✓ Text message: +491713920012" in screen
    assert Channel.SMS in await wanted_channels(database, MIA)

    off = mia.key("✓ Text message")
    for _ in range(2):
        assert "Text message: +491713920012 (off)" in await mia.press(off)
    assert Channel.SMS not in await wanted_channels(database, MIA)


async def test_the_same_in_german(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia", ways=EVERY)
    mia.person["language_code"] = "de"
    await mia.type("/profile")
    screen = await mia.press(mia.key("Wie ich dich erreiche"))
    assert "Zuerst hier im Chat\nApp: nicht eingerichtet\nBrowser: nicht eingerichtet" in screen
    assert "10 Minuten ungelesen" in screen
    await mia.press(mia.key("Nummer angeben"))
    assert "Ich habe einen Code an +491713920012 geschickt" in await mia.type("+49 171 3920012")
    [(_, code)] = await codes(database)
    assert "Das ist nicht der Code" in await mia.type("12")
    assert "✓ SMS: +491713920012" in await mia.type(code)
    screen = await mia.press(mia.key("Was ich dir geschrieben habe"))
    assert "Ein Code" in screen
    assert "SMS: unterwegs" in screen
    assert code not in screen


async def test_who_guesses_or_asks_too_often_has_to_wait(database: Database) -> None:
    lena = Visitor(database, LENA, "Lena", ways=EVERY)
    await lena.press(EditWayNumber())
    await lena.type("+15550100199")
    await lena.press(EditWayNumber())
    await lena.type("+49 171 3920012")
    [(_, code)] = await codes(database)
    for guess in range(MOST_TRIES):
        assert "not the code" in await lena.type(f"{(int(code) + guess + 1) % 1_000_000:06}")
    assert "not the code" in await lena.type(code)
    for _ in range(MOST_SENDS - 1):
        await lena.press(EditWayNumber())
        assert "sent a code" in await lena.type("+49 171 3920012")
    await lena.press(EditWayNumber())
    assert "sent a code" not in await lena.type("+49 171 3920012")
    # Nor does anybody else have more sent to that number.
    mia = Visitor(database, MIA, "Mia", ways=EVERY)
    await mia.press(EditWayNumber())
    assert "sent a code" not in await mia.type("+49 171 3920012")
    lena.now = mia.now = NOW + timedelta(hours=2)
    await mia.press(EditWayNumber())
    assert "sent a code" in await mia.type("+49 171 3920012")


async def test_forged_ways_and_what_is_not_set_up(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    screen = await mia.press(ShowWays())
    assert "Text message" not in screen
    await mia.press(EditWayNumber())
    assert not await codes(database)
    for forged in ("telegram", "pigeon", ""):
        await mia.press(SetWay(forged, 1))
    await mia.press(SetWay("push", 0))
    assert await wanted_channels(database, MIA) == {Channel.WEB_PUSH, Channel.MAIL}
    await mia.press(RemoveDevice(2**60))
    await mia.press(ShowTold(2**60))


async def test_everybody_reads_what_they_were_told_and_the_team_what_anybody_was(
    database: Database,
) -> None:
    mia, alex = (Visitor(database, *who, ways=EVERY) for who in ((MIA, "Mia"), (ALEX, "Alex")))
    await mia.type("/start")
    await alex.type("/start")
    assert "Nothing lately" in await mia.press(ShowTold())
    async with database.read() as reader:
        [[row]] = await reader.fetch("SELECT id FROM people WHERE telegram_id = $1", MIA)

    async def work(writer: Writer) -> None:
        await push_subscriptions.keep(writer, row, Channel.PUSH, "t", None, "Pixel <7>", NOW)
        messages = [
            OutboxMessage(
                f"n:{n}",
                row,
                NoticeKind.BUSINESS_MESSAGE,
                {"house": "Studio & <Co>", "text": "Hello"},
                Lane.INTERACTIVE,
                NOW - timedelta(hours=n),
                operation=Operation.SEND,
            )
            for n in range(12)
        ]
        await outbox.enqueue(writer, messages)

    await database.write(work)
    async with database.read() as reader:
        await reader.fetch(
            "UPDATE outbox SET state = 'dropped', error = 'elsewhere' WHERE key = 'n:11'"
        )
        [[root]] = await reader.fetch("SELECT id FROM outbox WHERE key = 'n:11'")
    await database.write(lambda w: contact_ways.say_again(w, root, Channel.SMS, NOW))
    async with database.read() as reader:
        await reader.fetch(
            "UPDATE outbox SET state = 'sent', receipt = 'delivered', delivered_at = $1"
            " WHERE root_id IS NOT NULL",
            NOW,
        )
    screen = await mia.press(ShowTold())
    assert "Telegram: out of reach" in screen or "Text message: delivered" in screen
    assert "Studio &amp; &lt;Co&gt;" in screen
    await mia.press(mia.key("Earlier ›"))
    assert "Pixel" in str((await mia.press(ShowWays()), mia.labels()))
    assert "Pixel" not in await mia.press(RemoveDevice(1))

    await alex.press(ShowPerson(row))
    screen = await alex.press(alex.key("Messages to them"))
    assert "Text message: delivered, Mon 5 May, " in screen
    assert "Hello" not in screen
    assert "delivered" not in await mia.press(ToldTo(row))
