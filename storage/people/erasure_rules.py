"""What is kept about a person, table by table, and how it goes when they are erased.

Each table has a line here, even a table without personal data: a test compares the lines with the
columns, so that whoever adds a table or a column says what becomes of it. A column with words, or
one that leads to a person, is either `gone` after the statement, or `stays`, and then the line says
why. In a statement, $1 is the ids of the person and of the records that have become part of them.
"""

from dataclasses import dataclass
from typing import Final

from domain.messages.notices import MessageState
from storage.tables.outbox import DONE_WITH, UNSENT

EVERYTHING: Final = "*"  # whole rows go


@dataclass(frozen=True, slots=True)
class ErasureRule:
    """One table. gone, stays: names of columns; why: the reason that these may stay."""

    table: str
    gone: str = ""
    erase: str = ""
    stays: str = ""
    why: str = ""


OF_THEIRS: Final = "(SELECT id FROM appointments WHERE customer_id = ANY ($1::bigint[]))"
_BY_PERSON: Final = "DELETE FROM {} WHERE person_id = ANY ($1::bigint[])"
BUSINESS: Final = "the business's own"
# The name of a person who was erased.
NAMELESS: Final = "—"


def _rows(table: str) -> ErasureRule:
    """Deletes all rows of the person."""
    return ErasureRule(table, EVERYTHING, _BY_PERSON.format(table))


_MESSAGES: Final = """
DELETE FROM messages m USING appointments a
WHERE a.coach_id = m.coach_id AND a.id = m.appointment_id
    AND (m.sender_id = ANY ($1::bigint[]) OR a.customer_id = ANY ($1::bigint[]))
"""
_REPORTS: Final = """
DELETE FROM message_reports r USING appointments a
WHERE a.coach_id = r.coach_id AND a.id = r.appointment_id
    AND (r.reporter_id = ANY ($1::bigint[]) OR a.customer_id = ANY ($1::bigint[]))
"""
_STOPS: Final = """
DELETE FROM message_stops WHERE person_id = ANY ($1::bigint[]) OR other_id = ANY ($1::bigint[])
"""
_APPOINTMENTS: Final = """
UPDATE appointments SET note = NULL, reason = NULL, answers = NULL
WHERE customer_id = ANY ($1::bigint[]) AND coalesce(note, reason, answers::text) IS NOT NULL
"""
# To them, about them, about what they wrote; and what names them in a list, once finished.
_OUTBOX: Final = f"""
WITH names AS (
    SELECT to_jsonb(concat_ws(' ', first_name, last_name))::text AS name
    FROM people WHERE id = ANY ($1::bigint[])
)
UPDATE outbox SET
    facts = '{{}}', error = 'erased',
    state = CASE WHEN {UNSENT} THEN '{MessageState.DROPPED}' ELSE state END
WHERE recipient_id = ANY ($1::bigint[])
    OR (facts ->> 'customer_id')::bigint = ANY ($1::bigint[])
    OR (facts -> 'about' ->> 'customer_id')::bigint = ANY ($1::bigint[])
    OR {DONE_WITH} AND EXISTS (
        SELECT FROM names WHERE position(name IN facts::text) > 0)
"""
# Including codes for accounts that do not exist yet.
_CODES: Final = """
DELETE FROM account_codes c WHERE c.person_id = ANY ($1::bigint[]) OR EXISTS (
    SELECT FROM identities i WHERE i.person_id = ANY ($1::bigint[])
        AND i.kind = c.kind AND i.value = c.value)
"""
_LETTERS: Final = """
DELETE FROM dead_letters WHERE person_id = ANY ($1::bigint[])
    OR telegram_id IN (SELECT telegram_id FROM people WHERE id = ANY ($1::bigint[]))
"""
# What a file said about them; undoing the import finds them in use.
_IMPORTED: Final = """
UPDATE import_rows SET cells = '[]', entry = NULL, key = NULL, faults = NULL, made = NULL,
    person_id = NULL
WHERE person_id = ANY ($1::bigint[])
"""
# The log still says what was done and when, but without words; the database allows no other change
# to it (see the migration).
_AUDIT: Final = f"""
UPDATE audit SET
    facts = facts - '{{name,reason,note}}'::text[],
    before = before - '{{name,reason,note}}'::text[],
    after = after - '{{name,reason,note}}'::text[]
WHERE (entity = 'person' AND entity_id = ANY ($1::bigint[])
        OR entity = 'appointment' AND entity_id IN {OF_THEIRS})
    AND (facts ?| '{{name,reason,note}}' OR before ?| '{{name,reason,note}}'
        OR after ?| '{{name,reason,note}}')
"""
_PEOPLE: Final = f"""
UPDATE people SET
    first_name = '{NAMELESS}', last_name = NULL, username = NULL, language = NULL,
    chosen_language = NULL, zone = NULL, email = NULL, blocked_at = NULL, blocked_reason = NULL,
    blocked_until = NULL, role = NULL, telegram_id = NULL, met = false, quiet_from = NULL,
    quiet_until = NULL, no_news_at = NULL, channels = NULL,
    unreachable_since = clock_timestamp(),
    erased_at = clock_timestamp()
WHERE id = ANY ($1::bigint[])
"""

