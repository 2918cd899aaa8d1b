"""Leave in words that can be typed back as they are, and what its cards share."""

from datetime import date

from domain.services.catalogue import Coach
from domain.working_hours.leave_rules import LeaveRule
from handlers.buttons.labels import CUT, fit
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row
from handlers.wording import cards
from handlers.wording.words import Words

LONGEST_NOTE = 60  # letters of a reason in a list; twenty of them fit into one message
NEXT_DAYS = 3  # of a rule, in the list


@button("ln")
class AskReason(Press):
    """Type the reason for leave or for a rule; the other is 0."""

    leave: int
    rule: int


@button("lx")
class DropReason(Press):
    """Without a reason."""

    leave: int
    rule: int


def next_days(words: Words, rule: LeaveRule, ahead: list[date]) -> str:
    """The next days of a rule that are off."""
    off = [words.short_day(day) for day in ahead if day not in rule.skipped]
    return ", ".join(off[:NEXT_DAYS])


def note_in_short(note: str) -> str:
    """A reason on one line; a long one is cut after a word, if it has any."""
    whole = " ".join(note.split())
    short = fit(whole, LONGEST_NOTE)
    head, _, _ = short.rpartition(" ")
    return f"{head} {CUT}" if short != whole and len(head) > LONGEST_NOTE // 2 else short


def card_text(words: Words, coach: Coach, stretch: str, note: str | None) -> str:
    """Leave by itself, with its reason."""
    reason = words.text("leave.reason_line", note=note) if note else words.text("leave.no_reason")
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    return cards.with_title(words.text("leave.card"), stretch, reason, zone)


def reason_keys(words: Words, note: str | None, leave: int, rule: int) -> Row:
    """What can be done with the reason for leave or for a rule; the other is 0."""
    if not note:
        return (Key(words.label("leave.add_reason"), AskReason(leave, rule)),)
    change = Key(words.label("leave.change_reason"), AskReason(leave, rule))
    return change, Key(words.label("leave.drop_reason"), DropReason(leave, rule))
