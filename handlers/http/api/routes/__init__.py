"""Every route of the API, in folders of the subjects; what their modules declare is listed here."""

from itertools import chain
from typing import Final

from handlers.http.api.route import Route, with_aliases
from handlers.http.api.routes.accounts import account, auth, telegram
from handlers.http.api.routes.appointments import (
    appointment_context,
    appointment_lists,
    appointments,
    attendance,
    calendar_files,
    complaints,
    correspondence,
    decisions,
    earlier_booking,
    handovers,
    holds,
    message_files,
    offers,
    session_rooms,
)
from handlers.http.api.routes.business import audit, report_files, reports, settings, status
from handlers.http.api.routes.coaches import (
    applications,
    coach_invites,
    coach_set_up,
    coaches,
    photos,
    summaries,
    suspensions,
    weeks,
)
from handlers.http.api.routes.groups import group_sessions
from handlers.http.api.routes.messages import broadcasts, notifications
from handlers.http.api.routes.people import clients, erasing, flags, me, team_notes, users
from handlers.http.api.routes.programs import api_keys, webhooks
from handlers.http.api.routes.rescues import rescues
from handlers.http.api.routes.series import series, series_plans
from handlers.http.api.routes.services import (
    needs,
    questions,
    resource_hours,
    resources,
    services,
    terms,
)
from handlers.http.api.routes.starts import availability
from handlers.http.api.routes.transfer import exports, imports
from handlers.http.api.routes.undo import undoing
from handlers.http.api.routes.waitlist import waitlist
from handlers.http.api.routes.working_hours import closures, hours, leave

MODULES: Final = (
    account,
    auth,
    appointments,
    appointment_lists,
    calendar_files,
    earlier_booking,
    decisions,
    attendance,
    offers,
    handovers,
    session_rooms,
    series,
    series_plans,
    group_sessions,
    waitlist,
    appointment_context,
    correspondence,
    message_files,
    availability,
    holds,
    services,
    questions,
    needs,
    terms,
    resources,
    resource_hours,
    coaches,
    coach_set_up,
    photos,
    suspensions,
    coach_invites,
    hours,
    leave,
    rescues,
    weeks,
    closures,
    clients,
    users,
    team_notes,
    undoing,
    me,
    applications,
    reports,
    report_files,
    audit,
    flags,
    settings,
    broadcasts,
    exports,
    status,
    notifications,
    api_keys,
    telegram,
    webhooks,
    imports,
    complaints,
    summaries,
    erasing,
)
_DECLARED: Final = chain.from_iterable(one.ROUTES for one in MODULES)
ROUTES: Final[tuple[Route, ...]] = tuple(chain.from_iterable(map(with_aliases, _DECLARED)))
