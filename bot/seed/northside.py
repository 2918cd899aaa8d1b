"""Northside Coaching: four services, Anna, who confirms by hand, Ben, their room and days off."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.services.catalogue import Business
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.meeting import Addresses, Meeting
from domain.services.resources import Need, ResourceKind
from domain.services.rules import Rules
from domain.services.service import Approval, Money
from domain.services.terms import Length
from domain.time.periods import Period
from domain.working_hours.hours import Window
from domain.working_hours.leave_rules import LeavePattern
from domain.working_hours.seasons import Week
from storage.services import catalogue, forms, rooms
from storage.transactions import Writer
from storage.working_hours import closures, leave, timetables

ZONE: Final = "Europe/Berlin"
TEXTS: Final = {
    "greeting.en": "Good to have you here! Coaches for every step, one quiet room, and a first call"
    " for free.",
    "greeting.de": "Schön, dass du da bist! Coaches für jeden Schritt, ein ruhiger Raum und ein"
    " kostenloses erstes Gespräch.",
    "rules.en": "Please be there five minutes early and ring at the second door. If you are ill,"
    " move your session rather than missing it.",
    "rules.de": "Bitte sei fünf Minuten vorher da und klingle an der zweiten Tür. Wenn du krank"
    " bist, verschieb den Termin lieber, als ihn zu verpassen.",
    "imprint.en": "Northside Coaching, Linden Street 12, 10115 Berlin",
}
NORTHSIDE: Final = Business(
    "Northside Coaching",
    ZONE,
    "Linden Street 12, 10115 Berlin",
    texts=TEXTS,
    latitude=52.5311,
    longitude=13.3849,
)
WORKSHOP_FORM: Final = (
    FormQuestion(0, AnswerKind.NUMBER, "How many of you will there be?"),
    FormQuestion(0, AnswerKind.TEXT, "What should be different afterwards?", required=False),
)
MORNING: Final[Window] = (9 * 60, 13 * 60)
AFTERNOON: Final[Window] = (14 * 60, 17 * 60)
LATE: Final[Window] = (14 * 60, 20 * 60)


async def plant(writer: Writer, currency: str, now: datetime) -> None:
    """The business with its services and people; nothing is booked yet."""
    await catalogue.update_business(writer, NORTHSIDE)
    intro = await catalogue.add_service(
        writer,
        title="Intro call",
        minutes=20,
        price=Money(0, currency),
        step=20,
        rules=Rules(notice_book=60, notice_move=60, notice_cancel=60, horizon_days=30, cap_day=3),
        position=1,
        description="A first look at what you are after, before you decide anything.",
        meeting=Meeting.ONLINE,
        addresses=Addresses(online="https://meet.example.org/northside"),
    )
    single = await catalogue.add_service(
        writer,
        title="Coaching session",
        minutes=60,
        price=Money(9000, currency),
        buffer_after=15,
        position=2,
    )
    career = await catalogue.add_service(
        writer,
        title="Career review",
        minutes=90,
        price=Money(14000, currency),
        buffer_before=10,
        buffer_after=15,
        rules=Rules(notice_book=24 * 60),
        position=3,
    )
    team = await catalogue.add_service(
        writer,
        title="Team workshop",
        minutes=180,
        price=Money(48000, currency),
        lengths=(Length(90, 26000),),
        buffer_before=30,
        buffer_after=30,
        rules=Rules(notice_book=48 * 60, notice_move=48 * 60, notice_cancel=48 * 60),
        position=4,
    )
    await forms.replace(writer, team, (), WORKSHOP_FORM)
    anna = await _coach(writer, "Anna", Approval.MANUAL)
    ben = await _coach(writer, "Ben", Approval.AUTO)
    await catalogue.set_coach_services(writer, anna, {intro, single, career})
    await catalogue.set_coach_services(writer, ben, {intro, single, team})
    linden = await rooms.add(writer, ResourceKind.ROOM, "Linden room")
    await rooms.change(writer, linden, directions="1st floor")
    await rooms.set_needs(writer, single, [Need(1, None, (linden,))])
    for weekday in range(5):
        await timetables.set_weekday_hours(writer, anna, weekday, (MORNING, AFTERNOON))
    for weekday in (1, 3):
        await timetables.set_weekday_hours(writer, ben, weekday, (LATE,))
    for weekday in (2, 5):
        await timetables.set_weekday_hours(writer, ben, weekday, (MORNING,))
    # The Thursday and Friday of the week after next.
    monday = now.date() - timedelta(days=now.weekday()) + timedelta(weeks=2)
    away = datetime.combine(monday + timedelta(days=3), time.min)
    await catalogue.add_leave(writer, anna, away, away + timedelta(days=2), "Conference")
    # From the Friday after that on, for half a year.
    friday = monday + timedelta(days=11)
    choir = LeavePattern((4,), 16 * 60, 17 * 60, friday, friday + timedelta(weeks=26), every=2)
    await leave.add_rule(writer, anna, choir, "Choir")
    # The Thursday five weeks ahead; and for some weeks around it Ben works on Fridays, too.
    outing = monday + timedelta(weeks=3, days=3)
    await closures.add(writer, "Team day", Period(outing, outing))
    weeks = Period(monday + timedelta(weeks=2), monday + timedelta(weeks=12, days=6))
    fridays: Week = (None, None, None, None, (MORNING,), None, None)
    await timetables.add_season(writer, ben, weeks, fridays)


async def _coach(writer: Writer, first_name: str, approval: Approval) -> int:
    """A coach of the cast; the id."""
    person = next(one for one in CAST if one.first_name == first_name)
    registered = await register(writer, person)
    return await catalogue.add_coach(
        writer, person_id=registered.id, name=person.name, zone=ZONE, approval=approval
    )
