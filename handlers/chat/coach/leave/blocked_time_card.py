"""The card of blocked time: what it is for, and how to remove it."""

from domain.working_hours.leave import Leave
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import CoachDay
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.coach.leave.leave_words import AskReason, DropReason
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.leave_wording import stretch_text
from handlers.wording.words import Words


@button("ox")
class RemoveBlock(Press):
    """It can be booked again."""

    leave: int


def _label_rows(words: Words, block: Leave) -> list[Row]:
    ask = AskReason(block.id, 0)
    if not block.note:
        return [(Key(words.label("block.add_label"), ask),)]
    change = Key(words.label("block.change_label"), ask)
    return [(change,), (Key(words.label("block.drop_label"), DropReason(block.id, 0)),)]


def block_card(turn: Turn, block: Leave) -> Screen:
    """What is blocked, and what can be done with it; no keys once it is over."""
    words, coach = turn.words, turn.as_coach()
    rows: list[Row] = []
    if block.ends > turn.now.astimezone(coach.tz).replace(tzinfo=None):
        rows += _label_rows(words, block)
        rows.append((Key(words.label("block.remove_key"), RemoveBlock(block.id), DANGER),))
    reason = (
        words.text("block.label", note=block.note) if block.note else words.text("block.no_label")
    )
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    text = cards.with_title(words.text("block.card"), stretch_text(words, block), reason, zone)
    return Screen(text, (*rows, way_out(words, CoachDay(block.first_day))))
