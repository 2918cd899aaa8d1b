"""The conversations of customers, coaches and admins, in the order in which commands are listed."""

from typing import Final

from handlers.chat.admin import business, closures, coaches, holidays, rooms, services, terms
from handlers.chat.admin import roles as admin_roles
from handlers.chat.coach import (
    closed_days,
    date_hours,
    days,
    group_sessions,
    group_times,
    hours,
    leave,
    leave_card,
    leave_days,
    leave_draft,
    leave_hours,
    leave_reason,
    leave_refusals,
    leave_review,
    leave_rule_card,
    leave_rules,
    other_room,
    propose,
    requests,
)
from handlers.chat.coach import series as coach_series
from handlers.chat.customer import (
    appointments,
    asking,
    book,
    places,
    series,
    slot_refusals,
    summary,
    times,
)
from handlers.chat.frame.script import Script, joined

SCRIPT: Final[Script] = joined(
    book.SCRIPT,
    times.SCRIPT,
    slot_refusals.SCRIPT,
    summary.SCRIPT,
    places.SCRIPT,
    appointments.SCRIPT,
    series.SCRIPT,
    asking.SCRIPT,
    days.SCRIPT,
    requests.SCRIPT,
    coach_series.SCRIPT,
    propose.SCRIPT,
    other_room.SCRIPT,
    group_sessions.SCRIPT,
    group_times.SCRIPT,
    leave.SCRIPT,
    leave_days.SCRIPT,
    leave_hours.SCRIPT,
    leave_review.SCRIPT,
    leave_draft.SCRIPT,
    leave_rules.SCRIPT,
    leave_card.SCRIPT,
    leave_rule_card.SCRIPT,
    leave_reason.SCRIPT,
    leave_refusals.SCRIPT,
    coaches.SCRIPT,
    services.SCRIPT,
    rooms.SCRIPT,
    terms.SCRIPT,
    hours.SCRIPT,
    date_hours.SCRIPT,
    closed_days.SCRIPT,
    business.SCRIPT,
    closures.SCRIPT,
    holidays.SCRIPT,
    admin_roles.SCRIPT,
)
