"""Files over HTTP: reports, pictures, calendars, exports, imports, what people send each other."""

import asyncio
import json
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from aiohttp import ClientError
from icalendar import Calendar
from yarl import URL

from bot.delivery.exports import Exports
from domain.appointment import Status
from domain.kept_files import LARGEST
from domain.notices import NoticeKind
from domain.roles import Role
from handlers.actions import import_lines
from handlers.files.incoming import LARGEST as LARGEST_TABLE
from handlers.http.api import files as api_files
from handlers.queries.shop import Shop
from storage import kept_files, outbox, people
from storage.kept_files import PART
from storage.transactions import Database
from tests.handlers.http.api.programs import Api, Program, serve
from tests.house import NOW, House, acting

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
OGG = b"OggS" + bytes(60)


@dataclass(frozen=True)
class Fetched:
    """A file that came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes


async def fetch(program: Program, path: str, **request: Any) -> Fetched:
    headers = {**program.headers, **request.pop("headers", {})}
    url = f"/api/v1{path}"
    async with program.session.get(url, headers=headers, **request) as response:
        return Fetched(response.status, response.headers, await response.read())


def starts_in(file: Fetched) -> list[Any]:
    """Of a calendar file."""
    calendar: Any = Calendar.from_ical(file.content)
    return [event["DTSTART"].dt for event in calendar.walk("VEVENT")]


async def sent(program: Program, method: str, path: str, content: bytes, kind: str) -> Any:
    return await program.ask(method, path, data=content, headers={"Content-Type": kind})


async def announced(
    api: Api, program: Program, method: str, path: str, length: int, kind: str
) -> tuple[int, str]:
    """What is said to the head of a request alone: its status, and the code of the error."""
    url = URL(api.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = {**program.headers, "Host": "x", "Content-Type": kind, "Content-Length": str(length)}
    lines = [f"{method} /api/v1{path} HTTP/1.1", *(f"{name}: {head[name]}" for name in head)]
    writer.write("\r\n".join((*lines, "", "")).encode())
    async with asyncio.timeout(60):
        told = await reader.read()
    writer.close()
    body = json.loads(told.partition(b"\r\n\r\n")[2])
    return int(told.split()[1]), body["error"]["code"]


@pytest.mark.parametrize(
    ("path", "kind", "begins"),
    [
        ("/reports/bookings?first=2026-03-01&last=2026-03-31", "text/csv", b"\xef\xbb\xbf"),
        ("/reports/bookings?format=xlsx", api_files.EXCEL, b"PK"),
        ("/reports/picture?dark=true", "image/png", b"\x89PNG"),
        ("/coaches/1/week/picture", "image/png", b"\x89PNG"),
    ],
    ids=["csv", "excel", "report", "week"],
)
async def test_what_is_drawn_or_written_is_saved_and_never_shown(
    api: Api, house: House, team: Program, path: str, kind: str, begins: bytes
) -> None:
    one = await house.book()
    path = path.replace("/coaches/1", f"/coaches/{house.coach.id}")

    file = await fetch(team, path, headers={"Accept-Language": "de"})

    assert (file.status, file.headers["Content-Type"]) == (200, kind)
    assert file.content.startswith(begins)
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    if kind == "text/csv":
        head, line = file.content.decode("utf-8-sig").splitlines()
        assert head.startswith("Code;")
        assert line.startswith(one.code)
    customer = await api.of(house.customer)
    assert (await fetch(customer, path)).status in (403, 404)
    assert (await fetch(api.stranger, path)).status == 401


async def test_calendar_files_have_what_is_confirmed_and_are_fetched_once(
    api: Api, house: House
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    one = await house.book()
    path = f"/appointments/{one.id}/calendar"

    file = await fetch(customer, path)
    own = await fetch(customer, "/appointments/calendar")
    again = await fetch(customer, path, headers={"If-None-Match": file.headers["ETag"]})
    api.now[0] = NOW.replace(minute=5)
    later = await fetch(coach, path)
    other = await fetch(await api.of(house.customers[1]), path)
    empty = await fetch(await api.of(house.customers[1]), "/appointments/calendar")

    for each in (file, own):
        assert each.headers["Content-Type"] == "text/calendar"
        [starts] = starts_in(each)
        assert starts == one.starts_at
    assert (again.status, again.content) == (304, b"")
    assert later.headers["ETag"] == file.headers["ETag"]
    assert other.status == 404
    assert starts_in(empty) == []
    waiting = await house.book(starts_at=one.starts_at.replace(hour=13), status=Status.PENDING)
    refused = await customer.get(f"/appointments/{waiting.id}/calendar")
    assert (refused.status, refused.code) == (409, "ALREADY_DECIDED")
    assert (await customer.get(f"/appointments/{one.id}/series/calendar")).status == 404


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

    made = await team.get(path)
    [described] = made.data["files"]
    file = await fetch(team, f"{path}/files/1")
    again = await fetch(team, f"{path}/files/1", headers={"If-None-Match": file.headers["ETag"]})

    assert (begun.status, begun.data["state"], begun.data["to"]) == (202, "waiting", "download")
    assert same.data["id"] == begun.data["id"]
    assert nothing_yet.status == 404
    assert (made.data["state"], made.data["sent"]) == ("done", 1)
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


async def test_a_large_file_takes_the_memory_of_a_part_and_a_slow_reader_no_connection(
    api: Api, house: House, team: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, part = 108, bytes(PART)  # 27 MB
    begun = await team.post("/exports", {"tables": ["bookings"]})
    export_id = begun.data["id"]

    class Large:
        left = size

        def read(self, most: int) -> bytes:
            self.left -= 1
            return part if self.left >= 0 else b""

    large: Any = Large()
    await kept_files.save(
        house.database, "x.csv", "text/csv", large, export_id=export_id, number=1, now=NOW
    )
    request = team.session.get(
        f"/api/v1/exports/{export_id}/files/1", headers=dict(team.headers), read_bufsize=1024
    )
    asked: list[int] = []
    real = kept_files.parts

    async def counted(database: Database, file: Any) -> Any:
        async for one in real(database, file):
            asked.append(len(one))
            yield one

    monkeypatch.setattr(kept_files, "parts", counted)
    tracemalloc.start()
    try:
        async with request as response:
            # It waits for its reader: far from all of it was asked for, and nothing is held.
            known = -1
            while known < len(asked):
                known = len(asked)
                await asyncio.sleep(0.1)
            held = house.database._engine.pool.status()
            before, taken = known, 0
            async for chunk in response.content.iter_chunked(PART):
                taken += len(chunk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 0 < before < size / 2
    assert "Current Checked out connections: 0" in held
    assert (taken, len(asked)) == (size * PART, size)
    assert peak < 24 * PART


async def test_who_takes_nothing_for_long_is_cut_off(
    house: House, team: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_files, "PATIENCE", 0.2)
    begun = await team.post("/exports", {"tables": ["bookings"]})
    content = BytesIO(bytes(60 * PART))
    await kept_files.save(
        house.database, "x.csv", "text/csv", content, export_id=begun.data["id"], number=1, now=NOW
    )
    gone, real = asyncio.Event(), kept_files.parts

    async def watched(database: Database, file: Any) -> Any:
        try:
            async for one in real(database, file):
                yield one
        finally:
            gone.set()

    monkeypatch.setattr(kept_files, "parts", watched)
    url = f"/api/v1/exports/{begun.data['id']}/files/1"
    async with team.session.get(url, headers=dict(team.headers), read_bufsize=1024) as response:
        async with asyncio.timeout(60):
            await gone.wait()
        with pytest.raises(ClientError):
            await response.read()


async def test_a_file_is_brought_in_as_it_is_looked_at_and_undone(
    api: Api, house: House, team: Program
) -> None:
    table = b"Name;Telefon\nNora Falk;+49 30 901820\n;12\n"
    kind = "text/csv"

    made = await sent(team, "POST", "/imports/upload?name=kunden.csv", table, kind)
    path = f"/imports/{made.data['id']}"
    checked = await team.post(f"{path}/check")
    wrong = await team.get(f"{path}/lines", params={"state": "wrong"})
    await team.post(f"{path}/confirm", {"revision": checked.data["revision"]})
    admin = acting(house.coach_person, Role.ADMIN)
    await import_lines.advance(house.database, actor=admin, now=NOW)
    done = await team.get(path)
    await team.post(f"{path}/undo")
    await import_lines.advance(house.database, actor=admin, now=NOW)
    undone = await team.get(path)

    assert (made.status, made.data["kind"], made.data["state"]) == (201, "customers", "draft")
    assert checked.data["lines"] == {"new": 1, "wrong": 1}
    assert wrong.data["items"][0]["nr"] == 3
    assert (done.data["state"], done.data["lines"]["added"]) == ("done", 1)
    assert (undone.data["state"], undone.data["lines"]["removed"]) == ("undone", 1)


async def test_a_file_that_is_no_table_or_from_somebody_else_is_refused(
    api: Api, house: House, team: Program
) -> None:
    where = "/imports/upload?name=x"
    customer = await api.of(house.customer)

    odd = await sent(team, "POST", where, b"PK\x03\x04 no archive", api_files.EXCEL)
    other = await sent(team, "POST", where, b"{}", "application/json")
    large = await announced(api, team, "POST", where, LARGEST_TABLE + 1, "text/csv")
    nameless = await sent(team, "POST", "/imports/upload", b"a;b", "text/csv")
    # Whoever may not is told so before their file is read.
    theirs = await announced(api, customer, "POST", where, LARGEST_TABLE, "text/csv")
    unknown = await sent(api.stranger, "POST", where, b"a", "text/csv")

    assert (odd.status, odd.code) == (422, "UNREADABLE_FILE")
    assert (other.status, other.code) == (415, "KIND_OF_FILE")
    assert "text/csv" in other.details["kinds"]
    assert large == (413, "BODY_TOO_LARGE")
    assert nameless.status == 400
    assert theirs == (403, "NOT_ALLOWED")
    assert unknown.status == 401


async def test_a_coach_gets_a_picture_that_everybody_sees_and_only_the_team_changes(
    api: Api, house: House, team: Program
) -> None:
    path = f"/coaches/{house.coach.id}/photo"
    none = await fetch(api.stranger, path)

    given = await sent(team, "PUT", path, JPEG, "image/jpeg")
    seen = await fetch(api.stranger, path)
    again = await fetch(api.stranger, path, headers={"If-None-Match": seen.headers["ETag"]})
    faked = await sent(team, "PUT", path, b"<svg onload=alert(1)>", "image/png")
    other = await sent(team, "PUT", path, b"<svg/>", "image/svg+xml")
    large = await announced(api, team, "PUT", path, LARGEST + 1, "image/jpeg")
    coach = await sent(await api.of(house.coach_person), "PUT", path, PNG, "image/png")
    customer = await sent(await api.of(house.customer), "PUT", path, PNG, "image/png")
    replaced = await sent(team, "PUT", path, PNG, "image/png")
    newer = await fetch(api.stranger, path)
    gone = await team.delete(path)

    assert none.status == 404
    assert (given.status, seen.status, seen.content) == (200, 200, JPEG)
    assert seen.headers["Content-Type"] == "image/jpeg"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Content-Disposition"].startswith("attachment")
    assert again.status == 304
    assert (faked.status, faked.complaints) == (422, {"photo": "invalid"})
    assert (other.status, large) == (415, (413, "BODY_TOO_LARGE"))
    assert (coach.status, coach.code) == (409, "SET_UP_OVER")
    assert (customer.status, customer.code) == (403, "NOT_ALLOWED")
    assert (replaced.status, newer.content) == (200, PNG)
    assert gone.status == 200
    assert (await fetch(api.stranger, path)).status == 404
    await house.database.write(lambda w: kept_files.forget_older(w, before=NOW.replace(day=9)))
    async with house.database.read() as reader:
        assert await reader.fetch("SELECT id FROM kept_files") == []


async def test_pictures_and_voices_go_to_the_other_side_and_to_nobody_else(
    api: Api, house: House, team: Program
) -> None:
    one = await house.book()
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    thread = f"/appointments/{one.id}/messages"

    photo = await sent(customer, "POST", f"{thread}/file?caption=My%20knee", PNG, "image/png")
    voice = await sent(coach, "POST", f"{thread}/file", OGG, "audio/ogg")
    odd = await sent(customer, "POST", f"{thread}/file", b"%PDF-1.7", "application/pdf")
    faked = await sent(customer, "POST", f"{thread}/file", b"%PDF-1.7", "audio/ogg")
    stranger = await sent(
        await api.of(house.customers[1]), "POST", f"{thread}/file", PNG, "image/png"
    )
    written = (await coach.get(thread)).data["items"]
    seen = await fetch(coach, f"/messages/{written[1]['id']}/file")
    heard = await fetch(customer, f"/messages/{written[0]['id']}/file")

    assert photo.status == voice.status == 201
    assert (odd.status, faked.status, faked.complaints) == (415, 422, {"file": "invalid"})
    assert stranger.status == 404
    assert [(m["kind"], m["has_file"], m.get("text")) for m in written] == [
        ("voice", True, None),
        ("photo", True, "My knee"),
    ]
    assert (seen.content, heard.content) == (PNG, OGG)
    assert (await fetch(team, f"/messages/{written[0]['id']}/file")).status == 404
    async with house.database.read() as reader:
        told = await outbox.facts(reader, f"{NoticeKind.MESSAGE}:{written[1]['id']}")
    assert told is not None
    assert told["said"]["file_id"].startswith("kept:")


async def test_a_picture_of_the_chat_is_fetched_from_telegram(house: House) -> None:
    asked: list[str] = []

    async def at_telegram(name: str, most: int) -> bytes | None:
        asked.append(name)
        return JPEG if name == "AgAD" else None

    for name, status in (("AgAD", 200), ("lost", 404)):
        async with house.database.read() as reader:
            await reader.fetch("UPDATE coaches SET photo = $1 RETURNING id", name)
        async with serve(house.database, fetch=at_telegram) as api:
            path = f"/coaches/{house.coach.id}/photo"
            file = await fetch(api.stranger, path)
            assert file.status == status
            if status == 200:
                tag = file.headers["ETag"]
                assert file.content == JPEG
                again = await fetch(api.stranger, path, headers={"If-None-Match": tag})
                assert again.status == 304
    assert asked[0] == "AgAD"
