"""The notices that the outbox delivers: a row's kind and facts → what its reader is told.

Each module lists the kinds it has words for, as `NOTICES`.
"""

from dataclasses import replace
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.messages.notices import FOR_CALENDARS, REMINDERS, NoticeKind
from handlers.actions.series.series_messages import dates_of
from handlers.notices import (
    accounts,
    applications,
    broadcasts,
    business,
    coach_calendar,
    coaches,
    consent,
    correspondence,
    customers,
    digests,
    erasing,
    groups,
    handovers,
    imports,
    reminders,
    reports,
    rescues,
    series,
    suspensions,
    team,
    troubles,
    waiting,
    waitlist,
    webhooks,
)
from handlers.notices.notice import Composers, Facts, Notice
from handlers.wording.words import Words

NOTICES: Composers = {
    **coaches.NOTICES,
    **customers.NOTICES,
    **waiting.NOTICES,
    **reminders.NOTICES,
    **series.NOTICES,
    **consent.NOTICES,
    **waitlist.NOTICES,
    **rescues.NOTICES,
    **handovers.NOTICES,
    **groups.NOTICES,
    **digests.NOTICES,
    **coach_calendar.NOTICES,
    **team.NOTICES,
    **troubles.NOTICES,
    **webhooks.NOTICES,
    **reports.NOTICES,
    **applications.NOTICES,
    **suspensions.NOTICES,
    **erasing.NOTICES,
    **broadcasts.NOTICES,
    **correspondence.NOTICES,
    **accounts.NOTICES,
    **business.NOTICES,
    **imports.NOTICES,
}


def compose(
    kind: str, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Notice:
    """The notice of an outbox row. ValueError for an unknown kind.

    zone: the reader's, None when unknown. now: when it is sent (UTC); None for when it was due.
    """
    notice_kind = NoticeKind(kind)
    if notice_kind in REMINDERS:
        notice = reminders.reminder(notice_kind, facts, words, zone, now)
    elif notice_kind is NoticeKind.MESSAGE:
        notice = correspondence.message(facts, words, zone, now)
    else:
        notice = NOTICES[notice_kind](facts, words, zone)
    calendar: tuple[Appointment, ...] = ()
    if notice_kind in FOR_CALENDARS:
        calendar = tuple(session for session in dates_of(facts) if session.open)
    return replace(notice, facts=facts, calendar=calendar)