# In order of deletion: what others are found by comes last.
REGISTRY: Final[tuple[ErasureRule, ...]] = (
    _rows("conversations"),
    _rows("cards"),
    _rows("series_drafts"),
    _rows("form_answers"),
    _rows("notes"),
    _rows("holds"),
    _rows("coach_customers"),
    _rows("customer_notes"),
    _rows("team_notes"),
    _rows("report_wishes"),
    _rows("flags"),
    _rows("link_codes"),
    _rows("link_tries"),
    _rows("person_limits"),
    _rows("push_subscriptions"),
    _rows("phone_codes"),
    ErasureRule(
        "sms_tallies", "", "", "person_id", "what text messages cost; deleted after months"
    ),
    _rows("hold_tallies"),
    _rows("applications"),
    _rows("accounts"),
    _rows("sign_ins"),
    _rows("login_log"),
    ErasureRule("account_codes", EVERYTHING, _CODES),
    ErasureRule("wait_offers", EVERYTHING, _BY_PERSON.format("wait_offers")),
    _rows("waits"),
    ErasureRule("message_reports", EVERYTHING, _REPORTS),
    ErasureRule("message_stops", EVERYTHING, _STOPS),
    _rows("message_bans"),
    ErasureRule("messages", EVERYTHING, _MESSAGES),
    ErasureRule("dead_letters", EVERYTHING, _LETTERS),
    ErasureRule(
        "outbox",
        "facts error",
        _OUTBOX,
        "recipient_id key kind state owner channel operation request_id provider_id receipt",
        "that something was sent, and when, but not what it said",
    ),
    ErasureRule(
        "audit",
        "facts before after",
        _AUDIT,
        "actor_id action entity door request_id",
        "the business answers for what was done, and when",
    ),
    ErasureRule(
        "appointments",
        "note reason answers",
        _APPOINTMENTS,
        "customer_id service_title status zone currency code meeting borne_by",
        "the books need what took place, and at which price",
    ),
    ErasureRule(
        "import_rows",
        "cells entry key faults made person_id",
        _IMPORTED,
        "state",
        "what became of a line, but not what it said",
    ),
    ErasureRule("series", "", "", "customer_id unit", "which dates belong together"),
    _rows("identities"),
    ErasureRule(
        "people",
        "first_name last_name username language chosen_language zone email blocked_reason role"
        " telegram_id channels",
        _PEOPLE,
        "merged_into",
        "what is kept still refers to somebody",
    ),
    _rows("api_keys"),
    _rows("api_requests"),
    # Last: deleting the others would bring these back.
    _rows("name_marks"),
    ErasureRule(
        "handled", "", "", "key person_id outcome", "which update led to what; deleted after days"
    ),
    ErasureRule(
        "login_attempts", "", "", "name", "a digest of whose attempts failed; deleted after a day"
    ),
    ErasureRule("signing_keys", "", "", "kid purpose", BUSINESS),
    ErasureRule(
        "rate_limits", "", "", "chat_id", "when a chat was last written to; deleted after an hour"
    ),
    # About people who work here, who are not erased.
    ErasureRule(
        "coaches",
        "",
        "",
        "person_id name zone approval place category about latitude longitude photo"
        " suspended_reason",
        BUSINESS,
    ),
    ErasureRule("broadcasts", "", "", "author_id audience text state shown", BUSINESS),
    ErasureRule("exports", "", "", "person_id wanted state", BUSINESS),
    ErasureRule(
        "kept_files",
        "",
        "",
        "name kind digest telegram_id",
        "deleted with the message it came with; otherwise the business's own",
    ),
    ErasureRule("kept_parts"),
    ErasureRule("imports", "", "", "person_id kind state name plan", BUSINESS),
    ErasureRule("rescues", "", "", "made_by", BUSINESS),
    ErasureRule("invites", "", "", "digest name made_by used_by", BUSINESS),
    ErasureRule(
        "login_states", "", "", "digest verifier redirect_uri proof", "not tied to anybody yet"
    ),
    ErasureRule(
        "spent_launches", "", "", "digest", "that a launch was used once; deleted after an hour"
    ),
    ErasureRule("leaves", "", "", "note", BUSINESS),
    ErasureRule("leave_rules", "", "", "weekdays skipped note", BUSINESS),
    # About nobody.
    ErasureRule(
        "business",
        "",
        "",
        "name zone place policy latitude longitude currency languages texts guided sms_countries",
        BUSINESS,
    ),
    ErasureRule("retention", "", "", "kept", BUSINESS),
    ErasureRule("closures", "", "", "name names region", BUSINESS),
    ErasureRule("holiday_regions", "", "", "region", BUSINESS),
    ErasureRule(
        "services",
        "",
        "",
        "title currency category description meeting addresses latitude longitude approval"
        " horizon_by lengths",
        BUSINESS,
    ),
    ErasureRule("form_questions", "", "", "kind text options", BUSINESS),
    ErasureRule("service_needs", "", "", "kind", BUSINESS),
    ErasureRule("coach_terms", "", "", "lengths addresses", BUSINESS),
    ErasureRule("hours_overrides", "", "", "windows", BUSINESS),
    ErasureRule("hours_seasons", "", "", "weekly", BUSINESS),
    ErasureRule("service_hours", "", "", "weekly", BUSINESS),
    ErasureRule("resources", "", "", "kind name directions hours special", BUSINESS),
    ErasureRule(
        "sessions",
        "",
        "",
        "state reason",
        "why a group session was cancelled, as told to all of them",
    ),
    ErasureRule("claims", "", "", "reason", BUSINESS),
    ErasureRule("wait_free", "", "", "choice", BUSINESS),
    ErasureRule("troubles", "", "", "kind", BUSINESS),
    ErasureRule("web_push_keys", "", "", "private_key", BUSINESS),
    ErasureRule(
        "webhook_endpoints", "", "", "url description kinds state secret old_secret", BUSINESS
    ),
    ErasureRule("webhook_feed"),
    # These have at most our id for somebody, and go after a month.
    ErasureRule("webhook_deliveries", "", "", "message_id kind body state owner", BUSINESS),
    ErasureRule("webhook_attempts", "", "", "answer error", BUSINESS),
    *map(
        ErasureRule,
        (
            "coach_services",
            "desks",
            "opened_days",
            "turns",
            "working_hours",
            "rescued",
            "resource_closures",
        ),
    ),
)
