"""Guards of the desk, as in `unguarded`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import Appointment
from handlers.actions.appointments import negotiating, proposing
from handlers.actions.rescues import rescue_answers
from storage.appointments import correspondence
from storage.appointments.correspondence import WritingStops
from storage.transactions import Writer
from tests.chaos.removals import for_good, replace_attr


def whole_rescue() -> None:
    """Each session of a rescue gets its answer by itself, and keeps it whatever follows."""
    for_good(rescue_answers, "_offer")


def stops() -> None:
    """Nobody asks whether the other person wants messages."""

    async def open_to_all(*_: object) -> WritingStops:
        return WritingStops(banned=False, stops=False, stopped=False)

    replace_attr(correspondence, "writing_stops", open_to_all)


def offers_end() -> None:
    """What was once on offer can be taken for ever."""
    take = negotiating.take

    async def any_of_them(
        writer: Writer, known: Any, before: Appointment, start: datetime, _: object, **more: Any
    ) -> Appointment:
        return await take(writer, known, before, start, [start], **more)

    replace_attr(negotiating, "take", any_of_them)
    replace_attr(proposing, "customer_may_choose", lambda *_: None)


DESK: Final[Mapping[str, Callable[[], None]]] = {
    "whole_rescue": whole_rescue,
    "stops": stops,
    "offers_end": offers_end,
}
