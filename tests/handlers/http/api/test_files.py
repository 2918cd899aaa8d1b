"""Files over HTTP: reports, pictures, calendars; a large one, and a reader that takes nothing."""

import asyncio
import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientError
from icalendar import Calendar

from domain.appointments.appointment import Status
from handlers.http.api import files as api_files
from storage.transactions import Database
from storage.transfer import kept_files
from storage.transfer.kept_files import PART
from tests.handlers.http.api.fetching import FetchedFile, fetch
from tests.handlers.http.api.programs import Api, Program
from tests.house import NOW, House


def starts_in(file: FetchedFile) -> list[Any]:
    """The starts in a calendar file."""
    calendar: Any = Calendar.from_ical(file.content)
    return [event["DTSTART"].dt for event in calendar.walk("VEVENT")]


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
    lengths: list[int] = []
    real = kept_files.parts

    async def counting_parts(database: Database, file: Any) -> Any:
        async for one in real(database, file):
            lengths.append(len(one))
            yield one

    monkeypatch.setattr(kept_files, "parts", counting_parts)
    tracemalloc.start()
    try:
        async with request as response:
            # It waits for its reader: far from all of it was asked for, and nothing is held.
            known = -1
            while known < len(lengths):
                known = len(lengths)
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
    assert (taken, len(lengths)) == (size * PART, size)
    assert peak < 24 * PART


@pytest.mark.parametrize("api", [{"taking_within": 0.2}], indirect=True, ids=["soon"])
async def test_who_takes_nothing_for_long_is_cut_off(
    house: House, team: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await team.post("/exports", {"tables": ["bookings"]})
    content = BytesIO(bytes(60 * PART))
    await kept_files.save(
        house.database, "x.csv", "text/csv", content, export_id=begun.data["id"], number=1, now=NOW
    )
    gone, real = asyncio.Event(), kept_files.parts

    async def watched_parts(database: Database, file: Any) -> Any:
        try:
            async for one in real(database, file):
                yield one
        finally:
            gone.set()

    monkeypatch.setattr(kept_files, "parts", watched_parts)
    url = f"/api/v1/exports/{begun.data['id']}/files/1"
    async with team.session.get(url, headers=dict(team.headers), read_bufsize=1024) as response:
        async with asyncio.timeout(60):
            await gone.wait()
        with pytest.raises(ClientError):
            await response.read()
