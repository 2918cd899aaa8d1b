"""The page of a service's card about its limits: how late, and how far ahead."""

from typing import Final

from domain.catalogue import Catalogue, Service
from handlers.chat.admin.sections import Section
from handlers.chat.admin.service_numbers import number_key
from handlers.chat.frame.screen import Row
from handlers.chat.frame.turn import Turn


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, rules = turn.words, service.rules
    return [
        words.text(
            "service.notices",
            book=words.length(rules.notice_book),
            move=words.length(rules.notice_move),
            cancel=words.length(rules.notice_cancel),
        ),
        words.plural("service.horizon", rules.horizon_days),
    ]


def _rows(turn: Turn, service: Service) -> tuple[Row, ...]:
    codes = ("book", "move", "cancel", "ahead")
    book, move, cancel, ahead = (number_key(turn, service, code) for code in codes)
    return ((book, move), (cancel, ahead))


SECTION: Final = Section("limits", _lines, _rows)
