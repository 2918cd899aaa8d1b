"""People who mean it badly, and people who mistype: hundreds of updates that no app would send.

They come over the webhook, as whoever forges them would have them come, to the process as it runs
in earnest. A failing run prints its seed; COACHBOOK_SEED plays it again.
"""

import asyncio
import io
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from sqlalchemy import text

from bot.playground import Playground, Served
from handlers.chat import buttons
from handlers.http.webhook import PATH, SECRET_HEADER
from storage import dead_letters
from storage.transactions import Database
from tests.journeys.conftest import Coachbook, coachbook_process, free_port, plant
from tests.journeys.stage import Stage

Json = dict[str, Any]

SECRET = "a-secret-of-this-test"
MIA, ANNA, ALEX, BEN = 7001, 7002, 7003, 7004
NUMBERS = (0, 1, 2, 3, -1, 20, 2**31, 2**62, -(2**62), 2**63, 28_000_000, 541_900_000)
DAYS = (10101, 20261120, 20270328, 20281029, 20300230, 99991231, 0, -20261120)
WORDS = ("", "m", "e", "len", "step", "de", "xx", "Z" * 30)
TEXTS = (
    "\N{GRINNING FACE}" * 4096,
    "\u202e\u2067\u200f\u200b",
    "'; DROP TABLE people; --",
    "<b>bold</b> &lt; <script>",
    "{0} {name} %s %(name)s {",
    "a\0b",
    "x" * 100_000,
    "/book\nplease",
    "/book, please",
    "/start s_999999999999999999_c_999999999999999999",
    "/addcoach 9223372036854775808",
    "/addcoach -5",
    "24:00-00:00",
    "99:99",
    "0001-01-01 - 9999-12-31",
    "1e9",
    "\N{SUPERSCRIPT TWO}",
    "Europe/../etc/passwd",
    "9" * 300,
)
JUNK: tuple[Any, ...] = (None, 5, -1, 2**63, 1.5, "x", "\0", [], {}, [None], [{}], True)
OTHER_CONTENT: tuple[Json, ...] = (
    {"sticker": {"file_id": "x"}},
    {"poll": {"question": "why?"}},
    {"dice": {"emoji": "\N{GAME DIE}", "value": 6}},
    {"location": {"latitude": 90.0, "longitude": -180.0}},
    {"document": {"file_id": "x", "file_size": 2**62}, "caption": "/start"},
    {"contact": {"phone_number": "1", "first_name": "Ben", "user_id": BEN}},
    {"contact": {"phone_number": "1", "first_name": "Ben", "user_id": -(2**60)}},
    {"forward_origin": {"type": "hidden_user", "sender_user_name": "Nobody"}, "text": "hi"},
)
# What nobody but its owner may change, in a form that two readings of it can be compared in.
OTHERS = text(
    "SELECT (SELECT jsonb_agg(a ORDER BY a.id) FROM appointments a WHERE a.customer_id IN"
    " (SELECT id FROM people WHERE telegram_id = :owner)),"
    " (SELECT jsonb_agg(c ORDER BY c.id) FROM coaches c),"
    " (SELECT jsonb_agg(s ORDER BY s.id) FROM services s),"
    " (SELECT jsonb_agg(l ORDER BY l.id) FROM leaves l),"
    " (SELECT jsonb_agg(w ORDER BY w.coach_id, w.weekday, w.starts) FROM working_hours w),"
    " (SELECT jsonb_agg(p ORDER BY p.id) FROM people p WHERE p.telegram_id = :owner),"
    " (SELECT to_jsonb(b) FROM business b)"
)


