"""An admin reads who did what: for a person, a booking, a day or a kind, and as a file."""

import csv
from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import partial
from io import StringIO

import asyncpg
import pytest

from domain.roles import Door
from domain.services.catalogue import Business
from domain.services.display_zones import of_person
from domain.services.resources import ResourceKind
from domain.services.rules import Rules
from handlers.actions.appointments import deciding
from handlers.actions.working_hours import leave
from handlers.buttons.people_links import ShowAudit
from handlers.chat.admin import audit_words
from handlers.chat.admin.audit import SaveAudit
from handlers.queries.business.audit import AuditLines
from handlers.wording.words import words_for
from storage import audit, request_ids
from storage.audit_pages import AuditLine
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import rooms
from storage.services.catalogue import CoachColumns, ServiceColumns
from storage.services.rooms import ResourceColumns
from storage.transactions import Database, Writer
from tests import audited_fields
from tests.audited_fields import UNHEARD_OF
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor
from tests.house import House, acting, open_house

SOON = NOW + timedelta(days=3)


@pytest.fixture
async def opened(database: Database) -> House:
    """Mia has a session that Anna has called off; Alex has made Mia a manager and back."""
    house = await open_house(database)
    mia = TelegramProfile(MIA, "=Mia", "Keller", None, "en")
    person = await database.write(partial(people.register, profile=mia))
    session = await house.book(customer_id=person.id, starts_at=SOON, code="QQQQQQ")
    anna = acting(house.coach_person)
    await deciding.cancel_by_coach(database, session.id, "ill", actor=anna, key="c", now=NOW)
    alex = Visitor(database, ALEX, "Alex")
    for role in ("manager", "customer"):
        await alex.type(f"/role {MIA} {role}")
        await alex.press(alex.key(f"Make them a {role}"))
    return house


async def mia_of(database: Database) -> Person:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
    assert person is not None
    return person


async def test_lines_are_read_of_all_of_somebody_a_booking_a_day_and_a_kind(
    opened: House, database: Database
) -> None:
    alex = Visitor(database, ALEX, "Alex")

    everything = await alex.type("/audit")

    assert everything.startswith("<b>Who did what</b>\n\n<b>Mon, 5 May 2031, 07:00 (UTC)</b>\n")
    assert "Alex changed the role of =Mia Keller\n· Role: Manager → Customer" in everything
    booked = await alex.type("qqqqqq")
    assert booked.startswith("<b>Who did what: QQQQQQ · Coaching · =Mia Keller</b>")
    cancelled = "Anna Berg cancelled, for the business: QQQQQQ · Coaching · =Mia Keller"
    assert f"{cancelled}\n· Reason: – → ill\n· State: confirmed → cancelled" in booked
    for typed in ("/audit =Mia Kellr", f"/audit {MIA}"):
        theirs = await alex.type(typed)
        assert theirs.count("changed the role of") == 2
        assert cancelled in theirs
    assert "on Mon, 5 May 2031</b>" in (day := await alex.type("today"))
    assert cancelled in day
    assert "Nothing was done." in await alex.type("yesterday")
    await alex.type("/audit")
    await alex.press(alex.key("By kind"))
    kind = await alex.press(alex.key("People"))
    assert "changed the role of" in kind
    assert cancelled not in kind
    assert "cannot find a person, booking or day" in await alex.type("/audit xyzzyx")
    for forged in (ShowAudit("d", 20310231), ShowAudit("k", 99), ShowAudit("z", -1, -5)):
        assert (await alex.press(forged)).startswith("<b>Who did what</b>")
    assert "cannot find that" in await alex.press(ShowAudit("p", 2**61))


async def test_das_protokoll_liest_sich_auf_deutsch(opened: House, database: Database) -> None:
    alex = Visitor(database, ALEX, "Alex")
    alex.person["language_code"] = "de"

    everything = await alex.type("/audit")

    assert everything.startswith("<b>Wer was getan hat</b>\n\n<b>Mo., 5. Mai 2031, 07:00 Uhr (UTC)")
    booked = await alex.type("qqqqqq")
    assert "Anna Berg hat für den Betrieb abgesagt: QQQQQQ · Coaching · =Mia Keller" in booked
    assert "bestätigt → abgesagt" in booked
    assert "QQQQQQ" in await alex.type("heute")
    assert "Es wurde nichts getan." in await alex.type("gestern")
    await alex.type("/audit")
    await alex.press(alex.key("Nach Art der Sache"))
    assert "QQQQQQ" not in await alex.press(alex.key("Personen"))


async def test_what_was_done_for_one_request_is_found_by_its_id(
    opened: House, database: Database
) -> None:
    alex, person = Visitor(database, ALEX, "Alex"), await mia_of(database)

    async def work(writer: Writer) -> None:
        for action in ("flag", "forgive"):
            door = replace(acting(person), door=Door.HTTP)
            await audit.record(
                writer,
                at=NOW,
                actor=door,
                action=action,
                entity="person",
                entity_id=person.id,
                before=None,
                after=None,
            )

    with request_ids.under("of-an-app:1"):
        await database.write(work)
    screen = await alex.type("/audit of-an-app:1")

    assert screen.startswith("<b>Who did what: request <code>of-an-app:1</code></b>")
    assert screen.count("through the API\nrequest: <code>of-an-app:1</code>") == 2
    assert "Alex" not in screen
    await alex.press(alex.key("As CSV"))
    rows = list(csv.DictReader(StringIO(alex.uploads[-1].decode("utf-8-sig"))))
    assert {row["request_id"] for row in rows} == {"of-an-app:1"}
    assert "cannot find a person, booking or day" in await alex.type("/audit of-an-app:2")
    assert "Nothing was done" in await alex.press(ShowAudit("r", 2**61))


