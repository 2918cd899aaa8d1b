"""A table over HTTP: sent as it is, checked, imported, undone; refused if it is not a table."""

from domain.roles import Role
from handlers.actions.transfer import import_lines
from handlers.files.incoming import LARGEST as LARGEST_TABLE
from handlers.http.api import files as api_files
from tests.handlers.http.api.fetching import send_head, upload
from tests.handlers.http.api.programs import Api, Program
from tests.house import NOW, House, acting


async def test_a_file_is_brought_in_as_it_is_looked_at_and_undone(
    api: Api, house: House, team: Program
) -> None:
    table = b"Name;Telefon\nNora Falk;+49 30 901820\n;12\n"
    kind = "text/csv"

    draft = await upload(team, "POST", "/imports/upload?name=kunden.csv", table, kind)
    path = f"/imports/{draft.data['id']}"
    checked = await team.post(f"{path}/check")
    wrong = await team.get(f"{path}/lines", params={"state": "wrong"})
    await team.post(f"{path}/confirm", {"revision": checked.data["revision"]})
    admin = acting(house.coach_person, Role.ADMIN)
    await import_lines.advance(house.database, actor=admin, now=NOW)
    done = await team.get(path)
    await team.post(f"{path}/undo")
    await import_lines.advance(house.database, actor=admin, now=NOW)
    undone = await team.get(path)

    assert (draft.status, draft.data["kind"], draft.data["state"]) == (201, "customers", "draft")
    assert checked.data["lines"] == {"new": 1, "wrong": 1}
    assert wrong.data["items"][0]["nr"] == 3
    assert (done.data["state"], done.data["lines"]["added"]) == ("done", 1)
    assert (undone.data["state"], undone.data["lines"]["removed"]) == ("undone", 1)


async def test_a_file_that_is_no_table_or_from_somebody_else_is_refused(
    api: Api, house: House, team: Program
) -> None:
    where = "/imports/upload?name=x"
    customer = await api.of(house.customer)

    odd = await upload(team, "POST", where, b"PK\x03\x04 no archive", api_files.EXCEL)
    other = await upload(team, "POST", where, b"{}", "application/json")
    large = await send_head(api, team, "POST", where, LARGEST_TABLE + 1, "text/csv")
    nameless = await upload(team, "POST", "/imports/upload", b"a;b", "text/csv")
    # A caller without the right is refused before their file is read.
    theirs = await send_head(api, customer, "POST", where, LARGEST_TABLE, "text/csv")
    unknown = await upload(api.stranger, "POST", where, b"a", "text/csv")

    assert (odd.status, odd.code) == (422, "UNREADABLE_FILE")
    assert (other.status, other.code) == (415, "KIND_OF_FILE")
    assert "text/csv" in other.details["kinds"]
    assert large == (413, "BODY_TOO_LARGE")
    assert nameless.status == 400
    assert theirs == (403, "NOT_ALLOWED")
    assert unknown.status == 401
