"""What is imported from files is there once, by the usual rules, and can be removed completely."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.groups.group_refusals import PlacesGone
from domain.refusals import NotFound, NotOffered, Refusal, SlotTaken
from domain.roles import Actor
from domain.starts.room_refusals import RoomTaken
from domain.transfer.importing import ImportKind, ImportRowState, ImportState
from handlers.actions.transfer.line_faults import fault_of
from handlers.notices import rendering
from handlers.wording.words import words_for
from storage import audit
from storage.transactions import Database
from tests.handlers.actions.file_imports import (
    appointed,
    confirm,
    count,
    draft,
    faults,
    finish,
    load_import,
    look,
    undo_import,
    whole,
)
from tests.house import House, open_house
from tests.house import Plan as HousePlan

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
async def admin(house: House) -> Actor:
    return await appointed(house, house.customers[1])


async def test_an_ugly_list_of_people_is_read_and_twice_adds_nothing(
    house: House, admin: Actor
) -> None:
    content = PEOPLE.encode("cp1252")
    before = await count(house, "people")
    id_ = await draft(house, admin, content)
    one = await look(house, admin, id_)
    assert (one.kind, one.options.columns) == (
        ImportKind.CUSTOMERS,
        ["first", "last", "phone", "email", ""],
    )
    assert one.counts == {ImportRowState.NEW: 2, ImportRowState.KNOWN: 1, ImportRowState.WRONG: 1}
    assert await faults(house, id_) == [(4, "phone", "phone")]
    assert await count(house, "people") == before
    await confirm(house, admin, one)
    await finish(house)
    assert (await load_import(house, id_)).state is ImportState.DONE
    assert await count(house, "people") == before + 2
    again = await whole(house, admin, content)
    assert again.counts == {ImportRowState.KNOWN: 3, ImportRowState.WRONG: 1}
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
    assert one.kind is ImportKind.BOOKINGS
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
        messages = await reader.fetch("SELECT kind, lane FROM outbox ORDER BY due_at")
    assert [tuple(row) for row in rows] == [
        (datetime(2026, 2, 20, 10), Status.NO_SHOW, 5000, "EUR"),
        (datetime(2026, 2, 21, 10), Status.CANCELLED, 5000, "EUR"),
        (datetime(2026, 3, 3, 9), Status.CONFIRMED, 6000, "USD"),
    ]
    # A day before is over, and nobody is told but who began it.
    assert {kind for kind, _ in messages} == {"reminder_1h", "import_ended"}
    again = await whole(house, admin, SESSIONS.encode())
    assert again.count(ImportRowState.KNOWN) == 3
    assert again.count(ImportRowState.ADDED) == 0
    gone = await undo_import(house, admin, await load_import(house, one.id))
    assert gone.counts == {ImportRowState.REMOVED: 3, ImportRowState.WRONG: 4}
    assert await count(house, "appointments") == 0
    assert await count(house, "claims") == 0
    assert await count(house, "people WHERE telegram_id IS NULL") == 0
    assert await count(house, "outbox WHERE state = 'waiting' AND kind <> 'import_ended'") == 0


async def test_requests_come_in_as_requests_and_their_coach_hears_of_all_at_once(
    house: House, admin: Actor
) -> None:
    """And whoever began it is told once that it has ended, with any number of replicas."""
    head, first = SESSIONS.splitlines()[:2]
    lines = [first.replace("Scheduled", "Pending")]
    lines.append(lines[0].replace("Pending", "Requested").replace("3/3/26", "3/4/26"))
    one = await look(house, admin, await draft(house, admin, "\n".join([head, *lines]).encode()))
    assert one.counts == {ImportRowState.NEW: 2}
    await confirm(house, admin, one)
    await asyncio.gather(*(finish(house) for _ in range(2)))
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT status, starts_at - answer_by, answer_by FROM appointments ORDER BY starts_at"
        )
        messages = await reader.fetch("SELECT kind, recipient_id, facts FROM outbox ORDER BY kind")
    assert {row[0] for row in rows} == {Status.PENDING}
    assert all(row[1] >= timedelta(hours=1) for row in rows)
    assert [(kind, who) for kind, who, _ in messages] == [
        ("import_ended", admin.person),
        ("imported_requests", house.coach_person.id),
    ]
    facts = messages[1][2]
    assert (facts["requests"], facts["until"]) == (2, rows[0][2].isoformat())
    for language, kind, notice_facts, says in (
        ("en", "imported_requests", facts, "2 requests have come in"),
        ("de", "imported_requests", facts, "2 Anfragen sind mit"),
        ("en", "import_ended", messages[0][2], "has been imported"),
        ("de", "import_ended", messages[0][2], "ist übernommen"),
    ):
        notice = rendering.compose(kind, notice_facts, words_for(language), None)
        assert says in notice.title.plain
    assert (await undo_import(house, admin, await load_import(house, one.id))).counts == {
        ImportRowState.REMOVED: 2
    }


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
    assert fault_of(refusal, {}).why == why
    id_ = f"import.wrong_{why}"
    assert words_for(language).label(id_, value="") != id_
