"""The business for chaos: enough coaches that Telegram's 1 message/s each is no limit."""

from typing import Final

from domain.services.catalogue import Business
from domain.services.rules import Rules
from domain.services.service import Approval, Money
from domain.working_hours.hours import Window
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from storage.working_hours import timetables

ZONE: Final = "Europe/Berlin"
NORTHSIDE: Final = Business("Northside Coaching", ZONE, "Linden Street 12, 10115 Berlin")
SERVICES: Final = 6
COACHES: Final = 36
FIRST_COACH: Final = 8001  # a Telegram id; the others follow
OPEN: Final[tuple[Window, ...]] = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
# Copied from the first coach, as setting hours weekday by weekday is two thirds of the planting.
ALIKE: Final = """
INSERT INTO working_hours (coach_id, weekday, starts, ends, past_midnight)
SELECT c.id, h.weekday, h.starts, h.ends, h.past_midnight
FROM working_hours h JOIN coaches c ON c.id <> h.coach_id WHERE h.coach_id = $1
"""


async def plant(writer: Writer) -> None:
    """Six services of half an hour, each done by six coaches, half of whom approve by hand."""
    await catalogue.update_business(
        writer, Business("Northside Coaching", ZONE, "Linden Street 12")
    )
    services = [
        await catalogue.add_service(
            writer,
            title=f"Session {number}",
            minutes=30,
            price=Money(3000 + 100 * number, "EUR"),
            step=30,
            rules=Rules(notice_book=60, notice_move=60, notice_cancel=60, horizon_days=60),
            position=number,
        )
        for number in range(1, SERVICES + 1)
    ]
    coaches = []
    for number in range(COACHES):
        name = f"Coach{number}"
        person = await people.register(writer, TelegramProfile(FIRST_COACH + number, name))
        coach = await catalogue.add_coach(
            writer,
            person_id=person.id,
            name=name,
            zone=ZONE,
            approval=Approval.MANUAL if number % 2 else Approval.AUTO,
        )
        await catalogue.set_coach_services(writer, coach, {services[number % SERVICES]})
        coaches.append(coach)
    for weekday in range(7):
        await timetables.set_weekday_hours(writer, coaches[0], weekday, OPEN)
    await writer.fetch(ALIKE, coaches[0])
