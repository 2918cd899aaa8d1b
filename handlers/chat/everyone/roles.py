"""The conversations of customers, coaches and admins, in the order in which commands are listed."""

from typing import Final

from handlers.chat.admin import business, coaches, services
from handlers.chat.admin import roles as admin_roles
from handlers.chat.coach import (
    date_hours,
    days,
    hours,
    leave,
    leave_refusals,
    propose,
    requests,
    strands,
)
from handlers.chat.customer import appointments, asking, book, slot_refusals, summary, times
from handlers.chat.frame.script import Script, joined

SCRIPT: Final[Script] = joined(
    book.SCRIPT,
    times.SCRIPT,
    slot_refusals.SCRIPT,
    summary.SCRIPT,
    appointments.SCRIPT,
    asking.SCRIPT,
    days.SCRIPT,
    requests.SCRIPT,
    propose.SCRIPT,
    leave.SCRIPT,
    leave_refusals.SCRIPT,
    coaches.SCRIPT,
    services.SCRIPT,
    hours.SCRIPT,
    date_hours.SCRIPT,
    strands.SCRIPT,
    business.SCRIPT,
    admin_roles.SCRIPT,
)
