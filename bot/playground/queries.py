"""Pressed buttons waiting for ``answerCallbackQuery``."""

import asyncio
import secrets
from dataclasses import dataclass

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.events import Events
from bot.playground.parameters import Parameters
from bot.playground.sample_people import BOT_USERNAME, Json
from bot.playground.simulated_clock import SimulatedClock
from bot.playground.store import Store

LONGEST_ANSWER = 200
# How long the app shows the button as busy, and how long Telegram takes an answer: seconds.
PATIENCE = 15.0
ANSWER_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class PendingPress:
    id: str
    person_id: int
    answer_before: float


class Queries:
    def __init__(self, store: Store, clock: SimulatedClock, events: Events) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._open: dict[str, PendingPress] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        for key, record in store.all("press"):
            self._open[key] = PendingPress(key, record["person_id"], record["answer_before"])

    def open(self, person_id: int) -> PendingPress:
        self._drop_old()
        query_id = str(secrets.randbelow(2**62) + 2**61)
        press = PendingPress(query_id, person_id, self._clock.real() + ANSWER_WITHIN)
        self._open[query_id] = press
        self._store.put(
            "press", query_id, {"person_id": person_id, "answer_before": press.answer_before}
        )
        self._timers[query_id] = asyncio.get_running_loop().call_later(
            PATIENCE, self._lose_patience, press
        )
        return press

    def answer(self, params: Parameters) -> bool:
        """``answerCallbackQuery``; the text is a toast, or an alert that must be closed."""
        text, url = params.text("text"), params.text("url")
        press = self._open.get(params.text("callback_query_id"))
        if press is None or press.answer_before < self._clock.real():
            raise ApiError(errors.QUERY_TOO_OLD)
        if len(text) > LONGEST_ANSWER:
            raise ApiError(errors.ANSWER_TOO_LONG)
        if url and not _leads_to_the_bot(url):
            raise ApiError(errors.ANSWER_URL)
        self._close(press)
        timer = self._timers.pop(press.id, None)
        if timer is not None:
            timer.cancel()
            self._tell(press, {"text": text, "show_alert": params.flag("show_alert"), "url": url})
        return True

    def drop(self) -> None:
        """No press waits for its answer any longer."""
        self.close()
        for press in list(self._open.values()):
            self._close(press)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _lose_patience(self, press: PendingPress) -> None:
        if self._timers.pop(press.id, None) is not None:
            self._tell(press, {"text": "", "show_alert": False, "url": "", "timeout": True})

    def _tell(self, press: PendingPress, answer: Json) -> None:
        self._events.publish("answer", press.person_id, query_id=press.id, **answer)

    def _close(self, press: PendingPress) -> None:
        del self._open[press.id]
        self._store.forget("press", press.id)

    def _drop_old(self) -> None:
        """The oldest come first, so this ends at the first recent one."""
        now = self._clock.real()
        while self._open:
            oldest = next(iter(self._open.values()))
            if oldest.answer_before >= now:
                return
            self._close(oldest)


def _leads_to_the_bot(url: str) -> bool:
    """Telegram opens nothing else from a press (except games)."""
    return url.startswith((f"https://t.me/{BOT_USERNAME}?", f"t.me/{BOT_USERNAME}?", "tg://"))
