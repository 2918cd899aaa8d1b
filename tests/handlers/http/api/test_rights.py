"""Every route, asked about something of somebody else's: by strangers, keys, customers and coaches.

The routes come from their registry, so that a new one is automatically included. It is all about
Lena, a customer, and Ben, her coach: what is theirs alone has a mark that nobody else may read, and
nothing of theirs may change.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import pytest

from domain.programs.scopes import FOR_KEYS, Scope
from handlers.http.api.route import Route
from handlers.http.api.routes import ROUTES
from storage.people import people
from storage.people.people import Person
from storage.tables.schema import TABLES
from tests.handlers.http.api.programs import Answer, Api, Program
from tests.handlers.http.api.samples import sample

MIA, ANNA, ALEX, BEN, LENA = 7001, 7002, 7003, 7004, 7005
MARK: Final = "zq0mark"
NAME: Final = "zq0name"
# What is written down of who asked for what, and what is nobody's.
NOTED: Final = frozenset(
    {
        "api_requests", "audit", "cards", "claims", "conversations", "handled", "hold_tallies",
        "login_log", "name_marks", "outbox", "rate_limits", "turns", "wait_free",
    }
)  # fmt: skip
MARKS: Final = (
    # Lena comes to Anna, too, who may read her name.
    "UPDATE people SET email = '{mark}@example.org', last_name = '{name}' WHERE id = {lena}",
    "UPDATE appointments SET note = '{mark}', answers = '[[\"Which?\", \"{mark}\"]]'"
    " WHERE customer_id = {lena} AND coach_id = {ben}",
    "UPDATE customer_notes SET note = '{mark}' WHERE coach_id = {ben}",
    "UPDATE team_notes SET note = '{mark}' WHERE person_id = {lena}",
    "INSERT INTO identities (person_id, kind, value, created_at)"
    " VALUES ({lena}, 'phone', '{mark}', now())",
    "INSERT INTO leaves (coach_id, starts_local, ends_local, note)"
    " VALUES ({ben}, '2026-05-04', '2026-05-05', '{mark}')",
)


class Case:
    """Lena and Ben, and the ids with which a route is asked about them."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.ids: dict[str, int] = {}

    async def fetch(self, sql: str) -> list[Any]:
        async with self.api.database.read() as reader:
            return list(await reader.fetch(sql))

    async def person(self, telegram_id: int) -> Person:
        async with self.api.database.read() as reader:
            person = await people.by_telegram_id(reader, telegram_id)
        assert person is not None
        return person

    async def prepare(self) -> None:
        lena, ben = await self.person(LENA), await self.person(BEN)
        assert ben.coach_id is not None
        for statement in MARKS:
            await self.fetch(statement.format(mark=MARK, name=NAME, lena=lena.id, ben=ben.coach_id))
        one = {
            "appointment_id": f"appointments WHERE customer_id = {lena.id}",
            "season_id": f"hours_seasons WHERE coach_id = {ben.coach_id}",
            "leave_id": f"leaves WHERE coach_id = {ben.coach_id}",
            "service_id": "services",
            "resource_id": "resources WHERE coach_id IS NULL",
            "closure_id": "closures",
        }
        for name, where in one.items():
            [[id_]] = await self.fetch(f"SELECT max(id) FROM {where}")
            self.ids[name] = id_ or 1
        self.ids |= {"coach_id": ben.coach_id}
        self.ids |= dict.fromkeys(("client_id", "user_id", "person_id", "other_id"), lena.id)

    def path(self, route: Route) -> str:
        """The route's path about them; what does not exist has the first possible id."""
        words = {"day": "2026-03-10", "region": "DE-BE"}
        path = route.path
        for name, kind in route.variables.items():
            value = words.get(name, self.ids.get(name, 1))
            path = path.replace(f"{{{name}}}", str(value))
            assert kind is not None
        return path

    async def ask(self, program: Program, route: Route, *, full: bool) -> Answer:
        request: dict[str, Any] = {}
        if route.query is not None:
            query = sample(route.query, self.ids, full=full)
            query.pop("cursor", None)
            request["params"] = _as_query(query)
        if route.body is not None:
            request["json"] = sample(route.body, self.ids, full=full)
        return await program.ask(route.method, f"/{self.path(route)}", **request)

    async def rows_of_others(self, person: Person) -> Mapping[str, list[str]]:
        """All rows, without the person's own and mere bookkeeping."""
        own = {"person_id": person.id, "customer_id": person.id, "coach_id": person.coach_id or 0}
        rows_by_table = {}
        for table in TABLES:
            if table.name in NOTED:
                continue
            others = [
                f"{name} IS DISTINCT FROM {id_}" for name, id_ in own.items() if name in table.c
            ]
            if table.name == "people":
                others = [f"id <> {person.id}"]
            if table.name == "coaches":
                others = [f"id <> {own['coach_id']}"]
            where = " AND ".join(others or ["true"])
            rows = await self.fetch(f"SELECT t::text FROM {table.name} t WHERE {where} ORDER BY 1")
            rows_by_table[table.name] = [row for (row,) in rows]
        return rows_by_table


