"""Whatever the chat can do, the API can: each action and query that the chat calls has a route that
calls it, or is listed here with the reason why it needs none."""

import ast
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, get_args

import pytest

from handlers.http.api import routes
from handlers.http.api.route import BASE, Method
from handlers.http.api.routes import ROUTES

HANDLERS: Final = Path(__file__).parents[4] / "handlers"
OF_THE_CHAT: Final = "how a chat goes on, which an app does by itself"
# By the module below `handlers`, and the function: the route that says or does the same otherwise,
# or why there is none.
CHAT_ONLY: Final = {
    "actions.accounts.devices.unlock": "that it comes from the chat is what shows who it is",
    "actions.alarms.standing_in": OF_THE_CHAT,
    "actions.messages.broadcasting.watch": OF_THE_CHAT,
    "actions.appointments.card_tracking.is_newest": OF_THE_CHAT,
    "actions.appointments.card_tracking.show": OF_THE_CHAT,
    "actions.appointments.card_tracking.take_over": OF_THE_CHAT,
    "actions.services.catalogue.newest": "GET /coaches",
    "actions.transfer.exporting.note_audit_taken": "an export takes the log along, and notes it",
    "actions.business.first_run.first_service": "a guide through what has routes of its own",
    "actions.business.first_run.leave_it": "as above",
    "actions.business.first_run.open_if_ready": "as above",
    "actions.business.first_run.open_with_hours": "as above",
    "actions.business.first_run.set_zone": "as above",
    "actions.services.forms.answers_so_far": OF_THE_CHAT,
    "actions.working_hours.hours.set_date": "PUT /coaches/{coach_id}/dates",
    "actions.transfer.import_lines.advance": "it goes on by the clock",
    "actions.working_hours.leave.check_leave": "GET /coaches/{coach_id}/leave/plan",
    "actions.working_hours.leave.note_leave": "PUT /coaches/{coach_id}/leave/{leave_id}",
    "actions.people.linking.look": "POST /auth/telegram/link/confirm",
    "actions.people.linking.refuse": OF_THE_CHAT,
    "actions.appointments.notes.find": OF_THE_CHAT,
    "actions.appointments.start_attempts.why_taken": "GET /availability/start",
    "actions.once.first": OF_THE_CHAT,
    "actions.people.people.mark_reachable": OF_THE_CHAT,
    "actions.people.people.set_email": "POST /auth/change-contact",
    "actions.questions.ask": OF_THE_CHAT,
    "actions.questions.close": OF_THE_CHAT,
    "actions.questions.is_overtaken": OF_THE_CHAT,
    "actions.questions.put_aside": OF_THE_CHAT,
    "actions.identities.recognizing.recognize": "Telegram vouches for what is shared in its chat",
    "actions.working_hours.leave_rules.check_repeating": (
        "GET /coaches/{coach_id}/repeating-leave/plan"
    ),
    "actions.working_hours.leave_rules.note_repeating": (
        "PUT /coaches/{coach_id}/repeating-leave/{rule_id}"
    ),
    "actions.services.rooms.check_change": "POST /resources/{resource_id}/closures",
    "actions.coaches.suspending.standing": "GET /coaches/{coach_id}/suspension",
    "actions.messages.undelivered.arrive": OF_THE_CHAT,
    "queries.coaches.applications.waiting": "GET /applications",
    "queries.starts.approval.coaches_who_know": "POST /appointments",
    "queries.starts.assignment.who": "GET /availability/start",
    "queries.business.audit.booking": "GET /audit",
    "queries.business.audit.name_of": "GET /audit",
    "queries.messages.awareness.of_sessions": "GET /appointments/{appointment_id}/heard",
    "queries.people.blocks.mine": "GET /me",
    "queries.people.customers.customer": "GET /clients/{client_id}",
    "queries.starts.booking_obstacles.of_coach": "GET /coaches/{coach_id}/gaps",
    "queries.starts.booking_obstacles.of_service": "GET /services/{service_id}/gaps",
    "queries.appointments.bookings.customer": "GET /calendar/appointments",
    "queries.appointments.bookings.matching_customers": "GET /calendar/appointments",
    "queries.appointments.bookings.page": "GET /calendar/appointments",
    "queries.business.business.count_booked_ahead": "GET /calendar/appointments",
    "queries.coaches.coaches.candidate": "GET /users",
    "queries.coaches.coaches.candidate_called": "GET /users",
    "queries.coaches.coaches.person": "GET /coaches/{coach_id}/contacts",
    "queries.coaches.coaches.reach": "GET /coaches/{coach_id}/contacts",
    "queries.appointments.correspondence.message": "GET /appointments/{appointment_id}/messages",
    "queries.appointments.correspondence.of_side": "GET /appointments/{appointment_id}/messages",
    "queries.appointments.correspondence.thread": "GET /appointments/{appointment_id}/messages",
    "queries.appointments.correspondence.writable": "POST /appointments/{appointment_id}/messages",
    "queries.groups.group_sessions.as_shown": "GET /group-sessions/{session_id}",
    "queries.groups.group_sessions.coming": "GET /group-sessions",
    "queries.appointments.history.summary": "GET /appointments/{appointment_id}/visits",
    "queries.coaches.invites.by_token": "POST /coach-invites/accept",
    "queries.starts.joinable_groups.lasting": "GET /appointments/{appointment_id}",
    "queries.starts.joinable_groups.standing_at": "GET /availability/start",
    "queries.people.people.sessions_of": "GET /calendar/appointments",
    "queries.messages.reach.is_reachable": "GET /appointments/{appointment_id}/heard",
    "queries.messages.reach.of_customer": "GET /appointments/{appointment_id}/heard",
    "queries.appointments.sessions.agenda": "GET /coaches/{coach_id}/appointments",
    "queries.appointments.sessions.last_coach": "GET /me/visits",
    "queries.appointments.sessions.one_more": "POST /appointments",
    "queries.appointments.sessions.own": "GET /appointments/{appointment_id}",
    "queries.appointments.sessions.requests": "GET /calendar/appointments",
    "queries.appointments.sessions.same_start": "GET /appointments",
    "queries.business.status.unreachable_page": "GET /unreachable-users",
    "queries.business.status.dead_letter_page": "GET /dead-letters",
    "queries.people.team.has_admin": "GET /team",
    "queries.people.team.matching_people": "GET /users",
    "queries.people.team.person": "GET /users/{user_id}",
    "queries.waitlist.waitlist.offer_at": "GET /waitlist",
    "queries.waitlist.waitlist.offer": "GET /waitlist/{place_id}",
}


