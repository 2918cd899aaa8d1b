"""Every row of every table, so that two runs of the same people can be compared.

What two such runs cannot share is expressed in terms they do, or left out, here and nowhere else:

    when something was done       left out: the clock goes on (`CLOCK`, and when what was to be
                                  sent at once was due)
    until when limits hold        left out with their table, which is about nothing else
    what each message shows       left out with its table: an update that comes again is answered
                                  with another message
    what tokens are signed with   left out with its table: it is drawn
    by what names are found       left out with their table: made of the names as somebody looks
    what a screen listens for     left out with that: it goes with the screen that is shown
    a message's number in a chat  left out: Telegram gives it
    ids of rows                   left out where nothing refers to them; a person goes by their
                                  Telegram id, an appointment by its coach and its number there
    a booking code                is drawn: goes by its appointment
    by what a request is found    left out: it is drawn
    an update's key               goes by its person and its number among that person's updates
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

from handlers.chat.frame.answers import LISTENS
from storage.conversations import CLOSED
from storage.tables.schema import SCHEMA
from storage.transactions import Reader
from tests.chaos.witness import Witness

Json = dict[str, Any]
Snapshot = Mapping[str, Counter[str]]

CLOCK: Final = frozenset({"at", "created_at", "updated_at", "sent_at", "profile_at", "verified_at"})
NOT_SHARED: Final = frozenset(
    {"rate_limits", "cards", "name_marks", "signing_keys", "web_push_keys"}
)
LEFT_OUT: Final = CLOCK | {"message_id", "settles", "request_id"}
NAMELESS: Final = frozenset(
    {"audit", "outbox", "leaves", "dead_letters", "notes", "identities"}
)  # nothing refers to them
PEOPLE: Final = frozenset({"person_id", "customer_id", "recipient_id", "actor_id"})
APPOINTMENTS: Final = frozenset({"appointment_id", "appointment", "entity_id", "holder_id"})
AT_ONCE: Final = 0  # the lane of what is sent as soon as it comes up
_PEOPLE: Final = "SELECT id, telegram_id FROM people"
_APPOINTMENTS: Final = """
SELECT id, code, coach_id, row_number() OVER (PARTITION BY coach_id ORDER BY id) FROM appointments
"""


class Names:
    """What the rows of one run are called in every run."""

    def __init__(
        self,
        people: Mapping[int, str],
        appointments: Mapping[int, str],
        codes: Mapping[str, str],
        updates: Mapping[str, str],
    ) -> None:
        self._people = people
        self._appointments = appointments
        self._codes = codes
        self._updates = updates

    @classmethod
    async def of(cls, reader: Reader, witness: Witness) -> "Names":
        people = {id_: f"person {who}" for id_, who in await reader.fetch(_PEOPLE)}
        rows = [(id_, code, f"{c}/{n}") for id_, code, c, n in await reader.fetch(_APPOINTMENTS)]
        counts: dict[int, int] = defaultdict(int)
        updates = {}
        for sent in witness.updates.values():
            counts[sent.person] += 1
            updates[str(sent.id)] = f"update {counts[sent.person]} of {sent.person}"
        appointments = {id_: name for id_, _, name in rows}
        return cls(people, appointments, {code: name for _, code, name in rows}, updates)

    def row(self, table: str, row: Json) -> Json:
        """A row in terms that are the same in every run."""
        named: Json = self._with_names(row)
        if table in NAMELESS:
            del named["id"]
            # `_with_names` takes what a line is about for an appointment.
            if table == "audit" and row["entity"] == "person":
                named["entity_id"] = self._people.get(row["entity_id"], row["entity_id"])
        elif table in ("people", "appointments"):
            named["id"] = (self._people if table == "people" else self._appointments)[row["id"]]
        if table == "outbox":
            named["key"] = self._message_key(row["key"])
            if row["lane"] == AT_ONCE:
                del named["due_at"]
        elif table == "handled":
            named["key"] = self._update_key(row["key"])
        elif table == "conversations" and row["asked_by"]:
            named["asked_by"] = self._update_key(row["asked_by"])
        return named

    def _with_names(self, value: Any, field: str = "") -> Any:
        if isinstance(value, dict):
            inside = {
                name: self._with_names(inner, name)
                for name, inner in value.items()
                if name not in LEFT_OUT
            }
            # The facts of a message are those of its appointment, with its id.
            if field == "facts" and "id" in value:
                inside["id"] = self._appointments.get(value["id"], value["id"])
            return inside
        if field in PEOPLE:
            return self._people.get(value, value)
        if field in APPOINTMENTS:
            return self._appointments.get(value, value)
        return self._codes.get(value, value) if field == "code" else value

    def _message_key(self, key: str) -> str:
        """`<kind>:<appointment>:<version>`."""
        kind, number, *rest = key.split(":")
        name = self._appointments.get(int(number), number) if number.isdigit() else number
        return ":".join((kind, name, *rest))

    def _update_key(self, key: str) -> str:
        """`u:<update>:…`."""
        return self._updates.get(key.split(":")[1], key)


async def take(reader: Reader, witness: Witness) -> Snapshot:
    """How often each row is there, by table."""
    names = await Names.of(reader, witness)
    tables: dict[str, Counter[str]] = {}
    for table in SCHEMA.sorted_tables:
        if table.name in NOT_SHARED:
            continue
        rows = await reader.fetch(f'SELECT to_jsonb(t) FROM "{table.name}" t')
        parsed = [_parse(row) for [row] in rows]
        named = [
            names.row(table.name, row) for row in parsed if not _goes_with_a_screen(table.name, row)
        ]
        tables[table.name] = Counter(json.dumps(row, sort_keys=True) for row in named)
    return tables


def differences(one: Snapshot, other: Snapshot) -> list[str]:
    """Rows in one that are not in the other, or not as often."""
    return [
        f"{side} {table} {row}"
        for table in one
        for side, more, less in (("only there:", one, other), ("only here:", other, one))
        for row in (more[table] - less[table]).elements()
    ]


def _goes_with_a_screen(table: str, row: Json) -> bool:
    if table != "conversations":
        return False
    step: str = row["step"]
    return step == CLOSED or step.startswith(LISTENS)


def _parse(row: Any) -> Json:
    fields: Json = json.loads(row) if isinstance(row, str) else row
    return fields
