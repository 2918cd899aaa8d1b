"""The HTTP status and the code of each refusal.

The code is the refusal's own, in capitals. Whatever is in the way of a time has the same code,
since a program does the same about it: it offers times that are free instead.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.refusals import Refusal
from handlers.http.api.request_faults import FieldFault, sent_as

CONFLICT: Final = "APPOINTMENT_CONFLICT"
# Somebody, or something, has that time already.
_TAKEN: Final = frozenset({"slot_taken", "places_gone", "room_taken", "proposal_gone"})
# Every refusal is listed here, since the status tells a program what it can do about it.
CODES: Final[Mapping[int, str]] = {
    # They have not proved who they are.
    401: "signed_out telegram_not_shown wrong_login",
    # They may not do that.
    403: "applicant_blocked blocked_person not_allowed sign_in_again writing_forbidden",
    # It does not exist, or is not theirs.
    404: "no_invite no_link_code not_found webhook_gone",
    # It conflicts with the current state, which may change.
    409: """
        already_coach already_decided already_linked application_changed
        application_decided application_incomplete application_not_again_yet
        application_over block_changed blocks_oneself blocks_team booked_otherwise
        booked_twice both_act cannot_be_late cannot_become cannot_hand_over cannot_link
        cannot_reach cannot_take_over cannot_undo check_in_closed coach_already
        contact_taken flag_decided group_changed group_over handed_over has_chat
        hours_changed import_changed invite_expired invite_used invite_withdrawn last_admin
        leave_hits_bookings letter_handled letter_too_old link_code_expired link_code_used
        merge_changed messages_stopped messages_unwanted no_place nobody_to_reach
        nobody_to_write_to not_asked not_ready not_suspended note_changed
        nothing_to_wait_for offer_changed offer_open offer_over offer_overtaken
        own_customer own_sessions places_gone plan_done plan_gone proposal_gone
        report_decided rescue_changed rescue_too_large room_dates_changed
        room_hours_changed room_in_use room_taken series_changed series_clash
        service_changed set_up_over slot_taken strands_bookings suspends_oneself
        telegram_login_off too_late_to_undo too_many_bookings too_many_questions
        too_many_webhooks too_near_to_erase two_chats two_coaches undo_overtaken works_here
        writing_over
    """,
    # It has changed since they read it.
    412: "changed_meanwhile",
    # A rule forbids it, whatever others do: asking again is no use.
    422: """
        bad_hours bad_input bad_password bad_redirect cannot_pass_on day_full hours_clash
        leave_in_past leave_never leave_overlaps leave_too_often no_longer_offered
        no_scopes no_way_to_tell no_way_to_write not_offered out_of_reach same_person
        same_time too_far too_many_invites too_many_keys too_many_lines too_many_offered
        too_many_open too_many_places too_soon unanswered unreadable_file week_full
        wrong_code wrong_webhook_url
    """,
    # They asked too often, and may ask again later.
    429: "locked_out too_many_codes too_many_guesses too_many_messages",
    # Not now, through no fault of theirs.
    503: "telegram_away too_busy",
}
_STATUSES: Final = {code: status for status, codes in CODES.items() for code in codes.split()}


def status_of(kind: type[Refusal]) -> int:
    """The status of a kind of refusal."""
    return _STATUSES[kind.code]


def code_of(kind: type[Refusal]) -> str:
    """The code of a kind of refusal, for programs."""
    return CONFLICT if kind.code in _TAKEN else kind.code.upper()


def details_of(refusal: Refusal, zone: ZoneInfo, names: Collection[str] = ()) -> Mapping[str, Any]:
    """The facts of a refusal for a program, their instants in a zone. names: of the fields in the
    request, or that it could have had.

    If something is in the way of a time, they include why, and up to three nearby starts that are
    free.
    """
    facts = {name: value for name, value in asdict(refusal).items() if value not in (None, "", ())}
    if not facts.get("until", True):
        del facts["until"]  # nobody knows
    if refusal.code == "bad_input":
        message = "Cannot be taken as it is"
        if facts.get("limit"):
            message = f"Is longer, more or less than can be taken ({facts['limit']})"
        field = sent_as(str(facts.get("field", "")), names)
        return {"fields": [FieldFault(field=field, code="invalid", message=message)]}
    for name in ("nearest", "left"):
        if isinstance(facts.get(name), tuple):
            facts[name] = [_instant(start, zone) for start in facts[name]]
    if isinstance(facts.get("bookings"), tuple):
        facts["bookings"] = [
            {"client": who, "start": _instant(start, zone)} for who, start, *_ in facts["bookings"]
        ]
    for name in ("deadline", "until", "opens", "over", "at", "start"):
        if type(facts.get(name)) is int:  # a bool does not count
            facts[name] = _instant(facts[name], zone)
    if refusal.code in _TAKEN:
        facts.setdefault("reason", refusal.code)
    return facts


def _instant(seconds: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
