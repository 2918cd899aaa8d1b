"""A line of a file that says what no other door would take is not taken either."""

from collections.abc import Sequence

import pytest

from domain.business.offering_rules import BUFFER, LONGEST_DESCRIPTION, MINUTES
from domain.coaches.profiles import LONGEST_CATEGORY
from domain.refusals import BadInput
from domain.roles import Actor
from domain.transfer.importing import ImportRowState
from handlers.actions.transfer.line_faults import fault_of
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.handlers.actions.file_imports import (
    appointed,
    confirm,
    count,
    draft,
    faults,
    finish,
    load_import,
    look,
    whole,
)
from tests.house import House, Plan, open_house

HEADS = "Service;Duration;Price;Currency;Category;Description;Buffer before;Buffer after;Capacity"
SENTENCES = {
    "session_length": "a session lasts 5 minutes to 12 hours",
    "break_length": "a break lasts 0 minutes to 4 hours",
    "long": "is too long",
    "number": "is not a whole number that fits here",
    "price": "is not a price",
    "currency": "is not a currency",
}


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2))


@pytest.fixture
async def admin(house: House) -> Actor:
    return await appointed(house, house.customers[1])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"Yoga;{MINUTES[0] - 1};;;;;;;", [("minutes", "session_length")]),
        (f"Yoga;{MINUTES[1] + 1};;;;;;;", [("minutes", "session_length")]),
        (
            "Yoga;1440;;;;;1440;1440;",
            [
                ("minutes", "session_length"),
                ("buffer_before", "break_length"),
                ("buffer_after", "break_length"),
            ],
        ),
        (f"Yoga;60;;;;;{BUFFER[1] + 1};;", [("buffer_before", "break_length")]),
        (f"Yoga;60;;;{'c' * (LONGEST_CATEGORY + 1)};;;;", [("category", "long")]),
        (f"Yoga;60;;;;{'d' * (LONGEST_DESCRIPTION + 1)};;;", [("description", "long")]),
        (f"{'y' * 61};60;;;;;;;", [("service", "long")]),
        ("Yoga;60;;;;;;;301", [("capacity", "number")]),
        ("Yoga;60;1000001;;;;;;", [("price", "price")]),
        ("Yoga;60;10;XYZ;;;;;", [("currency", "currency")]),
        ("Yoga;60;;XYZ;;;;;", [("currency", "currency")]),
    ],
)
async def test_a_service_out_of_bounds_is_refused_by_its_column(
    house: House, admin: Actor, line: str, expected: Sequence[tuple[str, str]]
) -> None:
    one = await look(house, admin, await draft(house, admin, f"{HEADS}\n{line}\n".encode()))
    assert one.counts == {ImportRowState.WRONG: 1}
    assert await faults(house, one.id) == [(2, *fault) for fault in expected]
    for _, why in expected:
        assert SENTENCES[why] in words_for("en").label(f"import.wrong_{why}", value="it")
        assert words_for("de").label(f"import.wrong_{why}", value="it") != f"import.wrong_{why}"


async def test_what_is_just_within_them_is_taken(house: House, admin: Actor) -> None:
    lines = (
        f"Short;{MINUTES[0]};0;CHF;;;0;{BUFFER[1]};300",
        f"Long;{MINUTES[1]};1000000;;{'c' * LONGEST_CATEGORY};{'d' * LONGEST_DESCRIPTION};;;1",
    )
    one = await whole(house, admin, "\n".join((HEADS, *lines)).encode())
    assert one.counts == {ImportRowState.ADDED: 2}


async def test_a_line_read_before_there_was_a_bound_is_set_aside(
    house: House, admin: Actor
) -> None:
    """An import may have been looked at by the version before, and be confirmed now."""
    content = f"{HEADS}\nYoga;60;;;;;;;\nTalk;60;;;;;;;\n".encode()
    one = await look(house, admin, await draft(house, admin, content))
    await confirm(house, admin, one)
    await house.database.write(
        lambda writer: writer.fetch(
            """UPDATE import_rows SET entry = jsonb_set(entry, '{minutes}', '1440')
            WHERE import_id = $1 AND nr = 2""",
            one.id,
        )
    )
    before = await count(house, "services")
    await finish(house)
    assert (await load_import(house, one.id)).counts == {
        ImportRowState.WRONG: 1,
        ImportRowState.ADDED: 1,
    }
    assert await faults(house, one.id) == [(2, "minutes", "session_length")]
    assert await count(house, "services") == before + 1


async def test_a_zone_that_is_nowhere_is_none_of_a_coach(house: House, admin: Actor) -> None:
    content = b"Name;E-Mail;Time zone;Services\nBen;ben@example.org;Factory;Coaching\n"
    one = await look(house, admin, await draft(house, admin, content))
    assert await faults(house, one.id) == [(2, "zone", "zone")]


def test_what_a_refusal_names_is_said_with_what_was_in_the_line() -> None:
    fault = fault_of(BadInput("title", 60), {"name": "Yoga"})
    assert (fault.column, fault.why, fault.value) == ("service", "long", "Yoga")
