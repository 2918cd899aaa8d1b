"""An import continues with the rights its starter has now, not those they had then."""

import pytest

from domain.roles import SYSTEM, Actor, Role
from domain.transfer.importing import ImportRowState, ImportState
from handlers.actions.transfer import import_lines, importing
from handlers.notices import rendering
from handlers.wording.words import words_for
from storage import audit
from storage.transactions import Database, Writer
from tests.handlers.actions.file_imports import (
    appointed,
    confirm,
    count,
    draft,
    faults,
    finish,
    give_role,
    load_import,
    look,
    people_named,
    undo_import,
)
from tests.house import NOW, House, open_house
from tests.house import Plan as HousePlan

FOUR = "Name,E-mail\n" + "".join(f"Person {n},p{n}@example.org\n" for n in range(4))


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, HousePlan(customers=3))


@pytest.fixture
async def admin(house: House) -> Actor:
    return await appointed(house, house.customers[1])


async def half(house: House, admin: Actor) -> int:
    """An import with two of its four lines in; its id."""
    one = await look(house, admin, await draft(house, admin, FOUR.encode()))
    await confirm(house, admin, one)
    assert await import_lines.advance(house.database, actor=SYSTEM, now=NOW, most=2) == 2
    return one.id


async def blocked(house: House, person_id: int) -> None:
    async def work(writer: Writer) -> None:
        await writer.fetch(
            "UPDATE people SET role = NULL, blocked_at = $2 WHERE id = $1", person_id, NOW
        )

    await house.database.write(work)


@pytest.mark.parametrize("kept", ["manager", "blocked"])
async def test_who_is_no_admin_any_more_brings_nothing_more_in(
    house: House, admin: Actor, kept: str
) -> None:
    import_id = await half(house, admin)
    if kept == "blocked":
        await blocked(house, admin.person)
    else:
        await give_role(house, admin.person, Role.MANAGER)
    await finish(house)
    one = await load_import(house, import_id)
    assert one.state is ImportState.DONE
    assert one.counts == {ImportRowState.ADDED: 2, ImportRowState.WRONG: 2}
    assert await faults(house, import_id) == [(4, "", "no_right"), (5, "", "no_right")]
    assert await count(house, "people WHERE telegram_id IS NULL") == 2
    async with house.database.read() as reader:
        *_, entry = await audit.of(reader, "import", import_id)
        messages = await reader.fetch("SELECT recipient_id, facts FROM outbox")
    assert (entry.action, entry.actor_id, entry.after) == ("stop_import", None, {"state": "done"})
    [(recipient, facts)] = messages
    assert recipient == admin.person
    for language, says in (("en", "was stopped"), ("de", "wurde angehalten")):
        notice = rendering.compose("import_ended", facts, words_for(language), None)
        assert says in notice.title.plain
        assert notice.ways == ()  # what they may open no more


async def test_another_admin_can_undo_what_was_stopped(house: House, admin: Actor) -> None:
    import_id = await half(house, admin)
    await give_role(house, admin.person, Role.CUSTOMER)
    await finish(house)
    other = await appointed(house, house.customers[2])
    gone = await undo_import(house, other, await load_import(house, import_id))
    assert gone.state is ImportState.UNDONE
    assert gone.count(ImportRowState.REMOVED) == 2
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT DISTINCT actor_id FROM audit WHERE action = 'undo_import' AND entity = 'person'"
        )
    assert [actor for (actor,) in rows] == [other.person]


async def test_an_undo_stops_as_well_and_can_be_taken_up_again(house: House, admin: Actor) -> None:
    import_id = await half(house, admin)
    await finish(house)
    await importing.undo(house.database, import_id, actor=admin, key="undo", now=NOW)
    await give_role(house, admin.person, Role.MANAGER)
    await finish(house)
    one = await load_import(house, import_id)
    assert (one.state, one.counts) == (ImportState.DONE, {ImportRowState.ADDED: 4})
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE facts ? 'stopped'")
    notice = rendering.compose("import_ended", facts, words_for("en"), None)
    assert notice.title.plain.startswith("📥 Undoing the import of")
    assert "the rest" in notice.lines[-1].plain
    other = await appointed(house, house.customers[2])
    assert (await undo_import(house, other, one)).counts == {ImportRowState.REMOVED: 4}
    assert await people_named(house, "Person 1") == []
