"""Every command and button, by every role, on what is somebody else's: from the registry."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Table

from domain.appointments.appointment import Status
from domain.people.flags import Flag
from domain.roles import ALLOWED, Permission, Role
from domain.services.resources import ResourceKind
from domain.waitlist.waitlist import WaitTimes
from domain.working_hours.leave_rules import LeavePattern
from handlers.buttons.press import Press, unpack
from handlers.chat.admin.first_run.first_coach import CoachMyself
from handlers.chat.conversations import SCRIPT
from handlers.chat.everyone.erasing import EraseMe
from storage.appointments import booking
from storage.appointments.resources import ResourceUnits
from storage.people import customer_notes, flags, people, team_notes
from storage.people.people import TelegramProfile
from storage.services import catalogue, rooms
from storage.tables.coaches import coaches as COACHES  # noqa: N812 - beside the module `people`
from storage.tables.people import people as PEOPLE  # noqa: N812 - beside the module `people`
from storage.tables.schema import TABLES
from storage.transactions import Database, Reader, Writer
from storage.waitlist import waits
from storage.waitlist.waits import WaitKey
from storage.working_hours import leave as leave_rows
from tests import house
from tests.handlers.doorstep import ALEX, ANNA, BEN, LENA, MIA, NOW, Visitor

MAX = 7006
WHO: Mapping[Role, tuple[int, str]] = {
    Role.CUSTOMER: (MIA, "Mia"),
    Role.COACH: (ANNA, "Anna"),
    Role.MANAGER: (MAX, "Max"),
    Role.ADMIN: (ALEX, "Alex"),
}
# What is said to who may not, by the least role that may.
REFUSED = {
    Role.COACH: "Only coaches can do that",
    Role.MANAGER: "Only managers and admins can do that",
    Role.ADMIN: "Only admins can do that",
}
# The person is somebody else after these.
LAST: Final[Mapping[type[Press], int]] = {CoachMyself: 1, EraseMe: 2}
Rows = dict[str, list[str]]


@pytest.fixture
async def others(database: Database) -> Mapping[str, int]:
    """A business where everything is Ben's or Lena's: the fields by which buttons name it."""
    opened = await house.open_house(database)

    async def work(writer: Writer) -> Mapping[str, int]:
        for number, name in ((MIA, "Mia"), (MAX, "Max"), (ALEX, "Alex")):
            await people.register(writer, TelegramProfile(number, name, language="en"))
        ben = await people.register(writer, TelegramProfile(BEN, "Ben"))
        lena = await people.register(writer, TelegramProfile(LENA, "Lena"))
        max_ = await people.by_telegram_id(writer, MAX)
        assert max_ is not None
        await people.set_role(writer, max_.id, Role.MANAGER)
        coach = await catalogue.add_coach(writer, person_id=ben.id, name="Ben", zone="UTC")
        await catalogue.set_coach_services(writer, coach, {opened.service.id})
        starts = NOW.replace(tzinfo=None) + timedelta(days=9)
        leave = await catalogue.add_leave(writer, coach, starts, starts + timedelta(days=1))
        room, other = [await rooms.add(writer, ResourceKind.ROOM, name) for name in ("Blue", "Red")]
        closure = await rooms.add_closure(writer, room, starts, starts + timedelta(days=1))
        first, last = starts.date(), starts.date() + timedelta(days=90)
        rule = await leave_rows.add_rule(
            writer, coach, LeavePattern((2,), 720, 1440, first, last), None
        )
        line, times = WaitKey(opened.service.id, coach, ""), WaitTimes(first, last, "UTC")
        await customer_notes.keep(writer, coach, lena.id, "left-handed", NOW)
        await team_notes.keep(writer, lena.id, "pays in cash", max_.id, NOW)
        return {
            "person": lena.id,
            "rule": rule,
            "wait": await waits.add(writer, lena.id, line, times, NOW),
            "flag": await flags.raise_flag(writer, lena.id, Flag.NO_SHOWS, 3, 3, NOW) or 0,
            "coach": coach,
            "leave": leave,
            "service": opened.service.id,
            "lena": lena.id,
            "room": room,
            "old": room,
            "new": other,
            "closure": closure,
        }

    known = await database.write(work)
    wanted = opened.new(
        coach_id=known["coach"],
        customer_id=known["lena"],
        status=Status.PENDING,
        starts_at=NOW + timedelta(days=2),
        zone="UTC",
    )
    besides = [ResourceUnits(known["room"])]
    appointment = await database.write(
        lambda writer: booking.insert(writer, wanted, besides=besides)
    )
    assert appointment is not None
    return {
        **known,
        "appointment": appointment.id,
        "moving": appointment.id,
        "version": appointment.version,
    }


def press_of(kind: type[Press], known: Mapping[str, int]) -> Press:
    """A button of this kind about something of somebody else's."""

    def value(name: str, of: Any) -> Any:
        if of is date:
            return NOW.date() + timedelta(days=3)
        return "" if of is str else known.get(name, 0)

    return kind(**{f.name: value(f.name, f.type) for f in fields(kind)})  # type: ignore[arg-type]  # a button is a dataclass


def compared(coach: int, person: int) -> str:
    """The statement that reads every row not of this coach or person, by table."""
    own = {COACHES: coach, PEOPLE: person}
    parts = []
    for table in TABLES:
        others = [f"t.{column} IS DISTINCT FROM {id_}" for column, id_ in owners(table, own)]
        where = " AND ".join(others) or "true"
        row = "(to_jsonb(t) - 'catalogue_version')::text"
        parts.append(f"SELECT '{table.name}', {row} FROM {table.name} t WHERE {where}")
    return " UNION ALL ".join(parts) + " ORDER BY 1, 2"


