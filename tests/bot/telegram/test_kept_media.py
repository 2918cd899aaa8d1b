"""Files stored here go to Telegram once, and by its own id from then on."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from telegram.error import BadRequest

from bot import playground
from bot.playground import Playground
from bot.telegram.calls import Calls
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from domain.transfer.kept_files import NewFile, name_of, number_of
from handlers.http.metrics import Metrics
from storage.transactions import Database
from storage.transfer import kept_files
from tests.house import NOW
from tests.page.drawing import png

MIA = 7001
PNG = png(64, 64)
OGG = b"OggS" + bytes(60)


@pytest.fixture
async def calls(database: Database) -> AsyncIterator[Calls]:
    world = Playground()
    chat = world.chats.get(MIA)
    assert chat is not None
    world.chats.start(chat)
    served = await playground.start(world)
    async with open_session() as session:
        telegram = Telegram(session, served.url, world.token, Clock())
        yield Calls(telegram, SendLimiter(database), Metrics(), database)
    await served.stop()
    world.close()


async def keep_file(database: Database, content: bytes, kind: str) -> int:
    file = NewFile(content, kind)
    return await database.write(lambda writer: kept_files.add(writer, file, NOW))


async def telegram_file_id(database: Database, file_id: int) -> str | None:
    async with database.read() as reader:
        file = await kept_files.by_id(reader, file_id)
    assert file is not None
    return file.telegram_file_id


@pytest.mark.parametrize(
    ("method", "field", "content", "kind"),
    [("sendPhoto", "photo", PNG, "image/png"), ("sendVoice", "voice", OGG, "audio/ogg")],
    ids=["photo", "voice"],
)
async def test_it_is_sent_once_and_named_from_then_on(
    calls: Calls, database: Database, method: str, field: str, content: bytes, kind: str
) -> None:
    file_id = await keep_file(database, content, kind)
    payload: Mapping[str, Any] = {"chat_id": MIA, field: name_of(file_id), "caption": "x"}

    first = await calls.reply(method, payload)
    known = await telegram_file_id(database, file_id)
    second = await calls.reply(method, payload)

    def ids(message: Any) -> set[str]:
        sizes = message[field] if isinstance(message[field], list) else [message[field]]
        return {one["file_id"] for one in sizes}

    assert first["caption"] == "x"
    assert known is not None
    assert known in ids(first) & ids(second)
    assert await calls.download(known, 10_000) == content


async def test_a_message_is_changed_into_one_and_an_old_id_is_given_up(
    calls: Calls, database: Database
) -> None:
    file_id, other = (
        await keep_file(database, PNG, "image/png"),
        await keep_file(database, PNG, "image/png"),
    )
    await database.write(lambda w: kept_files.set_telegram_file_id(w, file_id, "of another bot"))
    sent = await calls.reply("sendPhoto", {"chat_id": MIA, "photo": name_of(file_id)})
    media = {"type": "photo", "media": name_of(other), "caption": "y"}
    there = {"chat_id": MIA, "message_id": sent["message_id"]}

    await calls.reply("editMessageMedia", {**there, "media": media})

    assert await telegram_file_id(database, file_id) != "of another bot"
    assert await telegram_file_id(database, other) is not None


async def test_one_that_is_gone_is_as_one_that_telegram_does_not_know(calls: Calls) -> None:
    with pytest.raises(BadRequest, match="wrong file identifier"):
        await calls.reply("sendPhoto", {"chat_id": MIA, "photo": name_of(999)})


@pytest.mark.parametrize("name", ["AgAD", "kept:", "kept:x", "kept:1e3", "kept:\u0661", "12"])
def test_what_is_telegrams_stands_for_no_file_of_ours(name: str) -> None:
    assert number_of(name) is None
