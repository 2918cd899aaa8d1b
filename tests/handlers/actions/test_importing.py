"""What is brought in from files is there once, by the same rules as ever, and goes again whole."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import exports as taken
from domain.appointment import Status
from domain.group_refusals import PlacesGone
from domain.importing import ImportChanged, Kind, Line, State
from domain.refusals import NotAllowed, NotFound, NotOffered, Refusal, SlotTaken
from domain.roles import HOUSE, Actor, Role
from domain.room_refusals import RoomTaken
from handlers.actions import import_lines
from handlers.actions import importing as actions
from handlers.actions.bringing_in import fault_of
from handlers.files import export
from handlers.notices import rendering
from handlers.wording.words import words_for
from storage import audit, catalogue, imports
from storage.transactions import Database
from tests.handlers.actions.file_imports import (
    confirm,
    count,
    draft,
    faults,
    finish,
    look,
    people_named,
    seen,
    undone,
    whole,
)
from tests.house import NOW, House, acting, open_house
from tests.house import Plan as HousePlan


class Killed(BaseException):
    """The process is gone before its commit."""


PEOPLE = (
    "Kundenliste;;;\n"
    "Vorname;Nachname;Handy;E-Mail-Adresse;Umsatz\n"
    "Zoë;Müller;'+49 151 1234567;Zoe@Example.org;1.234,50\n"
    "Max;Power;0151 1234567;;\n"
    ";;;;\n"
    "Zoë;M.;0049 151 1234567;;\n"
    "=cmd;Evil;;evil@example.org;\n"
)
# NOW is Monday, 2 March 2026; tomorrow at 9:00 is the first start.
SESSIONS = (
    "Date,Time,Client,Client email,Staff,Appointment type,Status,Price\n"
    "3/3/26,9:00 AM,Zoe Miller,zoe@example.org,Anna Berg,Coaching,Scheduled,$60.00\n"
    "3/3/26,9:30 AM,Ben Late,ben@example.org,Anna Berg,Coaching,,\n"
    "2/20/26,10:00,Zoe Miller,zoe@example.org,anna berg,coaching,No show,50\n"
    "2/21/26,10:00,Zoe Miller,zoe@example.org,Anna,Coaching,Canceled,50\n"
    "3/4/26,9:00,Zoe Miller,zoe@example.org,Nobody,Coaching,,\n"
    "3/4/26,3:00 AM,Zoe Miller,zoe@example.org,Anna Berg,Coaching,,\n"
    "13/13/26,9:00,X,x@example.org,Anna Berg,Coaching,,\n"
)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, HousePlan(customers=2))


@pytest.fixture
def admin(house: House) -> Actor:
    return acting(house.customers[1], Role.ADMIN)


async def test_an_ugly_list_of_people_is_read_and_twice_adds_nothing(
    house: House, admin: Actor
) -> None:
    content = PEOPLE.encode("cp1252")
    before = await count(house, "people")
    id_ = await draft(house, admin, content)
    one = await look(house, admin, id_)
    assert (one.kind, one.plan.columns) == (Kind.CUSTOMERS, ["first", "last", "phone", "email", ""])
    assert one.counts == {Line.NEW: 2, Line.KNOWN: 1, Line.WRONG: 1}
    assert await faults(house, id_) == [(4, "phone", "phone")]
    assert await count(house, "people") == before
    await confirm(house, admin, one)
    await finish(house)
    assert (await seen(house, id_)).state is State.DONE
    assert await count(house, "people") == before + 2
    again = await whole(house, admin, content)
    assert again.counts == {Line.KNOWN: 3, Line.WRONG: 1}
    assert await count(house, "people") == before + 2
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT first_name, email FROM people WHERE telegram_id IS NULL ORDER BY id"
        )
        [entry] = await audit.of(reader, "import", id_)
    assert [tuple(row) for row in rows] == [
        ("Zoë Müller", "zoe@example.org"),
        ("=cmd Evil", "evil@example.org"),
    ]
    assert entry.after == {"kind": "customers", "file": "a.csv", "lines": 2}


async def test_bookings_keep_the_rules_and_are_history_or_reminded_of(
    house: House, admin: Actor
) -> None:
    one = await look(house, admin, await draft(house, admin, SESSIONS.encode("utf-16")))
    assert one.kind is Kind.BOOKINGS
    assert await faults(house, one.id) == [
        (3, "start", "taken"),
        (6, "coach", "no_coach"),
        (8, "day", "date"),
    ]
    await confirm(house, admin, one)
    await finish(house)
    assert await faults(house, one.id) == [
        (3, "start", "taken"),
        (6, "coach", "no_coach"),
        (7, "start", "off_hours"),
        (8, "day", "date"),
    ]
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT wall_start, status, price_minor, currency FROM appointments ORDER BY starts_at"
        )
        told = await reader.fetch("SELECT kind, lane FROM outbox ORDER BY due_at")
    assert [tuple(row) for row in rows] == [
        (datetime(2026, 2, 20, 10), Status.NO_SHOW, 5000, "EUR"),
        (datetime(2026, 2, 21, 10), Status.CANCELLED, 5000, "EUR"),
        (datetime(2026, 3, 3, 9), Status.CONFIRMED, 6000, "USD"),
    ]
    # A day before is over, and nobody is told but who began it.
    assert {kind for kind, _ in told} == {"reminder_1h", "import_ended"}
    again = await whole(house, admin, SESSIONS.encode())
    assert again.count(Line.KNOWN) == 3
    assert again.count(Line.ADDED) == 0
    gone = await undone(house, admin, await seen(house, one.id))
    assert gone.counts == {Line.REMOVED: 3, Line.WRONG: 4}
    assert await count(house, "appointments") == 0
    assert await count(house, "claims") == 0
    assert await count(house, "people WHERE telegram_id IS NULL") == 0
    assert await count(house, "outbox WHERE state = 'waiting' AND kind <> 'import_ended'") == 0


async def test_requests_come_in_as_requests_and_their_coach_hears_of_all_at_once(
    house: House, admin: Actor
) -> None:
    """And whoever began it hears once that it has ended, at any number of replicas."""
    head, first = SESSIONS.splitlines()[:2]
    lines = [first.replace("Scheduled", "Pending")]
    lines.append(lines[0].replace("Pending", "Requested").replace("3/3/26", "3/4/26"))
    one = await look(house, admin, await draft(house, admin, "\n".join([head, *lines]).encode()))
    assert one.counts == {Line.NEW: 2}
    await confirm(house, admin, one)
    await asyncio.gather(*(finish(house) for _ in range(2)))
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT status, starts_at - answer_by, answer_by FROM appointments ORDER BY starts_at"
        )
        told = await reader.fetch("SELECT kind, recipient_id, facts FROM outbox ORDER BY kind")
    assert {row[0] for row in rows} == {Status.PENDING}
    assert all(row[1] >= timedelta(hours=1) for row in rows)
    assert [(kind, who) for kind, who, _ in told] == [
        ("import_ended", admin.person),
        ("imported_requests", house.coach_person.id),
    ]
    facts = told[1][2]
    assert (facts["requests"], facts["until"]) == (2, rows[0][2].isoformat())
    for language, kind, told_, says in (
        ("en", "imported_requests", facts, "2 requests have come in"),
        ("de", "imported_requests", facts, "2 Anfragen sind mit"),
        ("en", "import_ended", told[0][2], "is brought in"),
        ("de", "import_ended", told[0][2], "ist übernommen"),
    ):
        notice = rendering.compose(kind, told_, words_for(language), None)
        assert says in notice.title.plain
    assert (await undone(house, admin, await seen(house, one.id))).counts == {Line.REMOVED: 2}


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (SlotTaken(1, 1), "taken"),
        (SlotTaken(1, 1, (), "buffer"), "break"),
        (RoomTaken(1, 1), "no_room"),
        (PlacesGone(1, 1), "group_full"),
        (NotOffered(1, 1, "hours"), "off_hours"),
        (NotOffered(1, 1, "leave"), "on_leave"),
        (NotFound(), "refused"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_keeps_a_booking_out_has_a_sentence_of_its_own(
    refusal: Refusal, why: str, language: str
) -> None:
    assert fault_of(refusal).why == why
    id_ = f"import.wrong_{why}"
    assert words_for(language).label(id_, value="") != id_


async def test_a_crash_in_the_middle_and_two_replicas_lose_and_double_nothing(
    house: House, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"Person {n},p{n}@example.org" for n in range(12)]
    content = "\n".join(["Name,E-mail", *lines]).encode()
    ids = [await draft(house, admin, content) for _ in range(2)]
    both = [await look(house, admin, id_) for id_ in ids]
    assert [one.counts for one in both] == [{Line.NEW: 12}] * 2
    for one in both:
        await confirm(house, admin, one)
    set_row = imports.set_row
    crashed: list[int] = []

    async def crash(*where: Any, **what: Any) -> None:
        await set_row(*where, **what)
        if where[2] % 4 == 0 and len(crashed) < 3:
            crashed.append(where[2])
            raise Killed
        if where[2] == 7 and where[3] is Line.ADDED:
            raise RuntimeError("a line that nobody can take")

    monkeypatch.setattr(imports, "set_row", crash)
    for _ in range(20):
        await asyncio.gather(
            *(import_lines.advance(house.database, actor=HOUSE, now=NOW, most=3) for _ in range(2)),
            return_exceptions=True,
        )
    await finish(house)
    assert len(crashed) == 3
    first, second = [(await seen(house, id_)).counts for id_ in ids]
    assert first.get(Line.ADDED, 0) + second.get(Line.ADDED, 0) == 11
    assert first.get(Line.KNOWN, 0) + second.get(Line.KNOWN, 0) == 11
    assert (first.get(Line.WRONG, 0), second.get(Line.WRONG, 0)) == (1, 1)
    assert await count(house, "people WHERE email LIKE 'p%@example.org'") == 11


async def test_what_somebody_has_touched_stays_and_is_named(house: House, admin: Actor) -> None:
    services = b"Treatment;Duration;Price;Group\nCut;0:45;25,50 \xe2\x82\xac;Hair\nDye;90 min;80;\n"
    added = await whole(house, admin, services)
    assert (added.kind, added.counts) == (Kind.SERVICES, {Line.ADDED: 2})
    staff = b"Employee name,Services,Time zone\nKim Lee,Cut; Dye,Europe/London\nBo,Sing,\n"
    team = await whole(house, admin, staff)
    assert (team.kind, team.counts) == (Kind.COACHES, {Line.ADDED: 1, Line.WRONG: 1})
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    [kim] = [one for one in offered.coaches.values() if one.name == "Kim Lee"]
    cut = next(one for one in offered.services.values() if one.title == "Cut")
    assert (kim.active, kim.zone, len(kim.service_ids)) == (False, "Europe/London", 2)
    assert (cut.minutes, cut.price.minor, cut.category) == (45, 2550, "Hair")
    # A service that somebody does stays; what nobody has touched goes.
    assert (await undone(house, admin, added)).counts == {Line.STAYS: 2}
    assert (await undone(house, admin, team)).counts == {Line.REMOVED: 1, Line.WRONG: 1}
    assert await count(house, "coaches") == 1
    customers = await whole(house, admin, b"Name;Mail\nAda;ada@example.org\nIda;ida@example.org\n")
    ada = "SELECT id FROM people WHERE first_name = 'Ada'"
    [[ada_id]] = await house.database.write(lambda w: w.fetch(ada))
    await house.book(customer_id=ada_id)
    gone = await undone(house, admin, customers)
    assert gone.counts == {Line.REMOVED: 1, Line.STAYS: 1}
    async with house.database.read() as reader:
        [stays] = await imports.rows_of(reader, gone.id, [Line.STAYS], 9)
    assert stays.entry["name"] == "Ada"


@pytest.mark.parametrize(
    ("format_", "language"), [(taken.Format.CSV, "de"), (taken.Format.EXCEL, "en")]
)
async def test_what_was_taken_along_adds_nothing_when_it_comes_back(
    house: House, admin: Actor, tmp_path: Path, format_: taken.Format, language: str
) -> None:
    said = "INSERT INTO identities (person_id, kind, value) VALUES ($1, 'phone', '+4915112345678')"
    await house.database.write(lambda w: w.fetch(said, house.customer.id))
    await house.book(note="=1+1\n'quoted'")
    await house.book(status=Status.CANCELLED, starts_at=NOW - timedelta(days=3))
    kinds = (taken.Kind.CUSTOMERS, taken.Kind.COACHES, taken.Kind.SERVICES, taken.Kind.BOOKINGS)
    async with house.database.read() as reader:
        files = await export.write(
            reader,
            words_for(language),
            taken.Wanted(kinds, format_),
            tmp_path,
            zone="Europe/Berlin",
            named=date(2026, 3, 2),
        )
    assert files is not None
    content = files[0].read_bytes()
    before = [await count(house, table) for table in ("people", "coaches", "services")]
    found: dict[Kind, Any] = {}
    for sheet in range(len(kinds)):
        one = await whole(house, admin, content, sheet=sheet)
        found[one.kind] = one.counts
    assert found == {
        Kind.CUSTOMERS: {Line.KNOWN: 2},
        Kind.COACHES: {Line.KNOWN: 1},
        Kind.SERVICES: {Line.KNOWN: 1},
        Kind.BOOKINGS: {Line.KNOWN: 2},
    }
    assert [await count(house, table) for table in ("people", "coaches", "services")] == before
    assert await count(house, "appointments") == 2


async def test_only_admins_may_and_what_has_changed_is_looked_at_again(
    house: House, admin: Actor
) -> None:
    id_ = await draft(house, admin, b"Name,Mail\nAda,ada@example.org\n")
    one = await seen(house, id_)
    with pytest.raises(ImportChanged):  # nobody has looked at it
        await confirm(house, admin, one)
    checked = await look(house, admin, id_)
    plan = checked.plan.meaning(1, "")
    await actions.change(house.database, id_, Kind.CUSTOMERS, plan, actor=admin, key="c", now=NOW)
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
