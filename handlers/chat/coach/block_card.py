"""The card of time that a coach keeps for something else: what it is for, and the way back."""

from domain.leave import Leave
from handlers.chat.coach.leave_words import reason_keys
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import DANGER, Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.links import CoachDay
from handlers.chat.parts.stretches import written
from handlers.wording import cards


@button("ox")
class Unblock(Press):
    """It can be booked again."""

    leave: int


def block_card(turn: Turn, block: Leave) -> Screen:
    """What is blocked, and what can be done with it; nothing any more once it is over."""
    words, coach = turn.words, turn.as_coach()
    rows: list[Row] = []
    if block.ends > turn.now.astimezone(coach.tz).replace(tzinfo=None):
        rows.append(reason_keys(words, block.note, block.id, 0))
        rows.append((Key(words.label("block.remove_key"), Unblock(block.id), DANGER),))
    reason = (
        words.text("block.label", note=block.note) if block.note else words.text("block.no_label")
    )
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    text = cards.titled(words.text("block.card"), written(words, block), reason, zone)
    return Screen(text, (*rows, way_out(words, CoachDay(block.first_day))))