class Forger:
    """Posts updates in a person's name, or in nobody's. person: chooses its own way by the seed."""

    def __init__(self, url: str, session: aiohttp.ClientSession, seed: int, person: int) -> None:
        self.person = person
        self.chance = random.Random(f"{seed} {person}")
        self.posted = 0
        self._url = url + PATH
        self._session = session
        self._number = person * 10_000

    async def post(self, update: Json) -> int:
        return await self.post_bytes(orjson.dumps(update, option=orjson.OPT_NON_STR_KEYS))

    async def post_bytes(self, body: bytes, **headers: str) -> int:
        self.posted += 1
        sent = {SECRET_HEADER: SECRET, **headers}
        async with self._session.post(self._url, data=io.BytesIO(body), headers=sent) as answer:
            return answer.status

    def next(self) -> int:
        self._number += 1
        return self._number

    def message(self, person: int, **content: Any) -> Json:
        number = self.next()
        if str(content.get("text", "")).startswith("/"):
            end = len(content["text"].replace(",", " ").split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": end}]
        message = {"message_id": number, "date": 1, "from": user(person), "chat": chat(person)}
        return {"update_id": number, "message": {**message, **content}}

    def press(self, person: int, data: str, message_id: int = 1) -> Json:
        number = self.next()
        message = {"message_id": message_id, "date": 1, "chat": chat(person), "text": "?"}
        query = {"id": str(number), "from": user(person), "data": data, "message": message}
        return {"update_id": number, "callback_query": query}

    def forged(self) -> str:
        """Callback data of a random class, with fields that somebody made up."""
        tag, kind = self.chance.choice(sorted(buttons._KINDS.items()))
        pools: dict[str, tuple[Any, ...]] = {"_number": NUMBERS, "_day": DAYS, "_word": WORDS}
        fields = [self.chance.choice(pools[read.__name__]) for read in buttons._READERS[kind]]
        return ":".join(("1", tag, *map(str, fields)))

    def broken(self, update: Json) -> Json:
        """The update with one field, somewhere, made into junk or taken out."""
        place: Any = update[list(update)[-1]]
        while True:
            name = self.chance.choice(list(place))
            if isinstance(place[name], dict) and place[name] and self.chance.random() < 0.6:
                place = place[name]
            elif self.chance.random() < 0.2:
                del place[name]
                return update
            else:
                place[name] = self.chance.choice(JUNK)
                return update


def user(person: int) -> Json:
    return {
        "id": person,
        "is_bot": False,
        "first_name": "<i>{Mallory}\u202e",
        "last_name": "&" * 90,
    }


def chat(person: int) -> Json:
    return {"id": person, "type": "private", "first_name": "Mallory"}


@pytest.fixture
def world() -> Any:
    # At Telegram's rates the answers alone would take minutes.
    made = Playground(rates=None)
    yield made
    made.close()


@pytest.fixture
async def open_to_all(
    playground: Served, stage: Stage, database: Database, database_url: str, tmp_path: Path
) -> AsyncIterator[Coachbook]:
    """The bot behind a webhook whose secret has got out."""
    port = free_port()
    made = coachbook_process(
        playground.url,
        database_url,
        tmp_path,
        PUBLIC_URL=f"http://127.0.0.1:{port}",
        WEBHOOK_SECRET=SECRET,
    )
    made.port, made.url = port, f"http://127.0.0.1:{port}"
    made._environ["COACHBOOK_HTTP_PORT"] = str(port)
    await plant(database, stage)
    try:
        yield await made.start()
    finally:
        made.kill()


async def booked(stage: Stage) -> None:
    """Mia has a session with Anna, who has a request to answer."""
    mia = await stage.chat(MIA)
    await mia.send("/book")
    for label in ("Coaching session", "Anna Berg"):
        await mia.tap(label)
    await mia.expect("Which day?")
    calendar = mia.last()["reply_markup"]["inline_keyboard"]
    await mia.tap(next(k["text"] for row in calendar for k in row if k.get("style") == "success"))
    await mia.expect("Anna Berg")
    times = mia.last()["reply_markup"]["inline_keyboard"]
    await mia.tap(next(k["text"] for r in times for k in r if k["callback_data"][:5] == "1:bt:"))
    await mia.tap("Send request")
    await mia.expect("Request sent")


async def others(database: Database) -> list[Any]:
    async with database.read() as reader:
        return [list(row) for row in await reader.rows(OTHERS, {"owner": MIA})]


@pytest.mark.timeout(120)
async def test_nothing_that_is_forged_broken_or_absurd_is_a_fault_or_touches_what_is_not_theirs(
    open_to_all: Coachbook, stage: Stage, database: Database
) -> None:
    seed = int(os.environ.get("COACHBOOK_SEED") or random.SystemRandom().randrange(10**9))
    print(f"COACHBOOK_SEED={seed}")
    await booked(stage)
    crowd = [await stage.newcomer(f"Mallory {n}") for n in range(24)]
    await asyncio.gather(*(one.start() for one in crowd))
    await asyncio.gather(*(one.expect("") for one in crowd))
    people = [one.person for one in crowd]
    before = await others(database)

    async with aiohttp.ClientSession() as session:
        forgers = [Forger(open_to_all.url, session, seed, who) for who in (BEN, *people)]
        deeds = (strangers(forgers[0]), *(mallory(forger) for forger in forgers[1:]))
        posted = await asyncio.gather(*deeds)

    assert [status for statuses in posted for status in statuses if status >= 500] == []
    assert sum(forger.posted for forger in forgers) > 500
    assert [line.get("exception") for line in open_to_all.events("update.fault")] == []
    assert [line for line in open_to_all.log().splitlines() if '"level": "critical"' in line] == []
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0
    assert await others(database) == before
    # And who waits in the same house is served as ever.
    mia = await stage.chat(MIA)
    await mia.send("/appointments")
    await mia.expect("Coaching session", timeout=3)


async def mallory(forger: Forger) -> list[int]:
    """A customer with a mind to harm: one thing after the other, as Telegram delivers."""
    chance, person = forger.chance, forger.person
    said = [
        await forger.post(forger.message(person, text=words)) for words in chance.sample(TEXTS, 3)
    ]
    said.append(await forger.post(forger.message(person, **chance.choice(OTHER_CONTENT))))
    for _ in range(12):
        press = forger.press(person, forger.forged(), chance.choice((1, 2, 10**9)))
        said.append(await forger.post(press))
        if chance.random() < 0.2:
            said += await asyncio.gather(forger.post(press), forger.post(press))
    for question in ("1:pz", "1:bn:1:1:28000000"):
        said.append(await forger.post(forger.press(person, question)))
        said.append(await forger.post(forger.message(person, text=chance.choice(TEXTS))))
    for _ in range(6):
        sound = chance.choice(
            (forger.press(person, "1:a:0:0"), forger.message(person, text="/appointments"))
        )
        said.append(await forger.post(forger.broken(sound)))
    return said


async def strangers(forger: Forger) -> list[int]:
    """What does not come from a person in a chat of theirs, and what is no update at all."""
    group = {"id": -100_200, "type": "supergroup", "title": "Everyone"}
    updates: list[Json] = [{"update_id": forger.next(), "message": junk} for junk in JUNK[:3]]
    kinds = ("channel_post", "edited_message", "inline_query", "poll", "chat_member", "unborn")
    contents: tuple[Any, ...] = (
        None,
        [],
        {"from": user(BEN)},
        forger.message(BEN, text="/book")["message"],
    )
    updates += [
        {"update_id": forger.next(), kind: content} for kind in kinds for content in contents
    ]
    for words in ("/start", "hello", "/book"):
        message = forger.message(BEN, text=words)["message"] | {"chat": group}
        updates.append({"update_id": forger.next(), "message": message})
    for status in ("member", "administrator", "kicked"):
        change: Json = {
            "old_chat_member": {"status": "left"},
            "new_chat_member": {"status": status},
        }
        change |= {"chat": group, "from": user(BEN), "date": 1}
        updates.append({"update_id": forger.next(), "my_chat_member": change})
    said = [await forger.post(update) for update in updates]
    for depth in (900, 100_000):
        nested = b'{"chat":' * depth + b"1" + b"}" * depth
        body = b'{"update_id":%d,"message":%s}' % (forger.next(), nested)
        said.append(await forger.post_bytes(body))
    said.append(await forger.post_bytes(b'{"update_id":1}', **{SECRET_HEADER: "guessed"}))
    return said
