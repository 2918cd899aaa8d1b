"""Whether messages kept their distance, with no allowance for travel time: all attempts count.

Edits and answers to presses are not messages, and do not count.
"""

from collections.abc import Iterable
from itertools import pairwise

from tests.chaos.witness import Call


def messages(calls: Iterable[Call]) -> list[Call]:
    """The calls that send something to a chat, whatever came of them, in order."""
    return [
        call for call in calls if call.method.startswith("send") and call.method != "sendchataction"
    ]


def violations(sent: Iterable[Call], apart: float = 1.0) -> list[str]:
    """The messages that came too soon after another one to the same chat, in words.

    apart: seconds. If all processors are busy for longer than a message is on its way, its arrival
    is counted late, and the next one has come too early by as much.
    """
    by_chat: dict[int, list[float]] = {}
    for call in sent:
        by_chat.setdefault(call.chat, []).append(call.at)
    return [
        f"chat {chat} got two messages within {1000 * (after - before):.0f} ms"
        for chat, times in by_chat.items()
        for before, after in pairwise(times)
        if after - before < apart
    ]
