"""What people were told was done, as they saw it on their screens.

A press of a button that decides something ends in a screen and perhaps a toast. What these say
must be in the database, once: `promised_effects` reads them, `stored_effects` reads the database.
What is done to all dates of a series at once is for `planners` to tell.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handlers.wording.words import words_for
from storage.transactions import Reader
from tests.chaos.crowd import tag_of
from tests.chaos.witness import SentUpdate, Witness

_WORDS: Final = words_for("en", None, "en")
CODE: Final = re.compile(re.sub("<[^>]+>", "", _WORDS.label("card.code", code="([0-9A-Z]+)")))
# Buttons that decide something, by their tag: the name of their effect in the audit.
ACTIONS: Final[Mapping[str, str]] = {
    "bk": "book",
    "am": "move",
    "ay": "cancel",
    "ca": "approve",
    "cn": "decline",
    "ps": "propose",
    "pa": "choose",
    "pn": "turn_down",
}
# Those of them that say when the appointment is then.
_PLACES: Final = ("book", "move", "choose")
# What pops up when it is done. A refusal pops up something else, or changes the screen.
_DONE: Final[Mapping[str, str]] = {
    "am": _WORDS.label("move.done"),
    "ay": "",
    "ca": _WORDS.label("desk.approved_toast"),
    "cn": _WORDS.label("desk.closed_toast"),
    "ps": _WORDS.label("propose.sent"),
    "pa": "",
    "pn": _WORDS.label("proposal.turned_down"),
}
# How the screen begins then; a refusal may leave a card with a code there, too.
_SHOWN: Final[Mapping[str, str]] = {
    "ay": _WORDS.label("receipt.cancelled"),
    "pa": _WORDS.label("receipt.fresh_confirmed"),
}
_EFFECTS = """
SELECT a.action, p.telegram_id, s.code, a.after ->> 'starts_at'
FROM audit a
JOIN people p ON p.id = a.actor_id
JOIN appointments s ON s.coach_id = a.coach_id AND s.id = a.entity_id
WHERE a.entity = 'appointment' AND s.series_id IS NULL ORDER BY a.id
"""
_CODES = "SELECT id, code FROM appointments"


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """Something that was done. person: Telegram id of who did it. code: of the appointment.

    start: its start then, epoch minutes; 0 if that does not change.
    """

    action: str
    person: int
    code: str
    start: int = 0


async def promised_effects(witness: Witness, reader: Reader) -> list[Effect]:
    """The effects there must be, from what people saw, in the order of their presses."""
    codes = {int(id_): str(code) for id_, code in await reader.fetch(_CODES)}
    starts: dict[str, int] = {}
    promises = []
    for sent in _taken_in_order(witness.updates.values()):
        effect = _promise(sent, witness.toast(sent), codes)
        # Moving it to where it already is counts as done, with nothing to do.
        moves = effect is not None and effect.action in ("move", "choose")
        if effect is None or (moves and starts.get(effect.code) == effect.start):
            continue
        starts[effect.code] = effect.start or starts.get(effect.code, 0)
        promises.append(effect)
    return promises


async def stored_effects(reader: Reader) -> list[Effect]:
    """The actual effects, in the order they were recorded."""
    return [
        Effect(action, telegram_id, code, _minutes(start) if action in _PLACES else 0)
        for action, telegram_id, code, start in await reader.fetch(_EFFECTS)
        if action in ACTIONS.values()
    ]


def _taken_in_order(updates: Iterable[SentUpdate]) -> list[SentUpdate]:
    done = [sent for sent in updates if sent.taken_at is not None]
    return sorted(done, key=lambda sent: sent.taken_at or 0.0)


def _promise(sent: SentUpdate, toast: str, codes: Mapping[int, str]) -> Effect | None:
    """What the end of a press said was done, if anything."""
    tag = tag_of(sent.data)
    if tag not in ACTIONS or toast != _DONE.get(tag, toast):
        return None
    text = sent.screen.get("text", "")
    shown = CODE.search(text)
    if shown is None or not text.startswith(_SHOWN.get(tag, "")):
        return None
    fields = (sent.data or "").split(":")[2:]
    if tag == "bk":
        return Effect("book", sent.person, shown[1], int(fields[2]))
    # The button names the appointment; one that does not exist is missed under its number.
    code = codes.get(int(fields[0]), f"no appointment {fields[0]}")
    action = ACTIONS[tag]
    return Effect(action, sent.person, code, int(fields[1]) if action in _PLACES else 0)


def _minutes(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp()) // 60
