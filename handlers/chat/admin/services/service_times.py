"""The page of a service's card about its times: when it can start, and what is kept free."""

from typing import Final

from domain.services.catalogue import Catalogue
from domain.services.service import Service
from handlers.buttons.screen import Row
from handlers.chat.admin.services.sections import Section
from handlers.chat.admin.services.service_numbers import number_key
from handlers.chat.frame.turn import Turn


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words = turn.words
    return [
        words.text("service.step", step=words.length(service.step)),
        words.text(
            "service.buffers",
            before=words.length(service.buffer_before),
            after=words.length(service.buffer_after),
        ),
    ]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    step, before, after = (number_key(turn, service, code) for code in ("step", "bef", "aft"))
    return ((step,), (before, after))


SECTION: Final = Section("times", _lines, _rows)
