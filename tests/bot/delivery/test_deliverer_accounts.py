"""Accounts that are gone, and the words in which Telegram says so."""

import asyncio

import pytest
from aiohttp import web

from bot.playground import TOKEN
from bot.telegram.transport import Telegram
from bot.timing.clock import Clock
from storage.people import people
from storage.people.people import Person
from tests.bot.delivery.post_office import LENA, MIA, PATIENCE, Post, message
from tests.bot.servers import Answer, http


def refuses(status: int, description: str, chats: list[int]) -> Answer:
    """A Bot API that cannot write to Mia. chats: gets the chat of every call."""

    async def answer(request: web.Request) -> web.StreamResponse:
        chats.append((await request.json())["chat_id"])
        if chats[-1] == MIA:
            refusal = {"ok": False, "error_code": status, "description": description}
            return web.json_response(refusal, status=status)
        return web.json_response({"ok": True, "result": {"message_id": 1}})

    return answer


def open_at(post: Post, address: str) -> None:
    telegram = Telegram(post.telegram._session, address, TOKEN, Clock())
    post.open(call=telegram.call)


async def load_person(post: Post, person_id: int) -> Person:
    async with post.database.read() as reader:
        person = await people.by_id(reader, person_id)
    assert person is not None
    return person


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: user is deactivated"),
        (400, "Bad Request: PEER_ID_INVALID"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_a_deleted_account_is_unreachable_asked_once_and_holds_up_nobody(
    post: Post, status: int, description: str
) -> None:
    mia, lena = await post.person(MIA), await post.person(LENA)
    chats: list[int] = []
    async with http(refuses(status, description, chats)) as address:
        open_at(post, address)
        await post.enqueue(message("first", mia))
        await post.wait_for_state("dropped", "first")
        await post.enqueue(message("second", mia), message("hers", lena))
        await post.wait_for_state("dropped", "second")
        await post.wait_for_state("sent", "hers")
        await post.close()

    assert chats == [MIA, LENA]
    rows = await post.rows()
    assert rows["first"] == rows["second"] == ("dropped", "unreachable", 0)
    assert (
        (await load_person(post, mia)).unreachable,
        (await load_person(post, lena)).unreachable,
    ) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    "description",
    ["Bad Request: can't parse entities", "Bad Request: message is too long", "Bad Request"],
)
async def test_a_message_that_is_refused_says_nothing_about_its_reader(
    post: Post, description: str
) -> None:
    mia = await post.person(MIA)
    chats: list[int] = []
    async with http(refuses(400, description, chats)) as address:
        open_at(post, address)
        await post.enqueue(message("odd", mia))
        async with asyncio.timeout(PATIENCE):
            while not (await post.rows())["odd"][2]:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.02)
        await post.close()

    state, error, attempts = (await post.rows())["odd"]
    assert (state, attempts) == ("waiting", 1)
    assert error is not None
    assert error.lower() in description.lower()
    assert not (await load_person(post, mia)).unreachable
