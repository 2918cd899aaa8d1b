"""Presses that come too fast, and what the bot should say to them."""

from collections.abc import Mapping
from typing import Any

MIA, LENA = 7001, 7005
SLOWED = "That was a lot at once"


def press(number: int, person: int = MIA, language: str = "en") -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Mia", "language_code": language}
    query = {"id": str(number), "from": user, "data": "1:h"}
    return {"update_id": number, "callback_query": query}


async def none(method: str, payload: Mapping[str, Any]) -> None:
    raise AssertionError("nothing is said")


class CallRecorder:
    """The calls the bot would make, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    async def call(self, method: str, payload: Mapping[str, Any]) -> None:
        self.calls.append((method, payload))
