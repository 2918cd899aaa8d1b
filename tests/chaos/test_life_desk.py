"""Each check of the desk made to fail once, in the state machine."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import RULE_MARKER

from domain.appointment import Appointment
from handlers.actions import consent, handing_over, line, negotiating, taking_over
from handlers.queries import correspondence as queries
from storage import appointments, correspondence, holds, wait_offers, waits
from storage.appointment_rows import of_row
from storage.correspondence import Standing
from storage.transactions import Reader, Writer
from storage.waits import InLine
from tests.chaos.life_desk import Desk
from tests.chaos.life_machine import Life
from tests.chaos.life_stage import Stage
from tests.chaos.rows.life import SHORT, live
from tests.services import Postgres

Removal = Callable[[pytest.MonkeyPatch], None]
WRITING = ("books", "says_something")
FALLING_ILL = ("books", "falls_ill")
KEEPING = ("looks_at_it_last", "two_look_at_it_last")
ASKING = ("a_colleague_is_asked", "two_decide_about_a_question")
FOR_CUSTOMERS = ("a_customer_is_asked",)
IN_LINE = ("books", "time_passes", "does_something_in_line", "a_time_comes_free")


@pytest.fixture
def stage(postgres: Postgres) -> Iterator[Stage]:
    opened = Stage(postgres)
    yield opened
    opened.close()


def living_by(*rules: str) -> type[Life]:
    """The desk by these rules alone: among all of them each guard would be missed minutes later."""
    others = {
        name: None
        for kind in Desk.__mro__
        for name, value in vars(kind).items()
        if hasattr(value, RULE_MARKER) and name not in rules
    }
    return type("Few", (Desk,), others)


def no_look_who_is_on_the_other_side(patch: pytest.MonkeyPatch) -> None:
    """Whoever writes is written to."""

    async def oneself(reader: Reader, a: Appointment, *, by_coach: bool) -> int:
        if by_coach:
            return await appointments.coach_person_id(reader, a.coach_id)
        return a.customer_id

    patch.setattr(queries, "other_of", oneself)


def no_end_of_messages(patch: pytest.MonkeyPatch) -> None:
    async def open_to_all(*_: object) -> Standing:
        return Standing(banned=False, stops=False, stopped=False)

    patch.setattr(correspondence, "standing", open_to_all)


def no_hold_of_what_is_offered(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(negotiating.Held, "claim", nothing)


def no_order_in_line(patch: pytest.MonkeyPatch) -> None:
    of_coach = waits.of_coach

    async def the_last_first(*of: Any) -> list[InLine]:
        return (await of_coach(*of))[::-1]

    patch.setattr(waits, "of_coach", the_last_first)


def no_true_reason(patch: pytest.MonkeyPatch) -> None:
    """Everybody is said to be elsewhere then."""

    async def busy(*_: object) -> bool:
        return True

    patch.setattr(wait_offers, "busy", busy)


def no_time_kept(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> tuple[None, None]:
        return None, None

    patch.setattr(line, "keep", nothing)


def no_next_in_line(patch: pytest.MonkeyPatch) -> None:
    async def done(*_: object) -> bool:
        return True

    patch.setattr(line, "_hand_on", done)


def no_end_of_what_is_kept(patch: pytest.MonkeyPatch) -> None:
    """What is booked goes on being kept for whoever has booked it."""

    async def nothing(*_: object) -> None:
        return None

    patch.setattr(holds, "became", nothing)


def no_time_held_with_a_colleague(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(handing_over, "hold", nothing)


def no_look_who_was_asked(patch: pytest.MonkeyPatch) -> None:
    """Whoever answers was asked, at whichever version."""

    async def anybody(writer: Writer, appointment_id: int, *_: object) -> Appointment | None:
        return await appointments.by_id(writer, appointment_id, lock=True)

    patch.setattr(taking_over, "asked_by", anybody)


def no_end_of_what_is_held(patch: pytest.MonkeyPatch) -> None:
    """A customer may take it for ever."""
    patch.setattr(consent, "customer_may_take", lambda *_: None)


def no_second_look_for_who_waited(patch: pytest.MonkeyPatch) -> None:
    """Whoever has waited for a hand-over is told that there is no such session."""

    async def once(
        reader: Reader, appointment_id: int, *, lock: bool = False
    ) -> Appointment | None:
        statement = appointments._LOCKED if lock else appointments._BY_ID
        row = await statement.row(reader, id=appointment_id)
        return None if row is None else of_row(row)

    patch.setattr(appointments, "by_id", once)


@pytest.mark.guard
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("remove", "found", "rules"),
    [
        (no_end_of_what_is_kept, "holds: |SlotTaken", KEEPING),
        (no_time_held_with_a_colleague, "offers: ", ASKING),
        (no_look_who_was_asked, "NotAsked", ASKING),
        (no_end_of_what_is_held, "AlreadyDecided", FOR_CUSTOMERS),
        (no_second_look_for_who_waited, "NotFound", ASKING),
        (no_look_who_is_on_the_other_side, "letters: ", WRITING),
        (no_end_of_messages, "MessagesUnwanted", WRITING),
        (no_hold_of_what_is_offered, "offers: ", FALLING_ILL),
        (no_order_in_line, "it was not their turn", IN_LINE),
        (no_true_reason, "passed over for no reason", IN_LINE),
        (no_time_kept, "turns_kept: |cannot have what they were offered", IN_LINE),
        (no_next_in_line, "nobody was asked", IN_LINE),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_guard_of_the_desk_is_missed(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    remove: Removal,
    found: str,
    rules: tuple[str, ...],
) -> None:
    remove(monkeypatch)

    lived = live(stage, settings(SHORT, max_examples=60), machine=living_by(*rules))

    assert re.search(found, "\n".join(lived.differences))