@pytest.mark.parametrize(
    ("door", "line"),
    [
        ("http", "through the API"),
        ("command_line", "through the command line"),
        ("carrier_pigeon", "through carrier pigeon"),
    ],
)
def test_a_line_says_through_which_door_it_came(door: str, line: str) -> None:
    entry = AuditLine(1, NOW, None, door, "flag", None, "person", 1, None, None, None, {})
    assert audit_words.line(
        words_for("en"), entry, AuditLines([entry], False, {}, {}), of_person("UTC"), {}
    ).endswith(f"\n{line}")


async def test_leave_has_its_sentence_and_its_times_are_read_as_times(
    opened: House, database: Database
) -> None:
    await leave.take_leave(
        database,
        opened.coach.id,
        datetime(2031, 5, 20),
        datetime(2031, 5, 20, 12),
        actor=acting(opened.coach_person),
        key="leave",
        now=NOW,
    )
    screen = await Visitor(database, ALEX, "Alex").type("/audit")
    assert "Anna Berg took leave: Leave #" in screen
    assert "Tue, 20 May 2031, 12:00" in screen
    assert screen.index("· Begins:") < screen.index("· Ends:")


async def test_ids_are_told_by_name_and_flags_in_words(opened: House, database: Database) -> None:
    mia = await mia_of(database)
    room = await database.write(lambda w: rooms.add(w, ResourceKind.ROOM, "Attic"))

    async def work(writer: Writer) -> None:
        await audit.record(
            writer,
            at=NOW,
            actor=acting(mia),
            action="move",
            entity="appointment",
            entity_id=1,
            before={"resources": [room], "coach_id": opened.coach.id, "block": True},
            after={"resources": [room, 99], "person": mia.id},
        )

    await database.write(work)
    screen = await Visitor(database, ALEX, "Alex").type("/audit")

    assert "· Rooms: Attic → Attic, #99" in screen
    assert "· Coach: Anna Berg → –" in screen
    assert "· Blocked time: yes → –" in screen
    assert "· Person: =Mia Keller" in screen


def test_every_column_that_can_change_has_words() -> None:
    columns = {
        *CoachColumns.__annotations__,
        *ServiceColumns.__annotations__,
        *ResourceColumns.__annotations__,
        *(one.name for one in fields(Rules)),
        *(one.name for one in fields(Business)),
    } - {"texts"}  # told one by one
    assert list(audited_fields.nameless(dict.fromkeys(columns))) == []
    assert list(audited_fields.nameless({"x": {"rooms": 1}})) == ["x", "rooms"]


async def test_older_lines_are_on_further_pages(opened: House, database: Database) -> None:
    alex, mia = Visitor(database, ALEX, "Alex"), await mia_of(database)
    for number in range(8):

        async def work(writer: Writer, number: int = number) -> None:
            await audit.record(
                writer,
                at=NOW + timedelta(minutes=number),
                actor=acting(mia),
                action=UNHEARD_OF,
                entity="person",
                entity_id=mia.id,
                before={"zone": "UTC"},
                after={"zone": f"+{number}", "x" * 90: {"<b>": "👩‍👩‍👧‍👦" * 90}},
            )

        await database.write(work)
    first = await alex.type("/audit =Mia Keller")
    assert "=Mia Keller unheard of =Mia Keller" in first
    assert "+7" in first
    assert "+2" not in first
    assert "+2" in await alex.press(alex.key("Older ›"))
    assert "+7" in await alex.press(alex.key("To the newest"))


async def test_the_file_has_every_line_and_no_formula(opened: House, database: Database) -> None:
    alex = Visitor(database, ALEX, "Alex")

    await alex.press(SaveAudit("", 0))

    [file] = alex.uploads
    heads, *rows = csv.reader(StringIO(file.decode("utf-8-sig")))
    assert heads[:6] == ["id", "at", "door", "actor_id", "actor", "action"]
    async with database.read() as reader:
        [[count]] = await reader.fetch("SELECT count(*) FROM audit")
    assert len(rows) + 1 == count  # that it was taken is in the log, too
    assert "'=Mia Keller" in {row[8] for row in rows}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


async def test_nobody_changes_what_was_written_and_only_admins_read_it(
    opened: House, database: Database
) -> None:
    for statement in ("UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await database.write(partial(Writer.fetch, sql=statement))
    mia = Visitor(database, MIA, "=Mia")
    assert "Only admins" in await mia.type("/audit")
    for press in (ShowAudit(), SaveAudit("", 0)):
        assert "Keller" not in await mia.press(press)
    assert mia.uploads == []
