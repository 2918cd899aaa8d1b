"""What two people can run into: each constraint says what the second one meets."""

from typing import Final

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from storage import faults
from storage.tables.schema import TABLES

LOCKED: Final = "the person's row, or a lock on the value, is held before it is looked for"
DRAWN: Final = "a digest of what is drawn at random: two are never alike"
ASIDE: Final = "the statement steps aside, or takes the row over: ON CONFLICT"
TRIGGER: Final = "a trigger adds the row with the one that it belongs to"

SETTLED: Final = {
    "uq_people_telegram_id": ASIDE,
    "uq_account_codes_request": DRAWN,
    "uq_api_keys_digest": DRAWN,
    "uq_link_codes_digest": DRAWN,
    "uq_invites_digest": DRAWN,
    "ix_applications_open": LOCKED,
    "uq_coaches_person_id": LOCKED,
    "ix_waits_once": LOCKED,
    "ix_wait_offers_open": "whoever offers holds the place (`storage.waitlist.waits.mine_to_ask`)",
    "ix_identities_verified": LOCKED,
    "uq_identities_person_id_kind_value": ASIDE,
    "ix_flags_waiting": ASIDE,
    "ix_message_reports_open": ASIDE,
    "uq_messages_coach_id_appointment_id_key": ASIDE,
    "uq_notes_person_id_service_id_coach_id_starts_at": ASIDE,
    "uq_outbox_key": ASIDE,
    "uq_push_subscriptions_channel_digest": ASIDE,
    "uq_webhook_deliveries_endpoint_id_message_id": ASIDE,
    "uq_customer_notes_coach_id_person_id": ASIDE,
    "uq_resources_coach_id": TRIGGER,
}


def test_every_constraint_that_two_can_meet_says_what_becomes_of_the_second() -> None:
    constraints = {
        str(one.name)
        for table in TABLES
        for one in table.constraints
        if isinstance(one, UniqueConstraint | ExcludeConstraint)
    }
    indexes = {str(one.name) for table in TABLES for one in table.indexes if one.unique}
    alone = {name for name in faults.CONFLICTS if not name.startswith("pk_")}

    assert constraints | indexes == SETTLED.keys() | alone
    assert not SETTLED.keys() & faults.CONFLICTS.keys()
