"""Which status and which code a refusal of the rules has over HTTP.

The code is the refusal's own, in capitals. What is in the way of a time has one code whatever it
is, since a program does the same about it: it offers the times that are free instead.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.refusals import Refusal
from handlers.http.api.complaints import Complaint, sent_as

CONFLICT: Final = "APPOINTMENT_CONFLICT"
# Somebody, or something, has that time.
_TAKEN: Final = frozenset({"slot_taken", "places_gone", "room_taken", "proposal_gone"})
_FORBIDDEN: Final = frozenset(
    {"not_allowed", "blocked_person", "writing_forbidden", "applicant_blocked", "sign_in_again"}
)
_ABSENT: Final = frozenset({"not_found", "no_invite", "no_link_code", "webhook_gone"})
_UNKNOWN: Final = frozenset({"signed_out", "wrong_login", "telegram_not_shown"})
_TOO_MANY: Final = frozenset(
    {"too_many_messages", "too_many_guesses", "locked_out", "too_many_codes"}
)
_STALE: Final = frozenset({"changed_meanwhile"})
# A rule says no to what was asked for, whoever else does what: to ask again is of no use.
_RULES: Final = frozenset(
    {
        "bad_hours", "bad_input", "bad_password", "bad_redirect",
        "cannot_pass_on", "day_full", "hours_clash", "leave_in_past",
        "leave_never", "leave_overlaps", "leave_too_often", "no_longer_offered", "no_way_to_tell",
        "no_way_to_write",
        "not_offered",
        "out_of_reach", "same_person", "same_time", "too_far", "too_many_invites",
        "no_scopes", "too_many_keys",
        "too_many_lines", "too_many_offered", "too_many_open", "too_many_places", "too_soon",
        "unanswered", "unreadable_file", "week_full", "wrong_code", "wrong_webhook_url",
    }
)  # fmt: skip


def status_of(kind: type[Refusal]) -> int:
    """The status of a kind of refusal; 409, that it does not fit what is, where nothing else is
    said."""
    if kind.code in _FORBIDDEN:
        return 403
    if kind.code in _ABSENT:
        return 404
    if kind.code in _RULES:
        return 422
    if kind.code in _UNKNOWN:
        return 401
    if kind.code in ("too_busy", "telegram_away"):
        return 503
    if kind.code in _STALE:
        return 412
    return 429 if kind.code in _TOO_MANY else 409


def code_of(kind: type[Refusal]) -> str:
    """What a kind of refusal is called outside."""
    return CONFLICT if kind.code in _TAKEN else kind.code.upper()


def details_of(refusal: Refusal, zone: ZoneInfo, names: Collection[str] = ()) -> Mapping[str, Any]:
    """What a program may make of a refusal: its facts, instants among them in a zone. names: of the
    fields that it has sent, or could have.

    What is in the way of a time says why, and up to three starts near by that can be booked.
    """
    facts = {name: value for name, value in asdict(refusal).items() if value not in (None, "", ())}
    if not facts.get("until", True):
        del facts["until"]  # nobody knows
    if refusal.code == "bad_input":
        message = "Cannot be taken as it is"
        if facts.get("limit"):
            message = f"Is longer, more or less than can be taken ({facts['limit']})"
        field = sent_as(str(facts.get("field", "")), names)
        return {"fields": [Complaint(field=field, code="invalid", message=message)]}
    for name in ("nearest", "left"):
        if isinstance(facts.get(name), tuple):
            facts[name] = [_instant(start, zone) for start in facts[name]]
    if isinstance(facts.get("bookings"), tuple):
        facts["bookings"] = [
            {"client": who, "start": _instant(start, zone)} for who, start, *_ in facts["bookings"]
        ]
    for name in ("deadline", "until", "opens", "over", "at", "start"):
        if type(facts.get(name)) is int:  # a bool is none
            facts[name] = _instant(facts[name], zone)
    if refusal.code in _TAKEN:
        facts.setdefault("reason", refusal.code)
    return facts


def _instant(seconds: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
