"""What is imported survives a crash, comes once, and stays if somebody has used it."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.refusals import NotAllowed
from domain.roles import SYSTEM, Actor
from domain.transfer import exports as taken
from domain.transfer.importing import ImportChanged, ImportKind, ImportRowState
from handlers.actions.transfer import import_lines
from handlers.actions.transfer import importing as actions
from handlers.files import export
from handlers.wording.words import words_for
from storage.services import catalogue
from storage.transactions import Database
from storage.transfer import import_rows
from tests.handlers.actions.file_imports import (
    appointed,
    confirm,
    count,
    draft,
    finish,
    load_import,
    look,
    people_named,
    undo_import,
    whole,
)
from tests.house import NOW, House, acting, open_house
from tests.house import Plan as HousePlan


class Crash(BaseException):
    """The process is gone before its commit."""


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, HousePlan(customers=2))


@pytest.fixture
async def admin(house: House) -> Actor:
    return await appointed(house, house.customers[1])


async def test_a_crash_in_the_middle_and_two_replicas_lose_and_double_nothing(
    house: House, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"Person {n},p{n}@example.org" for n in range(12)]
    content = "\n".join(["Name,E-mail", *lines]).encode()
    ids = [await draft(house, admin, content) for _ in range(2)]
    both = [await look(house, admin, id_) for id_ in ids]
    assert [one.counts for one in both] == [{ImportRowState.NEW: 12}] * 2
    for one in both:
        await confirm(house, admin, one)
    set_row = import_rows.set_row
    crashed: list[int] = []

    async def crash(*where: Any, **what: Any) -> None:
        await set_row(*where, **what)
        if where[2] % 4 == 0 and len(crashed) < 3:
            crashed.append(where[2])
            raise Crash
        if where[2] == 7 and where[3] is ImportRowState.ADDED:
            raise RuntimeError("a line that nobody can take")

    monkeypatch.setattr(import_rows, "set_row", crash)
    for _ in range(20):
        await asyncio.gather(
            *(
                import_lines.advance(house.database, actor=SYSTEM, now=NOW, most=3)
                for _ in range(2)
            ),
            return_exceptions=True,
        )
    await finish(house)
    assert len(crashed) == 3
    first, second = [(await load_import(house, id_)).counts for id_ in ids]
    assert first.get(ImportRowState.ADDED, 0) + second.get(ImportRowState.ADDED, 0) == 11
    assert first.get(ImportRowState.KNOWN, 0) + second.get(ImportRowState.KNOWN, 0) == 11
    assert (first.get(ImportRowState.WRONG, 0), second.get(ImportRowState.WRONG, 0)) == (1, 1)
    assert await count(house, "people WHERE email LIKE 'p%@example.org'") == 11


async def test_what_somebody_has_touched_stays_and_is_named(house: House, admin: Actor) -> None:
    services = b"Treatment;Duration;Price;Group\nCut;0:45;25,50 \xe2\x82\xac;Hair\nDye;90 min;80;\n"
    added = await whole(house, admin, services)
    assert (added.kind, added.counts) == (ImportKind.SERVICES, {ImportRowState.ADDED: 2})
    staff = b"Employee name,Services,Time zone\nKim Lee,Cut; Dye,Europe/London\nBo,Sing,\n"
    team = await whole(house, admin, staff)
    assert (team.kind, team.counts) == (
        ImportKind.COACHES,
        {ImportRowState.ADDED: 1, ImportRowState.WRONG: 1},
    )
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    [kim] = [one for one in offered.coaches.values() if one.name == "Kim Lee"]
    cut = next(one for one in offered.services.values() if one.title == "Cut")
    assert (kim.active, kim.zone, len(kim.service_ids)) == (False, "Europe/London", 2)
    assert (cut.minutes, cut.price.minor, cut.category) == (45, 2550, "Hair")
    # A service that somebody does stays; what nobody has touched goes.
    assert (await undo_import(house, admin, added)).counts == {ImportRowState.STAYS: 2}
    assert (await undo_import(house, admin, team)).counts == {
        ImportRowState.REMOVED: 1,
        ImportRowState.WRONG: 1,
    }
    assert await count(house, "coaches") == 1
    customers = await whole(house, admin, b"Name;Mail\nAda;ada@example.org\nIda;ida@example.org\n")
    ada = "SELECT id FROM people WHERE first_name = 'Ada'"
    [[ada_id]] = await house.database.write(lambda w: w.fetch(ada))
    await house.book(customer_id=ada_id)
    gone = await undo_import(house, admin, customers)
    assert gone.counts == {ImportRowState.REMOVED: 1, ImportRowState.STAYS: 1}
    async with house.database.read() as reader:
        [stays] = await import_rows.rows_of(reader, gone.id, [ImportRowState.STAYS], 9)
    assert stays.entry["name"] == "Ada"


@pytest.mark.parametrize(
    ("format_", "language"), [(taken.ExportFormat.CSV, "de"), (taken.ExportFormat.EXCEL, "en")]
)
async def test_what_was_taken_along_adds_nothing_when_it_comes_back(
    house: House, admin: Actor, tmp_path: Path, format_: taken.ExportFormat, language: str
) -> None:
    phone = "INSERT INTO identities (person_id, kind, value) VALUES ($1, 'phone', '+4915112345678')"
    await house.database.write(lambda w: w.fetch(phone, house.customer.id))
    await house.book(note="=1+1\n'quoted'")
    await house.book(status=Status.CANCELLED, starts_at=NOW - timedelta(days=3))
    kinds = (
        taken.ExportTable.CUSTOMERS,
        taken.ExportTable.COACHES,
        taken.ExportTable.SERVICES,
        taken.ExportTable.BOOKINGS,
    )
    async with house.database.read() as reader:
        files = await export.write(
            reader,
            words_for(language),
            taken.ExportSpec(kinds, format_),
            tmp_path,
            zone="Europe/Berlin",
            file_date=date(2026, 3, 2),
        )
    assert files is not None
    content = files[0].read_bytes()
    before = [await count(house, table) for table in ("people", "coaches", "services")]
    counts: dict[ImportKind, Any] = {}
    for sheet in range(len(kinds)):
        one = await whole(house, admin, content, sheet=sheet)
        counts[one.kind] = one.counts
    assert counts == {
        ImportKind.CUSTOMERS: {ImportRowState.KNOWN: 2},
        ImportKind.COACHES: {ImportRowState.KNOWN: 1},
        ImportKind.SERVICES: {ImportRowState.KNOWN: 1},
        ImportKind.BOOKINGS: {ImportRowState.KNOWN: 2},
    }
    assert [await count(house, table) for table in ("people", "coaches", "services")] == before
    assert await count(house, "appointments") == 2


async def test_only_admins_may_and_what_has_changed_is_looked_at_again(
    house: House, admin: Actor
) -> None:
    id_ = await draft(house, admin, b"Name,Mail\nAda,ada@example.org\n")
    one = await load_import(house, id_)
    with pytest.raises(ImportChanged):  # nobody has looked at it
        await confirm(house, admin, one)
    checked = await look(house, admin, id_)
    options = checked.options.meaning(1, "")
    await actions.change(
        house.database, id_, ImportKind.CUSTOMERS, options, actor=admin, key="c", now=NOW
    )
    with pytest.raises(ImportChanged):
        await actions.confirm(
            house.database, id_, checked.revision, actor=admin, key="again", now=NOW
        )
    stranger = acting(house.customer)
    for deed in (
        actions.confirm(house.database, id_, 1, actor=stranger, key="s", now=NOW),
        actions.undo(house.database, id_, actor=stranger, key="s", now=NOW),
        import_lines.advance(house.database, actor=stranger, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            await deed
    assert await people_named(house, "Ada") == []
