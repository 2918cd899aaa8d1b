"""The team's notes on a person: read by the whole team and nobody else, deleted in time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.people.customer_notes import KEPT, LONGEST
from domain.people.team_notes import NoteChanged, mark
from domain.refusals import NotAllowed, NotFound
from domain.roles import Role
from handlers.actions.people import erasing
from handlers.actions.people import team_notes as actions
from handlers.buttons.links import CoachCard
from handlers.buttons.people_links import (
    AskForgetTeamNote,
    ForgetTeamNote,
    ShowPerson,
    WriteTeamNote,
)
from handlers.queries.people import team_notes as queries
from storage import audit
from storage.people import merging, people, team_notes
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, NOW, Visitor
from tests.house import House, Plan, acting, open_house

LATER = NOW + KEPT + timedelta(days=10)


@dataclass(frozen=True)
class Desk:
    """Alex the admin, a manager, and a customer they write a note on."""

    house: House
    alex: Visitor
    manager: Visitor

    @property
    def customer(self) -> int:
        return self.house.customer.id

    async def note(self) -> str | None:
        async with self.house.database.read() as reader:
            note = await team_notes.find(reader, self.customer)
        return note and note.text

    async def write(self, text: str, key: str, **how: Any) -> None:
        by = acting(self.house.customers[1], Role.MANAGER)
        database, about = self.house.database, self.customer
        await actions.write(database, about, text, actor=by, key=key, now=NOW, **how)


@pytest.fixture
async def desk(database: Database) -> Desk:
    house = await open_house(database, Plan(customers=2))
    second = house.customers[1]
    await database.write(partial(people.set_role, person_id=second.id, role=Role.MANAGER))
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/start")
    assert second.telegram_id is not None
    return Desk(house, alex, Visitor(database, second.telegram_id, "Customer 1"))


async def test_a_note_is_written_read_by_a_colleague_added_to_and_deleted(desk: Desk) -> None:
    alex, manager = desk.alex, desk.manager
    await alex.press(ShowPerson(desk.customer))
    question = await alex.press(alex.key("Note"))
    assert "All managers and admins will see it; Customer 0 will not" in question
    card = await alex.type("Pays <late>")
    assert "(only the team sees it):\nPays &lt;late&gt;\n<i>Alex, Mon, 5 May" in card

    assert "Pays &lt;late&gt;" in await manager.press(ShowPerson(desk.customer))
    await manager.press(manager.key("Note"))
    assert "<code>Pays &lt;late&gt;</code>" in await manager.press(manager.key("Add to the note"))
    assert "<i>Customer 1, Mon, 5 May" in await manager.type("Likes mornings")
    assert await desk.note() == "Pays <late>\nLikes mornings"

    await alex.press(WriteTeamNote(desk.customer))
    refused = await alex.type("x" * (LONGEST + 1))
    assert refused.startswith(f"A note has at most {LONGEST} characters")
    await alex.type("Pays well")
    assert await desk.note() == "Pays well"

    await alex.press(alex.key("Note"))
    assert "Delete the team’s note" in await alex.press(alex.key("Delete the note"))
    yes = alex.key("Yes, delete the note")
    for _ in range(2):
        assert "Team note" not in await alex.press(yes)
    assert await desk.note() is None
    await alex.press(AskForgetTeamNote(desk.customer))  # of a screen of before
    assert alex.toast() == "There is no longer a note."


async def test_what_a_colleague_has_changed_meanwhile_is_shown_before_it_goes(desk: Desk) -> None:
    alex = desk.alex
    await alex.press(WriteTeamNote(desk.customer))
    await desk.write("Mine", "1")
    reply = await alex.type("Alex's")
    assert reply.startswith("Somebody else has changed this note in the meantime.")
    assert "<code>Mine</code>" in reply
    await alex.type("Both")
    await alex.press(AskForgetTeamNote(desk.customer))
    await desk.write("Mine again", "2")
    assert "Mine again" in await alex.press(alex.key("Yes, delete the note"))
    assert await desk.note() == "Mine again"
    await alex.press(alex.key("Yes, delete the note"))
    assert await desk.note() is None

    alex.person["language_code"] = "de"
    card = await alex.press(ShowPerson(desk.customer))
    assert "Notiz des Teams" not in card
    assert "Alle Manager und Admins sehen es" in await alex.press(alex.key("Notiz"))
    assert "<b>Notiz des Teams</b> (nur das Team sieht sie):" in await alex.type("Zahlt spät")


async def test_neither_the_person_nor_a_coach_reads_or_changes_it(desk: Desk) -> None:
    await desk.write("Secret", "k")
    house, database, about = desk.house, desk.house.database, desk.customer
    session = await house.book(starts_at=NOW + timedelta(days=1))
    coach = Visitor(database, ANNA, "Anna")
    customer = Visitor(database, 8000, "Customer 0")
    presses = (
        ShowPerson(about),
        WriteTeamNote(about),
        AskForgetTeamNote(about),
        ForgetTeamNote(about, mark("Secret")),
        CoachCard(session.id),
    )
    for visitor in (coach, customer):
        for press in presses:
            assert "Secret" not in await visitor.press(press)
    # Nor where they are of the team themself.
    await database.write(partial(people.set_role, person_id=about, role=Role.ADMIN))
    for press in presses:
        assert "Secret" not in await customer.press(press)
        assert "Note" not in customer.labels()
    oneself = acting(house.customer, Role.ADMIN)
    for refused in (
        queries.of_person(database, about, actor=oneself),
        queries.of_person(database, about, actor=acting(house.coach_person)),
        actions.write(database, about, "x", actor=oneself, key="a", now=NOW),
        actions.forget(database, about, actor=oneself, key="b", now=NOW),
        actions.forget(database, about, actor=acting(house.coach_person), key="c", now=NOW),
        actions.write(
            database, 2**62, "x", actor=acting(house.customers[1], Role.ADMIN), key="d", now=NOW
        ),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            await refused
    assert await desk.note() == "Secret"
    async with database.read() as reader:
        written = await audit.of(reader, "person", about)
    [entry] = [one for one in written if one.action == "write_team_note"]
    assert (entry.before, entry.after) == ({"note": False}, {"note": True})


async def test_of_what_is_written_at_one_moment_nothing_is_lost(desk: Desk) -> None:
    others = [desk.house.customers[1], *[await add_person(desk, f"M{n}") for n in range(3)]]

    async def add(n: int, **how: Any) -> None:
        by, database = acting(others[n], Role.MANAGER), desk.house.database
        await actions.write(
            database, desk.customer, f"line {n}", actor=by, key=f"k{n}", now=NOW, **how
        )

    await asyncio.gather(*(add(n, more=True) for n in range(4)))
    await add(0, more=True)  # delivered again
    note = await desk.note() or ""
    assert sorted(note.splitlines()) == [f"line {n}" for n in range(4)]

    async def instead(n: int) -> None:
        by, database = acting(others[n], Role.MANAGER), desk.house.database
        await actions.write(
            database, desk.customer, f"{n}", actor=by, key=f"i{n}", now=NOW, seen_mark=mark(note)
        )

    done = await asyncio.gather(*(instead(n) for n in range(4)), return_exceptions=True)
    assert sorted(str(type(one).__name__) for one in done) == ["NoneType"] + ["NoteChanged"] * 3
    assert NoteChanged(desk.customer) in done


async def test_it_goes_with_the_person_and_when_nobody_comes_any_more(desk: Desk) -> None:
    await desk.write("Old", "k")
    database, house = desk.house.database, desk.house

    async def forget() -> int:
        return await database.write(lambda w: team_notes.forget_old(w, before=LATER - KEPT))

    assert await forget() == 1
    await desk.write("Old", "again")
    await house.book(starts_at=LATER, status=Status.COMPLETED)
    assert (await forget(), await desk.note()) == (0, "Old")

    admin = acting(house.customers[1], Role.ADMIN)
    async with database.read() as reader:
        offered = await catalogue.load(reader)
    await erasing.erase(database, offered, desk.customer, actor=admin, key="e", now=NOW)
    assert await desk.note() is None
    with pytest.raises(NotFound):
        await desk.write("New", "of nobody")


async def test_of_two_records_that_become_one_both_notes_are_kept(desk: Desk) -> None:
    record = await add_person(desk, "C.")
    author, database = desk.house.customers[1].id, desk.house.database
    await desk.write("First", "k")
    await database.write(
        lambda w: team_notes.keep(w, record.id, "Second", record.id, NOW + timedelta(hours=1))
    )
    await database.write(lambda w: merging.merge(w, record.id, desk.customer))
    assert await desk.note() == "First\nSecond"
    async with database.read() as reader:
        rows = await reader.fetch("SELECT person_id, written_by FROM team_notes")
    assert [tuple(row) for row in rows] == [(desk.customer, desk.customer)]
    assert author != desk.customer
    by = acting(desk.house.customers[1], Role.MANAGER)
    about = await queries.of_person(database, record.id, actor=by)  # by its old number
    assert about.person.id == desk.customer


async def add_person(desk: Desk, name: str) -> people.Person:
    return await desk.house.database.write(lambda w: people.add(w, name, None, NOW))