def owners(table: Table, own: Mapping[Table, int]) -> Iterator[tuple[str, int]]:
    """The columns by which a row belongs to one of these."""
    if table in own:
        yield "id", own[table]
    for column in table.c:
        of = {key.column.table for key in column.foreign_keys if key.column.name == "id"}
        # Some tables keep who it was beyond the life of the row that they name.
        named = {"person_id": PEOPLE, "actor_id": PEOPLE, "coach_id": COACHES}.get(column.name)
        for owner, id_ in own.items():
            if owner in of or owner is named:
                yield column.name, id_


async def rows(reader: Reader, mine: tuple[int, int]) -> Rows:
    """Every row, except what belongs to this coach or person."""
    by_table: Rows = {}
    for table, row in await reader.fetch(compared(*mine)):
        by_table.setdefault(table, []).append(row)
    return by_table


async def ids_of(reader: Reader, person: int) -> tuple[int, int]:
    known = await people.by_telegram_id(reader, person)
    assert known is not None
    return known.coach_id or 0, known.id


def refusal_of(asks: Permission) -> str:
    return REFUSED[next(role for role in Role if role in ALLOWED[asks])]


def test_every_step_says_what_one_must_be_allowed_for_it() -> None:
    permissions = [
        *(command.permission for command in SCRIPT.commands.values()),
        *(step.permission for step in SCRIPT.presses.values()),
        *(answered.permission for answered in SCRIPT.answers.values()),
        *(text_step.permission for text_step in SCRIPT.listens.values()),
        *(entry.permission for entry in SCRIPT.menu),
    ]
    assert {type(permission) for permission in permissions} == {Permission}


@pytest.mark.parametrize("role", Role)
async def test_a_command_is_answered_or_refused_by_role(
    database: Database, others: Mapping[str, int], role: Role
) -> None:
    visitor = Visitor(database, *WHO[role])
    for name, command in SCRIPT.commands.items():
        answer = await visitor.type(f"/{name}")
        if role in ALLOWED[command.permission]:
            assert not any(refused in answer for refused in REFUSED.values()), name
        else:
            assert refusal_of(command.permission) in answer, name


@pytest.mark.parametrize("role", Role)
async def test_a_button_is_answered_or_refused_by_role_and_leaves_what_is_anothers(
    database: Database, others: Mapping[str, int], role: Role
) -> None:
    visitor = Visitor(database, *WHO[role])
    await visitor.type("/start")
    async with database.read() as reader:
        mine = await ids_of(reader, WHO[role][0])
        before = await rows(reader, mine)
        for kind, step in sorted(SCRIPT.presses.items(), key=lambda one: LAST.get(one[0], 0)):
            visitor.calls.clear()
            await visitor.press(press_of(kind, others))
            text = " ".join(str(payload.get("text")) for _, payload in visitor.calls)
            if role in ALLOWED[step.permission]:
                assert not any(refused in text for refused in REFUSED.values()), kind
            else:
                assert refusal_of(step.permission) in text, kind
            if role in (Role.CUSTOMER, Role.COACH):
                assert await rows(reader, mine) == before, kind


@pytest.mark.parametrize("role", Role)
async def test_no_button_that_is_shown_leads_to_a_refusal_of_the_right(
    database: Database, others: Mapping[str, int], role: Role
) -> None:
    visitor = Visitor(database, *WHO[role])
    for name, command in SCRIPT.commands.items():
        if role in ALLOWED[command.permission]:
            await visitor.type(f"/{name}")
    met: dict[type[Press], Press] = {}
    while ahead := [press for press in shown_presses(visitor) if type(press) not in met]:
        press = ahead[0]
        met[type(press)] = press
        await visitor.press(press)
        text = " ".join(str(payload.get("text")) for _, payload in visitor.calls)
        assert not any(refused in text for refused in REFUSED.values()), press
    assert len(met) > 10


def shown_presses(visitor: Visitor) -> list[Press]:
    """The buttons of every screen so far, the oldest first."""
    markups = (payload.get("reply_markup", {}) for _, payload in visitor.calls)
    keys = (
        key
        for markup in markups
        for row in markup.get("inline_keyboard", ())
        for key in row
        if "callback_data" in key
    )
    presses = (unpack(key["callback_data"]) for key in keys)
    return [press for press in presses if press is not None]


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.COACH])
async def test_an_answer_to_a_question_of_another_role_is_refused(
    database: Database, others: Mapping[str, int], role: Role
) -> None:
    """Somebody was asked as an admin, and answers when they no longer are one."""
    visitor = Visitor(database, *WHO[role])
    await visitor.type("/start")
    async with database.read() as reader:
        me = await people.by_telegram_id(reader, WHO[role][0])
    assert me is not None
    await database.write(partial(people.set_role, person_id=me.id, role=Role.ADMIN))
    await visitor.type("/services")
    await visitor.press(visitor.key("Add a service"))
    await database.write(partial(people.set_role, person_id=me.id, role=Role.CUSTOMER))

    assert REFUSED[Role.MANAGER] in await visitor.type("Deep talk")

    async with database.read() as reader:
        services = (await catalogue.load(reader)).services.values()
    assert [service.title for service in services] == ["Coaching"]