@cache
def doors() -> frozenset[str]:
    """Every action and query that can be called from outside its module."""
    return frozenset(
        f"{_module_name(file)}.{one.name}"
        for folder in ("actions", "queries")
        for file in (HANDLERS / folder).rglob("*.py")
        for one in ast.parse(file.read_text()).body
        if isinstance(one, ast.AsyncFunctionDef) and not one.name.startswith("_")
    )


def _module_name(file: Path) -> str:
    return ".".join(file.relative_to(HANDLERS).with_suffix("").parts)


def called_in(folder: str) -> set[str]:
    """Those named in the modules of a folder."""
    return {one for file in (HANDLERS / folder).rglob("*.py") for one in _used_doors(file)}


def _used_doors(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text())
    named = {
        one.asname or one.name: f"{node.module}.{one.name}".removeprefix("handlers.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for one in node.names
    }
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{named.get(node.value.id)}.{node.attr}"
        elif isinstance(node, ast.Name):
            name = named.get(node.id, "")
        if name in doors():
            yield name


def test_whatever_the_chat_calls_has_a_route_or_a_reason() -> None:
    missing = called_in("chat") - called_in("http")

    assert sorted(missing - CHAT_ONLY.keys()) == []
    assert sorted(CHAT_ONLY.keys() - missing) == []


def test_each_route_that_stands_for_another_way_is_there() -> None:
    there = {f"{route.method} {route.path.removeprefix(BASE)}" for route in ROUTES}
    named = {one for one in CHAT_ONLY.values() if one.split(" ")[0] in get_args(Method)}

    assert named - there == set()


def test_every_module_that_declares_routes_is_listed() -> None:
    below = f"{routes.__name__}."
    modules = [one.name for one in pkgutil.walk_packages(routes.__path__, below)]
    there = {name for name in modules if hasattr(import_module(name), "ROUTES")}

    assert {one.__name__ for one in routes.MODULES} == there


@pytest.mark.parametrize(
    "name", ["actions.appointments.booking.book", "queries.coaches.weeks.of_coach"]
)
def test_what_both_call_is_found_on_both_sides(name: str) -> None:
    assert name in called_in("chat") & called_in("http")
