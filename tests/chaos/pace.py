"""Whether messages kept their distance, with no allowance for the way: all that were tried count.

Edits and answers to presses are no messages, and count for nothing.
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
    """The messages that came sooner after another one to the same chat, in words.

    apart: seconds. Where all processors are taken for longer than a message is on its way, that it
    has arrived is counted late, and the next one has come too early by as much.
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
