"""Every table, for whoever needs them all: migrations, and what is compared with them."""

from typing import Final

from sqlalchemy import MetaData, Table

from storage.tables.accounts import (
    account_codes,
    accounts,
    login_attempts,
    login_log,
    sign_ins,
    signing_keys,
)
from storage.tables.api_keys import api_keys, api_requests
from storage.tables.applications import applications
from storage.tables.appointments import appointments, notes
from storage.tables.audit import audit
from storage.tables.broadcasts import broadcasts
from storage.tables.business import business
from storage.tables.cards import cards
from storage.tables.channels import phone_codes, push_subscriptions, sms_tallies, web_push_keys
from storage.tables.claims import claims, holds, resources, sessions
from storage.tables.closures import closures, holiday_regions, opened_days
from storage.tables.coaches import (
    coaches,
    hours_overrides,
    hours_seasons,
    leave_rules,
    leaves,
    service_hours,
    turns,
    working_hours,
)
from storage.tables.conversations import conversations, dead_letters, handled
from storage.tables.correspondence import (
    message_bans,
    message_reports,
    message_stops,
    messages,
)
from storage.tables.customer_notes import customer_notes
from storage.tables.digest_settings import digest_settings
from storage.tables.exports import exports
from storage.tables.flags import flags, hold_tallies, person_limits
from storage.tables.forms import form_answers, form_questions
from storage.tables.imports import import_rows, imports
from storage.tables.invites import invites
from storage.tables.kept_files import kept_files, kept_parts
from storage.tables.metadata import metadata
from storage.tables.outbox import outbox, rate_limits
from storage.tables.people import coach_customers, identities, name_marks, people
from storage.tables.report_subscriptions import report_subscriptions
from storage.tables.rescues import rescued, rescues
from storage.tables.retention import retention
from storage.tables.rooms import resource_closures, service_needs
from storage.tables.series import series, series_drafts
from storage.tables.services import coach_services, coach_terms, services
from storage.tables.team_notes import team_notes
from storage.tables.telegram_login import link_codes, link_tries, login_states, spent_launches
from storage.tables.troubles import troubles
from storage.tables.waitlist import wait_free, wait_offers, waits
from storage.tables.webhooks import (
    webhook_attempts,
    webhook_deliveries,
    webhook_endpoints,
    webhook_feed,
)

TABLES: Final[tuple[Table, ...]] = (
    business,
    retention,
    people,
    identities,
    name_marks,
    push_subscriptions,
    phone_codes,
    sms_tallies,
    web_push_keys,
    services,
    coach_services,
    coaches,
    coach_customers,
    coach_terms,
    form_questions,
    form_answers,
    applications,
    working_hours,
    hours_overrides,
    hours_seasons,
    service_hours,
    closures,
    holiday_regions,
    opened_days,
    leave_rules,
    leaves,
    turns,
    resources,
    resource_closures,
    service_needs,
    claims,
    sessions,
    series,
    series_drafts,
    holds,
    hold_tallies,
    appointments,
    notes,
    customer_notes,
    team_notes,
    digest_settings,
    report_subscriptions,
    flags,
    person_limits,
    rescues,
    rescued,
    waits,
    wait_offers,
    wait_free,
    messages,
    message_stops,
    message_bans,
    message_reports,
    broadcasts,
    exports,
    kept_files,
    kept_parts,
    imports,
    import_rows,
    invites,
    accounts,
    sign_ins,
    account_codes,
    login_attempts,
    login_log,
    signing_keys,
    link_codes,
    link_tries,
    login_states,
    spent_launches,
    outbox,
    rate_limits,
    cards,
    conversations,
    handled,
    dead_letters,
    troubles,
    webhook_endpoints,
    webhook_feed,
    webhook_deliveries,
    webhook_attempts,
    api_keys,
    api_requests,
    audit,
)
SCHEMA: Final[MetaData] = metadata
