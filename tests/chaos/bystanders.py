"""What belongs to people who do no harm: nobody else may change a row of it."""

from typing import Any

from tests.contents import Contents, Row

# The part of a message that says whom it is for and what about; its state changes when it is sent.
_LETTER = ("key", "recipient_id", "kind", "facts", "appointment_version", "due_at")


def belongings(before: Contents, now: Contents, harmful: set[int]) -> list[tuple[str, Any]]:
    """The rows of everybody who was there `before` and is not `harmful`, as they are `now`.

    harmful: Telegram ids. Sessions with them are theirs to change, and so is what others are told
    about those.
    """
    people = {p["id"] for p in before["people"] if p["telegram_id"] not in harmful}
    coaches = {c["id"] for c in before["coaches"] if c["person_id"] in people}
    customers = people - {c["person_id"] for c in before["coaches"]}
    sessions = [
        a for a in now["appointments"]
        if a["customer_id"] in customers and a["coach_id"] in coaches
    ]  # fmt: skip
    theirs = {a["id"] for a in sessions}
    business = [{**row, "catalogue_version": None} for row in now["business"]]
    of_coaches = ("coach_services", "working_hours", "hours_overrides", "leaves")
    tables: dict[str, list[Row]] = {
        "business": business,
        "services": now["services"],
        "people": [p for p in now["people"] if p["id"] in people],
        "coaches": [c for c in now["coaches"] if c["id"] in coaches],
        **{name: [row for row in now[name] if row["coach_id"] in coaches] for name in of_coaches},
        "appointments": sessions,
        "conversations": [row for row in now["conversations"] if row["person_id"] in people],
        "notes": [row for row in now["notes"] if row["person_id"] in people],
        "audit": [
            row for row in now["audit"]
            if row["actor_id"] in people
            or (row["entity"] == "appointment" and row["entity_id"] in theirs)
        ],
        "outbox": [
            {name: row[name] for name in _LETTER} for row in now["outbox"]
            if row["appointment_id"] in theirs
            or (row["recipient_id"] in customers and row["appointment_id"] is None)
        ],
    }  # fmt: skip
    return [(table, row) for table, rows in tables.items() for row in rows]
