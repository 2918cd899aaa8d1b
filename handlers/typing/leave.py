"""Days or hours off as people type them."""

from datetime import date, timedelta

from domain.text.field_text import FARTHEST_DAY, LONGEST_LEAVE
from domain.working_hours.leave import LeaveStretch, wall
from handlers.typing.leave_grammar import LeaveGrammar
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary


def read_leave(text: str, today: date, vocabulary: Vocabulary) -> Reading[LeaveStretch]:
    """A stretch of wall time off, else a `ParseFailure` with an example. A day without a year is
    the next one; if it has only just passed, the reader is asked which is meant."""
    example = (today + timedelta(weeks=4)).isoformat()
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".")
    return read(lambda: _read(spelled, today, vocabulary), example)


def _read(text: str, today: date, vocabulary: Vocabulary) -> tuple[LeaveStretch, ...]:
    tokens = Tokens(text, vocabulary)
    if not len(tokens):
        raise Unreadable("date_unreadable", text)
    stretches = tuple(LeaveGrammar(tokens, today, vocabulary.month_first).readings())
    for stretch in stretches:
        _check_stretch(stretch, text, today)
    # What is already over is offered last.
    return tuple(sorted(stretches, key=lambda one: one.ends <= wall(today, 0)))


def _check_stretch(stretch: LeaveStretch, text: str, today: date) -> None:
    last = (stretch.ends - timedelta(microseconds=1)).date()
    if stretch.ends <= stretch.starts:
        raise Unreadable("date_backwards", text)
    if (last - stretch.starts.date()).days >= LONGEST_LEAVE:
        raise Unreadable("date_too_long", text)
    if last > today + timedelta(days=FARTHEST_DAY):
        raise Unreadable("date_too_far", text)
    if stretch.starts.date() < today - timedelta(days=LONGEST_LEAVE):
        raise Unreadable("date_past", text)
