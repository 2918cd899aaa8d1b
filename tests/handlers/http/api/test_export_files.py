"""An export over HTTP: begun, watched, and fetched by whoever asked for it."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from bot.delivery.exports import Exports
from domain.roles import Role
from handlers.queries.starts.shop import Shop
from storage.people import people
from storage.transactions import Database
from tests.handlers.http.api.fetching import fetch
from tests.handlers.http.api.programs import Api, Program
from tests.house import NOW, House


async def _nothing(*_: Any, **__: Any) -> Any:
    raise AssertionError("nothing goes to a chat")


def exports(database: Database) -> Exports:
    return Exports(database, _nothing, _nothing, Shop(database), lambda: NOW, "en")


async def test_an_export_is_begun_watched_and_fetched_by_who_asked(
    api: Api, house: House, team: Program
) -> None:
    await house.book()
    begun = await team.post("/exports", {"tables": ["customers", "bookings"]})
    same = await team.post("/exports", {"tables": ["customers", "bookings"]})
    path = f"/exports/{begun.data['id']}"
    nothing_yet = await fetch(team, f"{path}/files/1")
    await exports(house.database).look()

    export = await team.get(path)
    [described] = export.data["files"]
    file = await fetch(team, f"{path}/files/1")
    again = await fetch(team, f"{path}/files/1", headers={"If-None-Match": file.headers["ETag"]})

    assert (begun.status, begun.data["state"], begun.data["to"]) == (202, "waiting", "download")
    assert same.data["id"] == begun.data["id"]
    assert nothing_yet.status == 404
    assert (export.data["state"], export.data["sent"]) == ("done", 1)
    assert described["bytes"] == len(file.content) == int(file.headers["Content-Length"])
    assert file.headers["Content-Type"] == described["kind"] == "application/zip"
    assert ZipFile(BytesIO(file.content)).namelist() == ["customers.csv", "bookings.csv"]
    assert again.status == 304
    assert (await fetch(team, f"{path}/files/2")).status == 404
    boss = await house.database.write(lambda w: people.by_id(w, house.customers[2].id))
    assert boss is not None
    await house.database.write(lambda w: people.set_role(w, boss.id, Role.ADMIN))
    other = await api.of(boss)
    assert (await other.get(path)).status == (await fetch(other, f"{path}/files/1")).status == 404
