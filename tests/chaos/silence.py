"""Whether the bots were quiet when Telegram asked them to, as the strictest Telegram would count.

A 429 to a call about a chat means that chat. A second one for another chat, while the first still
applies, can only mean the bot, as does one to a call about no chat: then nothing may come at all. A
call may already have been on its way when the 429 was sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tests.chaos.witness import Call

# Seconds for a 429 to get back, and to the other replicas. They all call again when a quiet time
# ends, so on a busy machine some of these have to queue (0.2 s measured).
ON_ITS_WAY: Final = 0.4
# The same beside other tests, out of the two seconds asked for.
ON_ITS_WAY_WHEN_BUSY: Final = 1.5
EVERYBODY: Final = 0


@dataclass(slots=True)
class _QuietStretches:
    """Stretches of quiet asked for, from when to when, by chat."""

    stretches: dict[int, list[tuple[float, float]]] = field(default_factory=dict)

    def hear(self, call: Call, seconds: float) -> None:
        """A call was answered with a 429."""
        stretch = call.at, call.at + seconds
        others = self.stretches.keys() - {call.chat}
        everybody = call.chat == EVERYBODY or any(self.holds(chat, call.at) for chat in others)
        self.stretches.setdefault(call.chat, []).append(stretch)
        if everybody:
            self.stretches.setdefault(EVERYBODY, []).append(stretch)

    def holds(self, chat: int, at: float, known_for: float = 0.0) -> bool:
        """Whether it was quiet time for a chat, and had been known for this long."""
        return self.seconds_known(chat, at) > known_for

    def seconds_known(self, chat: int, at: float) -> float:
        """For how many seconds it had been known to be quiet time; 0 if it was not."""
        stretches = self.stretches.get(chat, [])
        return max((at - begun for begun, end in stretches[-50:] if begun < at < end), default=0.0)


def knocks(calls: Iterable[Call], on_its_way: float = ON_ITS_WAY) -> list[str]:
    """The calls within a `retry_after` that came more than `on_its_way` seconds after it was
    sent."""
    stretches, sentences = _QuietStretches(), []
    for call in calls:
        if rode(call):
            continue
        for chat in {call.chat, EVERYBODY}:
            if (known := stretches.seconds_known(chat, call.at)) > on_its_way:
                whose = f"of chat {chat}" if chat else "of everybody"
                late = f"{known:.2f} s after it was asked for"
                sentences.append(f"{call.method} to {call.chat} in the quiet {whose}, {late}")
                break
        if call.retry_after is not None:
            stretches.hear(call, call.retry_after)
    return sentences


def rode(call: Call) -> bool:
    """Whether it came in the answer to a webhook: Telegram fetched that one itself."""
    return "method" in call.payload
