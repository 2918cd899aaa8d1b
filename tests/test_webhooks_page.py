"""What `docs/webhooks.md` says about webhooks, checked against what there is; its receiver runs."""

import asyncio
import re
import sys
from pathlib import Path
from time import time

from aiohttp import ClientSession

from domain.programs.webhooks import FAILING, KEPT, KINDS, MOST, OVERLAP, secret_of, signature, wait
from tests.surroundings import inherited_environ

PAGE = (Path(__file__).parents[1] / "docs" / "webhooks.md").read_text()
[RECEIVER] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SECRET = secret_of(b"s" * 32)


def signed_headers(message_id: str, body: bytes) -> dict[str, str]:
    stamp = int(time())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature((SECRET,), message_id, stamp, body),
    }


async def test_its_receiver_takes_what_is_signed_once_and_nothing_else() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RECEIVER, "0"),
        env=inherited_environ() | {"SECRET": SECRET},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        port = (await process.stdout.readline()).split()[-1].decode()
        body = b'{"type":"appointment.created","data":{"id":1}}'
        async with ClientSession() as session:

            async def post(headers: dict[str, str]) -> int:
                async with session.post(
                    f"http://127.0.0.1:{port}/", data=body, headers=headers
                ) as answer:
                    return answer.status

            assert await post(signed_headers("msg_1", body)) == 204
            assert await post(signed_headers("msg_1", body)) == 204
            assert await post(signed_headers("msg_1", body) | {"webhook-id": "msg_2"}) == 400
            assert await post(signed_headers("msg_3", body)) == 204
        lines = [await process.stdout.readline() for _ in range(2)]
    finally:
        process.kill()
        await process.wait()
    assert lines == [b'appointment.created {"id": 1}\n'] * 2


def test_it_names_every_kind_and_no_other() -> None:
    table = PAGE.partition("| type | |")[2].partition("\n\n")[0]
    named = set()
    for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE):
        words = re.findall(r"`([a-z_.]+)`", cell)
        named |= {word for word in words if "." in word[:-1]}
        stems = [word for word in words if word.endswith(".")]
        named |= {stem + word for stem in stems for word in words if "." not in word}
    assert named - {"webhook.test"} == set(KINDS)


def test_its_figures_are_those_of_the_code() -> None:
    waits = [round(w.total_seconds()) for n in range(1, 20) if (w := wait(n, 0.0))]
    assert waits == [5, 60, 300, 900, 3600, 7200, 14400, 28800, 36000, 36000]
    assert "after 5 s, 1 min, 5, 15 min, 1, 2, 4, 8, 10 and 10 h" in PAGE
    assert (MOST, KEPT.days, FAILING.days, OVERLAP.total_seconds()) == (20, 30, 3, 24 * 3600)
