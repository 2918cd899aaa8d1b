"""A coach's notes on a customer: read by nobody else, deleted in time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.people.customer_notes import KEPT, LONGEST
from domain.refusals import NotAllowed, NotFound
from domain.roles import Role
from handlers.actions.people import customer_notes as actions
from handlers.buttons.history_links import AskForget, ForgetNote, ShowHistory, WriteNote
from handlers.buttons.links import CoachCard, ShowAppointment
from handlers.queries.appointments import history
from storage import audit
from storage.people import customer_notes, merging, people
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, NOW, Visitor
from tests.house import House, Plan, acting, open_house

LATER = NOW + KEPT + timedelta(days=10)


@dataclass(frozen=True)
class Desk:
    """A coach, and one of their coming sessions."""

    house: House
    session: Appointment
    anna: Visitor

    async def note(self) -> str | None:
        async with self.house.database.read() as reader:
            return await customer_notes.find(reader, self.house.coach.id, self.house.customer.id)

    async def write(self, text: str, key: str, *, more: bool = False) -> None:
        await actions.write(
            self.house.database,
            self.session.id,
            text,
            actor=acting(self.house.coach_person),
            key=key,
            now=NOW,
            more=more,
        )


@pytest.fixture
async def desk(database: Database) -> Desk:
    house = await open_house(database, Plan(customers=2))
    session = await house.book(starts_at=NOW + timedelta(days=1))
    return Desk(house, session, Visitor(database, ANNA, "Anna"))


async def test_a_note_is_written_added_to_changed_and_deleted(desk: Desk) -> None:
    anna = desk.anna
    await anna.press(CoachCard(desk.session.id))
    await anna.press(anna.key("History and notes"))
    assert "Only you will see it: not Customer 0" in await anna.press(anna.key("Write a note"))
    assert "<b>Your note</b> (only you see it):\nA &lt;bad&gt; knee" in await anna.type(
        "A <bad> knee"
    )

    assert "<code>A &lt;bad&gt; knee</code>" in await anna.press(anna.key("Add to the note"))
    await anna.type("Likes mornings")
    assert await desk.note() == "A <bad> knee\nLikes mornings"
    assert "Your note: A &lt;bad&gt; knee\nLikes" in await anna.press(CoachCard(desk.session.id))

    await anna.press(anna.key("History, your note"))
    await anna.press(anna.key("Change the note"))
    refused = await anna.type("x" * (LONGEST + 1))
    assert refused.startswith(f"A note has at most {LONGEST:} characters")
    await anna.type("Well again")
    assert await desk.note() == "Well again"

    assert "Delete your note about Customer 0?" in await anna.press(anna.key("Delete the note"))
    yes = anna.key("Yes, delete the note")
    for _ in range(2):
        assert "your note" not in await anna.press(yes)
    assert await desk.note() is None
    assert "Write a note" in anna.labels()
    await anna.press(AskForget(desk.session.id))  # of a screen of before
    assert anna.toast() == "There is no longer a note."


async def test_nobody_else_reads_or_changes_it_by_any_door(desk: Desk) -> None:
    await desk.write("Secret", "k")
    house, session = desk.house, desk.session
    alex = Visitor(house.database, ALEX, "Alex")
    customer = Visitor(house.database, 8000, "Customer 0")
    for visitor in (alex, customer):
        for press in (
            CoachCard(session.id),
            ShowHistory(session.id),
            WriteNote(session.id),
            AskForget(session.id),
            ForgetNote(session.id),
            ShowAppointment(session.id),
        ):
            assert "Secret" not in await visitor.press(press)
            assert not any("note" in label for label in visitor.labels())
    admin = acting(house.customers[1], Role.ADMIN)
    for refused in (
        history.note(house.database, session.id, actor=admin),
        actions.write(house.database, session.id, "x", actor=admin, key="a", now=NOW),
        actions.forget(house.database, session.id, actor=admin, key="b", now=NOW),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            await refused
    assert (await history.summary(house.database, session, actor=admin)).note is None
    assert await desk.note() == "Secret"
    async with house.database.read() as reader:
        written = await audit.of(reader, "person", house.customer.id)
    [entry] = [one for one in written if one.action == "note_customer"]
    assert (entry.before, entry.after) == ({"note": False}, {"note": True})


async def test_what_is_added_at_one_moment_is_all_there(desk: Desk) -> None:
    await asyncio.gather(*(desk.write(f"line {n}", f"k{n}", more=True) for n in range(4)))
    await desk.write("line 0", "k0", more=True)  # delivered again
    assert sorted((await desk.note() or "").splitlines()) == [f"line {n}" for n in range(4)]


async def test_it_goes_with_the_person_and_when_the_two_are_done_with_each_other(
    desk: Desk,
) -> None:
    await desk.write("Old", "k")
    database, house = desk.house.database, desk.house

    async def forget() -> int:
        return await database.write(lambda w: customer_notes.forget_old(w, before=LATER - KEPT))

    assert await forget() == 1  # the one session of the two began before
    await desk.write("Old", "again")
    await house.book(starts_at=LATER, status=Status.COMPLETED)
    assert (await forget(), await desk.note()) == (0, "Old")


async def test_of_two_records_that_become_one_both_notes_are_kept(desk: Desk) -> None:
    house = desk.house
    record = await house.database.write(lambda w: people.add(w, "C.", None, NOW))
    await desk.write("First", "k")
    pair = house.coach.id, record.id
    await house.database.write(lambda w: customer_notes.keep(w, *pair, "Second", NOW))
    await house.database.write(lambda w: merging.merge(w, record.id, house.customer.id))
    assert await desk.note() == "First\nSecond"
