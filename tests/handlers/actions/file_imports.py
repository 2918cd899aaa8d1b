"""Files on their way into the database, step by step as in the chat."""

from collections.abc import Sequence
from typing import Any

from babel import Locale

from domain.roles import SYSTEM, Actor, Role
from domain.transfer.importing import ImportKind, ImportRowState, field_of, kind_of, name_key
from handlers.actions.transfer import import_lines
from handlers.actions.transfer import importing as actions
from handlers.files import incoming
from handlers.places.currencies import currency_codes
from handlers.typing import cells, headers
from handlers.typing.cells import DateStyle
from handlers.typing.row_format import RowFormat
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.formats import minor_units
from storage.people import people
from storage.people.people import Person
from storage.services import catalogue
from storage.transfer import import_rows, imports
from storage.transfer.imports import Import, ImportOptions
from tests.house import NOW, House, acting


async def appointed(house: House, person: Person) -> Actor:
    """The person as an admin, in the database, too."""
    await give_role(house, person.id, Role.ADMIN)
    return acting(person, Role.ADMIN)


async def give_role(house: House, person_id: int, role: Role) -> None:
    await house.database.write(lambda writer: people.set_role(writer, person_id, role))


async def draft(
    house: House, admin: Actor, content: bytes, *, kind: ImportKind | None = None, sheet: int = -1
) -> int:
    """The id of a file as the chat stores it."""
    table = await incoming.read(content, sheet)
    rows = [list(row) for _, row in table.rows]
    at = headers.head_row(rows)
    heads = [cells.text_of(cell) for cell in rows[at]]
    hints = headers.kinds_in(table.sheets[table.sheet])
    meant = kind or kind_of([headers.meanings(head) for head in heads], hints)
    columns: list[str] = []
    for head in heads:
        name = field_of(meant, headers.meanings(head)) or ""
        columns.append("" if name in columns else name)
    options = ImportOptions(
        "file", list(table.sheets), table.sheet, heads, columns, month_first=True
    )
    return await actions.draft(
        house.database,
        meant,
        "a.csv",
        options,
        table.rows[at + 1 :],
        actor=admin,
        key=f"{hash(content)}:{sheet}:{next(_keys)}",
        now=NOW,
    )


_keys = iter(range(10_000))


async def look(house: House, admin: Actor, id_: int) -> Import:
    """What would become of its lines."""
    one = await load_import(house, id_)
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    zones = {name_key(coach.name): coach.zone for coach in offered.coaches.values()}
    style = DateStyle(
        vocabulary_of(Locale("en", "US")), month_first=one.options.month_first is True
    )
    reading = RowFormat(
        one.kind,
        one.options.fields,
        style,
        "Europe/Berlin",
        "EUR",
        minor_units,
        currency_codes(),
        zones,
    )
    await actions.check(house.database, offered, id_, reading, one.revision, actor=admin, now=NOW)
    return await load_import(house, id_)


async def load_import(house: House, id_: int) -> Import:
    async with house.database.read() as reader:
        one = await imports.find(reader, id_)
    assert one is not None
    return one


async def whole(house: House, admin: Actor, content: bytes, **how: Any) -> Import:
    """Sent, checked, confirmed, and brought in."""
    one = await look(house, admin, await draft(house, admin, content, **how))
    await confirm(house, admin, one)
    await finish(house)
    return await load_import(house, one.id)


async def confirm(house: House, admin: Actor, one: Import) -> None:
    await actions.confirm(
        house.database, one.id, one.revision, actor=admin, key=f"do:{one.id}", now=NOW
    )


async def finish(house: House) -> None:
    while await import_lines.advance(house.database, actor=SYSTEM, now=NOW):
        pass


async def undo_import(house: House, admin: Actor, one: Import) -> Import:
    await actions.undo(house.database, one.id, actor=admin, key=f"undo:{one.id}", now=NOW)
    await finish(house)
    return await load_import(house, one.id)


async def faults(house: House, id_: int) -> list[tuple[int, str, str]]:
    async with house.database.read() as reader:
        rows = await import_rows.rows_of(reader, id_, [ImportRowState.WRONG], 99)
    return [(row.nr, column, why) for row in rows for column, why, _ in row.faults]


async def count(house: House, what: str) -> int:
    async with house.database.read() as reader:
        [[n]] = await reader.fetch(f"SELECT count(*) FROM {what}")
    return int(n)


async def people_named(house: House, name: str) -> Sequence[Any]:
    async with house.database.read() as reader:
        return await reader.fetch("SELECT id FROM people WHERE first_name = $1", name)
