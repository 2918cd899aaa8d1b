"""An admin sends a file, corrects what was misread, checks it, and brings it in."""

from dataclasses import replace
from typing import Any

import pytest

from domain.transfer.importing import ImportKind
from handlers.buttons.press import Press, unpack
from handlers.chat.admin.transfer.import_links import (
    CheckImport,
    ConfirmImport,
    ImportColumns,
    ImportExample,
    SetColumn,
    SetImport,
    UndoImport,
)
from handlers.files.incoming import LARGEST
from storage.transactions import Database
from tests.handlers.chat.seeded import house
from tests.handlers.doorstep import ALEX, MIA, Visitor

__all__ = ["house"]
LIST = b"""Wer,Date,Time,Coach,Service,Cost
Ada,5/9/31,10:00,Anna,Coaching,25
Ida,5/9/31,10:00,Anna,Coaching,x
"""


class SentFiles:
    """Files by their id, as Telegram has them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        content = self.files[file_id]
        return content if len(content) <= most else None


@pytest.fixture
def sent() -> SentFiles:
    return SentFiles()


@pytest.fixture
async def alex(house: Database, sent: SentFiles) -> Visitor:
    visitor = Visitor(house, ALEX, "Alex")
    visitor.bot.context = replace(visitor.bot.context, download=sent.fetch)
    await visitor.type("/start")
    return visitor


async def send(alex: Visitor, sent: SentFiles, content: bytes, name: str, **more: Any) -> str:
    await alex.type("/import")
    return await hand(alex, sent, content, name, **more)


async def hand(alex: Visitor, sent: SentFiles, content: bytes, name: str, **more: Any) -> str:
    """Send a file nobody asked for."""
    sent.files[name] = content
    document = {"file_id": name, "file_unique_id": "u", "file_name": name, **more}
    return await alex.send(document=document)


def presses(alex: Visitor) -> list[Press | None]:
    """The presses of the buttons below the last screen."""
    return [unpack(key["callback_data"]) for row in alex._rows() for key in row]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_each_example_can_be_sent_as_it_is(
    alex: Visitor, sent: SentFiles, language: str
) -> None:
    alex.person["language_code"] = language
    for kind in ImportKind:
        await alex.type("/import")
        await alex.press(ImportExample(kind))
        await send(alex, sent, alex.uploads[-1], f"example-{kind}.csv")
        [check] = [one for one in presses(alex) if isinstance(one, CheckImport)]
        screen = await alex.press(check)
        assert any(isinstance(one, ConfirmImport) for one in presses(alex)), screen
        assert "✕" not in screen
    assert await alex.press(ImportExample("nothing"))


async def test_what_was_misread_is_corrected_and_told_in_sentences(
    alex: Visitor, sent: SentFiles
) -> None:
    screen = await send(alex, sent, LIST, "list.csv")
    assert "2 lines, read as: Bookings" in screen
    assert "Wer: left out" in screen
    assert "⚠ No column is read as Customer / First name / Last name yet." in screen
    assert "5/9/31" not in screen
    assert "3/12/26 is read as 3 December." in screen
    assert "Check the lines" not in alex.labels()
    await alex.press(alex.key("The month comes first"))
    await alex.press(alex.key("Columns"))
    assert "What is in the column <b>Wer</b>?" in await alex.press(alex.key("Wer: left out"))
    await alex.press(alex.key("Customer"))
    assert "Wer → Customer" in alex.labels()
    assert "Wer → Customer" in await alex.press(alex.key("‹ Back"))
    screen = await alex.press(alex.key("Check the lines"))
    assert "Nothing is saved yet." in screen
    assert "Line 3: Cost: “x” is not a price, such as 25.50." in screen
    await alex.press(alex.key("All of these as a file"))
    assert "What is wrong" in alex.uploads[-1].decode("utf-8-sig")


async def test_a_file_can_be_sent_again_from_any_screen(
    alex: Visitor, sent: SentFiles, house: Database
) -> None:
    assert "No column is read as Name" in await send(alex, sent, b"Wer\nAda\n", "a.csv")
    assert "1 line, read as: Customers" in await hand(alex, sent, b"Name\nAda\n", "a.csv")
    await alex.type("/admin")
    assert "read as: Bookings" in await hand(alex, sent, LIST, "list.csv")
    mia = Visitor(house, MIA, "Mia")
    assert "I can only read typed text" in await hand(mia, sent, LIST, "list.csv")


async def test_forged_and_stale_buttons_change_nothing(
    alex: Visitor, sent: SentFiles, house: Database
) -> None:
    await send(alex, sent, b"Name,Mail\nAda,ada@example.org\n", "a.csv")
    press = alex.key("Check the lines")
    assert isinstance(press, CheckImport)
    id_ = press.id
    for forged in (
        SetImport(id_, "kind", 99),
        SetImport(id_, "sheet", 7),
        SetImport(id_, "x", 1),
        SetImport(id_, "days", 1),
        SetColumn(id_, 99, 1),
        SetColumn(id_, 1, 99),
        ImportColumns(id_, 99),
    ):
        assert await alex.press(forged)
    assert "has changed since you looked" in await alex.press(ConfirmImport(id_, 1))
    assert "has changed since you looked" in await alex.press(UndoImport(id_))
    assert "Ada" not in (await people(house))
    await alex.press(press)
    key = next(one for one in alex.labels() if one.startswith("Bring in"))
    do = alex.key(key)
    for _ in range(2):
        assert "1 added" in await alex.press(do)
    assert (await people(house)).count("Ada") == 1
    mia = Visitor(house, MIA, "Mia")
    await mia.type("/start")
    for stranger in (press, do, UndoImport(id_)):
        assert "Only admins can do that" in await mia.press(stranger)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"%PDF-1.7\0\1", "I cannot read this kind of file."),
        (b"PK\x03\x04", "This file is damaged"),
        (b"\n\n", "There is nothing in this file."),
        (b"x" * (LARGEST + 1), "This file is larger than 10 MB, so I have not fetched it."),
    ],
)
async def test_files_that_cannot_be_read_say_why(
    alex: Visitor, sent: SentFiles, content: bytes, refusal: str
) -> None:
    assert refusal in await send(alex, sent, content, "f")
    assert "That is not a file." in await alex.type("well")


async def people(database: Database) -> list[str]:
    async with database.read() as reader:
        return [row[0] for row in await reader.fetch("SELECT first_name FROM people")]
