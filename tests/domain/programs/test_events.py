"""Which lines of the audit log are events, and of which kind."""

import pytest

from domain.programs.events import KINDS, LoggedChange, kind_of


def line(
    action: str, entity: str, has: str = "ba", was: str | None = None, is_: str | None = None
) -> LoggedChange:
    """has: `b` for what was before, `a` for what is after."""
    return LoggedChange(action, entity, "b" in has, "a" in has, was, is_)


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        # What is there for the first time, is not any more, or has changed.
        (line("book", "appointment", "a", None, "pending"), "appointment:created"),
        (line("approve", "appointment", "ba", "pending", "confirmed"), "appointment:updated"),
        (line("erase", "appointment"), "appointment:deleted"),
        (line("delete", "service", "b"), "service:deleted"),
        (line("undo_import", "service"), "service:deleted"),
        # Without a future: once, and by whichever way.
        (line("cancel", "appointment", "ba", "confirmed", "cancelled"), "appointment:cancelled"),
        (line("decline", "appointment", "ba", "pending", "declined"), "appointment:cancelled"),
        (line("expire", "appointment", "ba", "held", "expired"), "appointment:cancelled"),
        (line("note", "appointment", "ba", "cancelled", "cancelled"), "appointment:updated"),
        (line("import", "appointment", "a", None, "cancelled"), "appointment:created"),
        (line("undo", "appointment", "ba", "cancelled", "confirmed"), "appointment:updated"),
        (line("call_off", "session", "ba", "open", "cancelled"), "session:cancelled"),
        (line("close", "session", "ba", "open", "empty"), "session:cancelled"),
        (line("x", "service", "ba", "shown", "cancelled"), "service:updated"),
        # What the log calls otherwise.
        (line("join_waitlist", "wait", "a", None, "waiting"), "waitlist:created"),
        (line("change", "wait", "a", None, "waiting"), "waitlist:updated"),
        (line("leave", "wait", "a", None, "left"), "waitlist:cancelled"),
        (line("close", "wait", "a", "waiting", "over"), "waitlist:cancelled"),
        (line("close", "wait", "a", "waiting", "gone"), "waitlist:cancelled"),
        (line("close", "wait", "a", "waiting", "silent"), "waitlist:cancelled"),
        (line("close", "wait", "a", "waiting", "booked"), "waitlist:updated"),
        (line("add", "room", "a"), "resource:created"),
        (line("change", "room"), "resource:updated"),
        (line("add", "leave_rule", "a"), "leave:created"),
        (line("give_back", "leave", "b"), "leave:deleted"),
        # Of these the log keeps what has changed, so a line without a before is no new one.
        *((line(deed, "person", "a"), "person:created") for deed in ("add_customer", "register")),
        (line("import_customer", "person", "a"), "person:created"),
        *((line(deed, "coach", "a"), "coach:created") for deed in ("add_coach", "import_coach")),
        (line("block", "person", "a"), "person:updated"),
        (line("erase", "person", "b"), "person:deleted"),
        (line("pause", "coach", "a"), "coach:updated"),
        *(
            (line(deed, "coach"), "hours:updated")
            for deed in (
                *("set_hours", "set_date_hours", "set_season", "delete_season"),
                *("set_service_times", "open_closed_day"),
            )
        ),
        (line("set_hours", "service"), "service:updated"),
        # Of which there is one deed alone.
        (line("book", "series", "a"), "series:created"),
        (line("write", "message", "b"), "message:created"),
        (line("rename", "business", "b"), "business:updated"),
        # No events: what is nobody's business, or no thing that anybody asks for.
        *(
            (line(deed, "person", "a"), None)
            for deed in (
                *("sign_in", "end_sign_in", "void_password", "set_password", "lock_account"),
                *("unlock_account", "rotate_keys", "refuse_link"),
            )
        ),
        (line("backup", "business"), None),
        (line("add", "webhook", "a"), None),
        (line("add", "waitlist", "a"), None),
        (line("add", "resource", "a"), None),
        (line("add", "hours", "a"), None),
    ],
)
def test_a_line_of_the_log_is_an_event_of_its_kind(one: LoggedChange, kind: str | None) -> None:
    assert kind_of(one) == kind
    assert kind is None or kind in KINDS


DEEDS = """
appointment created updated cancelled deleted
session     created updated cancelled
series      created
waitlist    created updated cancelled
message     created
person      created updated deleted
coach       created updated deleted
service     created updated deleted
resource    created updated
closure     created updated deleted
hours       updated
leave       created updated deleted
business    updated
"""


def test_kinds_are_what_programs_have_been_told() -> None:
    rows = [line.split() for line in DEEDS.strip().splitlines()]
    assert {f"{subject}:{deed}" for subject, *deeds in rows for deed in deeds} <= set(KINDS)
