"""What becomes, column by column, of references to a record that becomes part of a person."""

from collections.abc import Mapping
from typing import Final

# $1: the record, $2: the person it becomes part of. Every column that refers to people, in the
# order of processing; a test checks that none is missing. None: handled in
# `storage.people.merging`, in an order of its own, or not at all for the reason beside it.
MOVES: Final[Mapping[str, str | None]] = {
    "appointments.customer_id": None,
    "series.customer_id": None,
    "outbox.recipient_id": None,
    "identities.person_id": None,
    "people.merged_into": None,
    "name_marks.person_id": None,  # a trigger empties them
    "audit.actor_id": None,  # the log keeps whom it was written under
    "handled.person_id": None,
    "dead_letters.person_id": None,
    "sms_tallies.person_id": None,  # the record spent what it cost
    # What reaches one reaches the other.
    "push_subscriptions.person_id": """
        UPDATE push_subscriptions SET person_id = $2 WHERE person_id = $1
    """,
    "phone_codes.person_id": "DELETE FROM phone_codes WHERE person_id = $1",
    "coaches.person_id": "UPDATE coaches SET person_id = $2 WHERE person_id = $1",
    "coach_customers.person_id": """
        WITH gone AS (
            DELETE FROM coach_customers WHERE person_id = $1 RETURNING coach_id, added_at
        )
        INSERT INTO coach_customers (coach_id, person_id, added_at)
            SELECT coach_id, $2::bigint, added_at FROM gone
        ON CONFLICT (coach_id, person_id) DO NOTHING
    """,
    # Nothing that a coach noted about either is lost.
    "customer_notes.person_id": """
        WITH gone AS (
            DELETE FROM customer_notes WHERE person_id = $1 RETURNING coach_id, note, updated_at
        )
        INSERT INTO customer_notes AS known (coach_id, person_id, note, updated_at)
            SELECT coach_id, $2::bigint, note, updated_at FROM gone
        ON CONFLICT (coach_id, person_id) DO UPDATE SET
            note = known.note || E'\\n' || excluded.note,
            updated_at = greatest(known.updated_at, excluded.updated_at)
    """,
    "team_notes.person_id": """
        WITH gone AS (
            DELETE FROM team_notes WHERE person_id = $1 RETURNING note, written_by, updated_at
        )
        INSERT INTO team_notes AS known (person_id, note, written_by, updated_at)
            SELECT $2::bigint, note, written_by, updated_at FROM gone
        ON CONFLICT (person_id) DO UPDATE SET
            note = known.note || E'\\n' || excluded.note,
            written_by = CASE WHEN known.updated_at < excluded.updated_at
                THEN excluded.written_by ELSE known.written_by END,
            updated_at = greatest(known.updated_at, excluded.updated_at)
    """,
    "team_notes.written_by": "UPDATE team_notes SET written_by = $2 WHERE written_by = $1",
    # Of two notes for one slot, two answers to one question, the person's own stays.
    "notes.person_id": """
        WITH gone AS (DELETE FROM notes WHERE person_id = $1
            RETURNING service_id, coach_id, starts_at, note, updated_at)
        INSERT INTO notes (person_id, service_id, coach_id, starts_at, note, updated_at)
            SELECT $2::bigint, service_id, coach_id, starts_at, note, updated_at FROM gone
        ON CONFLICT (person_id, service_id, coach_id, starts_at) DO NOTHING
    """,
    "form_answers.person_id": """
        WITH gone AS (DELETE FROM form_answers WHERE person_id = $1
            RETURNING question_id, answer, updated_at)
        INSERT INTO form_answers (person_id, question_id, answer, updated_at)
            SELECT $2::bigint, question_id, answer, updated_at FROM gone
        ON CONFLICT (person_id, question_id) DO NOTHING
    """,
    # Nobody is in one line twice: they keep the better of the two places.
    "waits.person_id": """
        WITH twice AS (
            SELECT r.id AS gone, p.id AS stays, least(r.joined_at, p.joined_at) AS joined_at
            FROM waits r JOIN waits p ON p.person_id = $2 AND p.state = 'waiting'
                AND p.service_id = r.service_id AND p.choice = r.choice
                AND p.coach_id IS NOT DISTINCT FROM r.coach_id
            WHERE r.person_id = $1 AND r.state = 'waiting'
        ), older AS (
            UPDATE waits w SET joined_at = b.joined_at FROM twice b WHERE w.id = b.stays
        )
        UPDATE waits w SET person_id = $2,
            state = CASE WHEN b.gone IS NULL THEN w.state ELSE 'left' END,
            closed_at = CASE WHEN b.gone IS NULL THEN w.closed_at ELSE now() END
        FROM waits r LEFT JOIN twice b ON b.gone = r.id
        WHERE r.person_id = $1 AND w.id = r.id
    """,
    "wait_offers.person_id": "UPDATE wait_offers SET person_id = $2 WHERE person_id = $1",
    "messages.sender_id": "UPDATE messages SET sender_id = $2 WHERE sender_id = $1",
    "message_reports.reporter_id": """
        UPDATE message_reports SET reporter_id = $2 WHERE reporter_id = $1
    """,
    "message_stops.person_id": """
        WITH gone AS (DELETE FROM message_stops WHERE person_id = $1 RETURNING other_id, at)
        INSERT INTO message_stops (person_id, other_id, at)
            SELECT $2::bigint, other_id, at FROM gone WHERE other_id NOT IN ($1, $2)
        ON CONFLICT (person_id, other_id) DO NOTHING
    """,
    "message_stops.other_id": """
        WITH gone AS (DELETE FROM message_stops WHERE other_id = $1 RETURNING person_id, at)
        INSERT INTO message_stops (person_id, other_id, at)
            SELECT person_id, $2::bigint, at FROM gone WHERE person_id <> $2
        ON CONFLICT (person_id, other_id) DO NOTHING
    """,
    # Whoever may not write as one may not write as the other.
    "message_bans.person_id": """
        WITH gone AS (DELETE FROM message_bans WHERE person_id = $1 RETURNING at)
        INSERT INTO message_bans (person_id, at) SELECT $2::bigint, at FROM gone
        ON CONFLICT (person_id) DO NOTHING
    """,
    "broadcasts.author_id": "UPDATE broadcasts SET author_id = $2 WHERE author_id = $1",
    "exports.person_id": "UPDATE exports SET person_id = $2 WHERE person_id = $1",
    "imports.person_id": "UPDATE imports SET person_id = $2 WHERE person_id = $1",
    "import_rows.person_id": "UPDATE import_rows SET person_id = $2 WHERE person_id = $1",
    # What was begun by a record without a chat waits no longer.
    "applications.person_id": """
        UPDATE applications SET person_id = $2,
            state = CASE WHEN state IN ('draft', 'sent') THEN 'withdrawn' ELSE state END
        WHERE person_id = $1
    """,
    "applications.decided_by": "UPDATE applications SET decided_by = $2 WHERE decided_by = $1",
    "invites.made_by": "UPDATE invites SET made_by = $2 WHERE made_by = $1",
    "invites.used_by": "UPDATE invites SET used_by = $2 WHERE used_by = $1",
    "api_keys.person_id": "UPDATE api_keys SET person_id = $2 WHERE person_id = $1",
    # A record without a chat repeats no requests.
    "api_requests.person_id": "DELETE FROM api_requests WHERE person_id = $1",
    "link_codes.person_id": "UPDATE link_codes SET person_id = $2 WHERE person_id = $1",
    "link_codes.used_by": "UPDATE link_codes SET used_by = $2 WHERE used_by = $1",
    "link_tries.person_id": "DELETE FROM link_tries WHERE person_id = $1",
    "rescues.made_by": "UPDATE rescues SET made_by = $2 WHERE made_by = $1",
    # A record that becomes part of somebody is nobody on the team.
    "report_wishes.person_id": "DELETE FROM report_wishes WHERE person_id = $1",
    # Of two waiting flags the person's own stays; counts of held times are not added up.
    "flags.person_id": """
        WITH twice AS (
            DELETE FROM flags r USING flags p WHERE r.person_id = $1 AND p.person_id = $2
                AND r.kind = p.kind AND r.decision IS NULL AND p.decision IS NULL
            RETURNING r.id
        )
        UPDATE flags SET person_id = $2
        WHERE person_id = $1 AND id NOT IN (SELECT id FROM twice)
    """,
    "hold_tallies.person_id": "DELETE FROM hold_tallies WHERE person_id = $1",
    # A limit on one applies to the other.
    "person_limits.person_id": """
        WITH gone AS (DELETE FROM person_limits WHERE person_id = $1
            RETURNING most, by_hand, until, forgiven_at)
        INSERT INTO person_limits AS known (person_id, most, by_hand, until, forgiven_at)
            SELECT $2::bigint, most, by_hand, until, forgiven_at FROM gone
        ON CONFLICT (person_id) DO UPDATE SET most = least(known.most, excluded.most),
            by_hand = known.by_hand OR excluded.by_hand,
            until = CASE WHEN known.most IS NULL AND NOT known.by_hand THEN excluded.until
                WHEN excluded.most IS NULL AND NOT excluded.by_hand THEN known.until
                WHEN known.until IS NOT NULL AND excluded.until IS NOT NULL
                    THEN greatest(known.until, excluded.until) END
    """,
    # Of two passwords the person's own stays; devices go on, after renewing their tokens.
    "accounts.person_id": """
        WITH gone AS (
            DELETE FROM accounts WHERE person_id = $1 RETURNING password, changed_at, void
        )
        INSERT INTO accounts (person_id, password, changed_at, void)
            SELECT $2::bigint, password, changed_at, void FROM gone
        ON CONFLICT (person_id) DO NOTHING
    """,
    "sign_ins.person_id": "UPDATE sign_ins SET person_id = $2 WHERE person_id = $1",
    "login_log.person_id": "UPDATE login_log SET person_id = $2 WHERE person_id = $1",
    # A code requested as one may not change the other.
    "account_codes.person_id": "DELETE FROM account_codes WHERE person_id = $1",
    # What was begun by a record without a chat is not continued.
    "series_drafts.person_id": "DELETE FROM series_drafts WHERE person_id = $1",
    "conversations.person_id": "DELETE FROM conversations WHERE person_id = $1",
    "cards.person_id": "DELETE FROM cards WHERE person_id = $1",
    "holds.person_id": """
        WITH gone AS (DELETE FROM holds WHERE person_id = $1 RETURNING holder_id)
        DELETE FROM claims c USING gone WHERE c.holder_id = gone.holder_id AND c.reason = 'hold'
    """,
}
