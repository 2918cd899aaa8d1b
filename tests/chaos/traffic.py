"""What Telegram was sent, as it counts: messages a second, to everybody and to one chat."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from tests.chaos.witness import Call, Witness

# Two messages may arrive closer together than they were sent, by this many seconds.
JITTER: Final = 0.05


def messages(witness: Witness, begun: float, ended: float) -> list[Call]:
    """The messages that arrived in a stretch of the witness's time, in order."""
    return [call for call in witness.messages.values() if begun <= call.at < ended]


def refusals(witness: Witness, begun: float, ended: float) -> list[Call]:
    """The calls in a stretch that were answered with a 429."""
    return [call for call in witness.calls if call.status == 429 and begun <= call.at < ended]


def most_in(seconds: float, calls: Iterable[Call]) -> int:
    """The most in any stretch of this length. calls: in order."""
    times = [call.at for call in calls]
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def most_to_one(calls: Sequence[Call]) -> int:
    """The most messages one chat got in a second."""
    chats = defaultdict(list)
    for call in calls:
        chats[call.chat].append(call)
    return max((most_in(1 - JITTER, chat_calls) for chat_calls in chats.values()), default=0)
