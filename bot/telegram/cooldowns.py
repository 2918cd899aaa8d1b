"""Which chats Telegram wants to be left alone for now: what its 429s said, to any replica.

Telegram does not say whether a `retry_after` means the chat or the bot. The first is taken to mean
its chat. One from another chat before that is over can only mean the bot, as can one for a call
about no chat. What is heard after the end may have been said before it.
"""

from math import inf
from typing import Final

from bot.timing.stopwatch import Stopwatch

# In place of a chat: every one of them. No chat has this number.
EVERYONE: Final = 0
# A longer cooldown is not waited for.
LONGEST_CALL: Final = 60.0


class Cooldowns:
    """Until when each chat is to be left alone."""

    def __init__(self, stopwatch: Stopwatch) -> None:
        self._stopwatch = stopwatch
        self._until: dict[int, float] = {}

    def hear(self, chat_id: int, seconds: float, took: float = 0.0) -> bool:
        """Note a `retry_after` for a chat, or EVERYONE; whether it means everyone.

        took: seconds since that call began. The answer may date from any moment since.
        """
        now = self._stopwatch.now()
        self._until = {c: until for c, until in self._until.items() if until > now - LONGEST_CALL}
        others = (until for chat, until in self._until.items() if chat != chat_id)
        everyone = chat_id == EVERYONE or any(until > now - took for until in others)
        for target in {chat_id, EVERYONE} if everyone else {chat_id}:
            self._until[target] = max(self._until.get(target, 0.0), now + seconds)
        return everyone

    def wait_of(self, chat_id: int) -> float:
        """For how many seconds a chat must be left alone; 0 or less: not at all.

        With EVERYONE: for how many seconds nobody may be sent anything.
        """
        if not self._until:
            return -inf
        until = max(self._until.get(chat_id, 0.0), self._until.get(EVERYONE, 0.0))
        return until - self._stopwatch.now()
