"""The largest possible business: as much of everything as the forms take, and longer.

Its names: `largest_words`. When it is open, and where: `largest_calendar`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from domain.accounts.identity import Identity
from domain.appointments.appointment import Appointment, Status
from domain.coaches.applications import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    LONGEST_WISH,
    MOST_QUESTIONS,
    Application,
    ApplicationState,
    ApplicationStep,
    TeamQuestion,
)
from domain.coaches.profiles import LONGEST_ABOUT
from domain.groups import group
from domain.messages.business_texts import LONGEST, key_of
from domain.people.blocking import LONGEST_REASON
from domain.series.series import MOST_DATES, Rhythm, Unit
from domain.services.catalogue import Business
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.meeting import Addresses, Meeting
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.services.terms import Length, Terms
from storage.appointments import booking, notes, sessions
from storage.appointments.appointment_rows import NewAppointment
from storage.appointments.notes import NoteSubject
from storage.appointments.resources import ResourceUnits
from storage.appointments.sessions import NewSession
from storage.business import dead_letters
from storage.coaches import applications
from storage.messages import reach
from storage.people import identities, people
from storage.people.people import TelegramProfile
from storage.series import series
from storage.services import catalogue, forms, terms
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.handlers.doorstep import ALEX, ANNA, MIA, NOW
from tests.handlers.largest_calendar import (
    ROUND_THE_CLOCK,
    WINDOWS,
    leave_and_dates,
    offset,
    rooms_of,
    seasons_of,
)
from tests.handlers.largest_import import files
from tests.handlers.largest_line import waiting
from tests.handlers.largest_watched import add_flags_and_notes
from tests.handlers.largest_webhooks import endpoints
from tests.handlers.largest_words import NAMES, PASSAGE, PLACE, name
from tests.handlers.long_talk import TALKED_OF, talk

COACHES: Final = 120
PAUSED: Final = 5  # of the coaches, unreachable
SERVICES: Final = 60
LETTERS = 20  # that could not be handled
SESSIONS: Final = 100  # of one day; two thirds are requests
SEATS: Final = 30  # in the session of a group
DESCRIPTION: Final = "🎾" * 300
CATEGORIES: Final = ("W" * 30, "漢" * 30, None)
MEETINGS: Final = tuple(Meeting)
LENGTHS: Final = tuple(Length(720 - n, 100_000_000) for n in range(5))
ANSWER: Final = "🎾" * 200
FORM: Final = tuple(
    FormQuestion(0, kind, "漢" * 80, required=False, options=("W" * 40, "漢" * 40) * 4)
    for kind in (AnswerKind.CHOICE, AnswerKind.TEXT, AnswerKind.NUMBER, AnswerKind.TEXT)
)
ADDRESSES: Final = Addresses(PLACE, f"https://x.example/{'W' * 180}", "+49" + "1" * 14)
PRICE: Final = Money(10_000_000, "EUR")
_codes = (f"{n:06}" for n in count(100_000))


async def open_it(database: Database) -> None:
    """Mia books, Anna coaches, Alex runs it. Everything to come begins on Monday, 5 May 2031."""
    await database.write(_populate)


def _texts() -> dict[str, str]:
    """The longest possible texts, all of it longer once escaped."""
    return {
        key_of(text, language): "&" * most
        for text, most in LONGEST.items()
        for language in ("en", "de")
    }


async def _populate(writer: Writer) -> None:
    await catalogue.update_business(
        writer,
        Business(NAMES[2], "Europe/London", PLACE, open_limit=200, texts=_texts()),
    )
    mia = await people.register(writer, TelegramProfile(MIA, NAMES[2], NAMES[2]))
    await people.set_zone(writer, mia.id, "America/Argentina/ComodRivadavia")
    await people.set_email(writer, mia.id, f"{'m' * 64}@{'x' * 180}.example")
    anna = await people.register(writer, TelegramProfile(ANNA, NAMES[1], NAMES[2]))
    alex = await people.register(writer, TelegramProfile(ALEX, NAMES[0], NAMES[3]), appoint=True)
    await files(writer, alex.id)
    rules = Rules(notice_book=0, notice_move=0, notice_cancel=0, horizon_days=60)
    strict = replace(rules, notice_move=43_200, notice_cancel=43_200)
    services = [
        await catalogue.add_service(
            writer,
            title=name(n),
            minutes=5,
            price=PRICE,
            step=5,
            rules=strict if n % 6 == 3 else rules,
            position=n,
            category=CATEGORIES[n % 3],
            description=DESCRIPTION,
            meeting=MEETINGS[n % 5 % 3],
            addresses=ADDRESSES,
            lengths=LENGTHS if n % 5 == 1 else (),
        )
        for n in range(SERVICES)
    ]
    await catalogue.add_service(
        writer, title=NAMES[1], minutes=725, price=PRICE, rules=rules, hidden=True
    )
    ids = []
    for n in range(COACHES):
        person = (
            anna if n == 0 else await people.register(writer, TelegramProfile(9000 + n, name(n)))
        )
        coach = await catalogue.add_coach(
            writer,
            person_id=person.id,
            name=name(n),
            zone="Europe/Berlin",
            approval=Approval.MANUAL,
            place=PLACE,
            active=n < COACHES - PAUSED,
        )
        ids.append(coach)
        about = DESCRIPTION[:LONGEST_ABOUT]
        await catalogue.update_coach(
            writer, coach, category=CATEGORIES[n % 3], about=about, photo="AgACAgIAA"
        )
        if n >= COACHES - PAUSED:
            await reach.set_unreachable(writer, person.id, NOW)
        await catalogue.set_coach_services(writer, coach, services if n < 2 else services[:2])
        await timetables.set_weekday_hours(writer, coach, 1, offset(n))
    for weekday in range(7):
        await timetables.set_weekday_hours(writer, ids[0], weekday, ROUND_THE_CLOCK)
        await timetables.set_weekday_hours(writer, ids[1], weekday, WINDOWS)
    for service in (services[0], services[2]):
        await forms.replace(writer, service, (), FORM)
    # All is answered, so that the last look shows, too.
    for question in range(1, 2 * len(FORM) + 1):
        await forms.keep(writer, mia.id, question, ANSWER, NOW)
    for coach in ids:
        await terms.keep(writer, coach, services[1], Terms(LENGTHS, ADDRESSES))
    await leave_and_dates(writer, ids[0], ids[1])
    await add_application(writer, mia.id, ApplicationState.DRAFT, services)
    nora = await people.register(writer, TelegramProfile(8999, NAMES[2]))
    await add_application(writer, nora.id, ApplicationState.SENT, services)
    lena = await people.register(writer, TelegramProfile(8998, NAMES[0], NAMES[1]))
    await people.set_blocked(writer, lena.id, NOW, "漢" * LONGEST_REASON, None)
    await rooms_of(writer, services[:6])
    await seasons_of(writer, ids[0], services[0])
    await _sessions(writer, ids[0], mia.id, services)
    await _group(writer, ids[0], services[-1])
    await waiting(writer, ids[0], mia.id, services)
    await identities.show(writer, mia.id, Identity.phone("+123456789012345"), NOW)
    await add_flags_and_notes(writer, mia.id, alex.id)
    await endpoints(writer)
    message = {"message": {"from": {"id": MIA}, "text": PASSAGE}}
    for n in range(LETTERS):
        await dead_letters.add(
            writer,
            at=NOW,
            person_id=mia.id,
            telegram_id=MIA,
            letter={"update_id": n, **message},
            error=PASSAGE,
        )


async def add_application(
    writer: Writer, person: int, state: ApplicationState, services: Sequence[int]
) -> None:
    """Somebody would like to be a coach, and writes as much as possible."""
    draft = Application(0, person, ApplicationState.DRAFT, 1, NAMES[1], "Europe/Berlin")
    whole = replace(
        draft,
        id=await applications.add(writer, draft, NOW),
        state=state,
        reached=ApplicationStep.LOOK,
        category=CATEGORIES[0],
        about=DESCRIPTION[:LONGEST_ABOUT],
        place=PLACE,
        photo="AgACAgIAA",
        service_ids=tuple(services),
        wish=DESCRIPTION[:LONGEST_WISH],
        week=(WINDOWS,) * 7,
        talk=(TeamQuestion(DESCRIPTION[:LONGEST_QUESTION], DESCRIPTION[:LONGEST_ANSWER]),)
        * MOST_QUESTIONS,
        sent_at=NOW if state is ApplicationState.SENT else None,
    )
    await applications.save(writer, whole, NOW)


async def _sessions(writer: Writer, coach: int, mia: int, services: list[int]) -> None:
    over = NOW - timedelta(hours=2)
    await _session(writer, coach, mia, services[0], over, Status.CONFIRMED)
    weekly = await series.add(
        writer,
        coach_id=coach,
        customer_id=mia,
        service_id=services[0],
        rhythm=Rhythm(Unit.WEEK),
        now=NOW,
    )
    for n in range(SESSIONS):
        starts_at = NOW.replace(hour=8) + timedelta(minutes=5 * n)
        status = Status.PENDING if n % 3 else Status.CONFIRMED
        booked = await _session(writer, coach, mia, services[n % 6], starts_at, status)
        if n < TALKED_OF:
            await talk(writer, booked)
        if n < MOST_DATES:
            await series.join(writer, booked, weekly, n + 1, MOST_DATES)
        if n % 3 == 2:
            later = tuple(starts_at + timedelta(days=1, minutes=5 * k) for k in range(3))
            await booking.change(writer, booked, now=NOW, proposed=later)
        if n % 9 == 1:
            until = starts_at - timedelta(minutes=1)
            later = tuple(starts_at + timedelta(days=1, minutes=5 * k) for k in range(3))
            await booking.change(writer, booked, now=NOW, suggested=later, offer_until=until)
    subject = NoteSubject(mia, services[0], coach, NOW.replace(hour=8) + timedelta(days=3))
    await notes.keep(writer, subject, note=PASSAGE, now=NOW)


async def _group(writer: Writer, coach: int, service_id: int) -> None:
    """Today's first session, as full as it may be, with a third of the people waiting."""
    many = await people.register(writer, TelegramProfile(8999, NAMES[3], NAMES[1]))
    await catalogue.update_service(
        writer, service_id, capacity=group.LARGEST, most_places=group.LARGEST
    )
    service = (await catalogue.load(writer)).services[service_id]
    starts_at = NOW + timedelta(minutes=30)
    new = NewSession(coach, service, starts_at, group.LARGEST, NOW, by_hand=True)
    last = "SELECT id FROM resources WHERE kind <> 'coach' ORDER BY id DESC LIMIT 2"
    besides = [ResourceUnits(row[0]) for row in await writer.fetch(last)]
    session = await sessions.open_session(writer, new, besides=besides)
    assert session is not None, "the time is taken"
    for n in range(SEATS):
        seat = _new(
            coach, many.id, service, starts_at, Status.CONFIRMED if n % 3 else Status.PENDING
        )
        places = group.LARGEST // SEATS
        assert await sessions.take_seat(writer, session, replace(seat, places=places))


async def _session(
    writer: Writer, coach: int, customer: int, service: int, starts_at: datetime, status: Status
) -> Appointment:
    new = _new(coach, customer, Service(service, name(service), 5, PRICE), starts_at, status)
    first = "SELECT id FROM resources WHERE kind <> 'coach' ORDER BY id LIMIT 2"
    besides = [ResourceUnits(row[0]) for row in await writer.fetch(first)]
    appointment = await booking.insert(writer, new, besides=besides)
    assert appointment is not None, "the time is taken"
    return appointment


def _new(
    coach: int, customer: int, service: Service, starts_at: datetime, status: Status
) -> NewAppointment:
    return NewAppointment(
        coach_id=coach,
        customer_id=customer,
        service=service,
        status=status,
        starts_at=starts_at,
        zone="Europe/Berlin",
        wall_start=starts_at.replace(tzinfo=None) + timedelta(hours=2),
        price=PRICE,
        code=next(_codes),
        created_at=NOW,
        note=PASSAGE,
        answers=tuple((question.text, ANSWER) for question in FORM),
    )