def _as_query(query: dict[str, Any]) -> dict[str, str]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else _plain(value)
        for name, value in query.items()
    }


def _plain(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | dict) else str(value)


@pytest.fixture
async def case(planted: Api) -> Case:
    case = Case(planted)
    await case.prepare()
    return case


async def test_the_ids_by_which_is_asked_lead_somewhere(case: Case) -> None:
    admin = await case.api.of(await case.person(ALEX))
    names = set()
    for route in ROUTES:
        if route.method == "GET" and (await case.ask(admin, route, full=False)).status == 200:
            names.add(route.name)
    assert {"appointments_read", "hours_read", "leave_list_all", "clients_read"} <= names
    # The others need what nobody has in this business, or are about oneself.
    reads = [route for route in ROUTES if route.method == "GET"]
    assert len(names) > 0.6 * len(reads)


async def test_strangers_and_keys_without_the_scope_get_nowhere(case: Case) -> None:
    admin = await case.person(ALEX)
    keys = {scope: await case.api.of(admin, set(FOR_KEYS) - {scope}) for scope in Scope}
    for route in ROUTES:
        if route.scope is None:
            continue
        answer = await case.ask(case.api.stranger, route, full=False)
        assert answer.status == 401, route.name
        answer = await case.ask(keys[route.scope], route, full=False)
        assert answer.status == 403, route.name
        assert "SCOPE_MISSING" in str(answer.body) or route.bare, route.name


@pytest.mark.parametrize("telegram_id", [MIA, ANNA])
async def test_nobody_reads_or_changes_what_is_somebody_elses(case: Case, telegram_id: int) -> None:
    person = await case.person(telegram_id)
    program = await case.api.of(person)
    before = await case.rows_of_others(person)
    marks = (MARK,) if telegram_id == ANNA else (MARK, NAME)
    leaks, faults = [], []
    for route in ROUTES:
        for full in (False, True):
            answer = await case.ask(program, route, full=full)
            if answer.status >= 500:
                faults.append((route.name, full, answer.body))
            if any(mark in json.dumps(answer.body) for mark in marks):
                leaks.append((route.name, str(answer.body)[:500]))
    after = await case.rows_of_others(person)
    assert faults == []
    assert leaks == []
    for name, rows in before.items():
        # A new client of a coach's, say, is the coach's to add.
        assert set(rows) <= set(after[name]), name


async def test_what_there_is_not_is_refused_wherever_it_is_named(case: Case) -> None:
    admin = await case.api.of(await case.person(ALEX))
    faults, attempts = [], 0
    for route in ROUTES:
        fields = msgspec.structs.fields(route.body) if route.body is not None else ()
        for name in (one.encode_name for one in fields if one.encode_name.endswith("_id")):
            assert route.body is not None
            body = sample(route.body, case.ids, full=False) | {name: 2**40}
            answer = await admin.ask(route.method, f"/{case.path(route)}", json=body)
            attempts += 1
            if answer.status >= 500:
                faults.append((route.name, name, answer.body))
    assert faults == []
    assert attempts > 20
