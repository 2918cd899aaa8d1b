"""The page of a service's card about its limits: how late, how far ahead, and how often."""

from typing import Final

from domain.services.catalogue import Catalogue
from domain.services.service import Service
from handlers.buttons.screen import Row
from handlers.chat.admin.services.sections import Section
from handlers.chat.admin.services.service_horizon import FIELD, horizon_key, in_words, of
from handlers.chat.admin.services.service_numbers import number_key
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, rules = turn.words, service.rules
    return [
        words.text(
            "service.notices",
            book=words.length(rules.notice_book),
            move=words.length(rules.notice_move),
            cancel=words.length(rules.notice_cancel),
        ),
        words.text("service.ahead", ahead=in_words(words, of(rules))),
        limits.caps(words, "service", rules.caps),
        limits.caps(words, "customer_service", rules.customer_caps),
    ]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    codes = ("book", "move", "cancel", "cd", "cw", "ud", "uw")
    book, move, cancel, day, week, own_day, own_week = (
        number_key(turn, service, code) for code in codes
    )
    ahead = horizon_key(turn, service)
    return ((book, move), (cancel, ahead), (day, week), (own_day, own_week))


SECTION: Final = Section("limits", _lines, _rows, fields=(FIELD,))
