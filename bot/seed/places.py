"""Each coach's category and place, so that a visitor finds who is near.

The location that the playground offers first is in the middle of Berlin, where the business is; the
class meets in a park.
"""

from typing import Final

from domain.services.meeting import Addresses
from storage.services import catalogue
from storage.services.catalogue import CoachColumns
from storage.transactions import Writer

PARK: Final = (52.4966, 13.4297)
CLASS: Final = "Breathing class"
MEETS: Final = Addresses(site="Canal Bank Park, at the pavilion")
# By the first name.
COACHES: Final[dict[str, CoachColumns]] = {
    "Anna": {
        "category": "Career",
        "about": "Finds out with you what comes next at work, and how to ask for it.",
    },
    "Ben": {
        "category": "Body and mind",
        "about": "Walks, breathes and thinks with you.",
    },
    "Rosa": {
        "category": "Career",
        "about": "Coaches in English, by video, from New York.",
        "online": True,
    },
}


async def plant(writer: Writer) -> None:
    """For the coaches that exist."""
    snapshot = await catalogue.load(writer)
    for coach in snapshot.coaches.values():
        if columns := COACHES.get(coach.name.split()[0]):
            await catalogue.update_coach(writer, coach.id, **columns)
    latitude, longitude = PARK
    for service in snapshot.services.values():
        if service.title == CLASS:
            await catalogue.update_service(
                writer, service.id, addresses=MEETS, latitude=latitude, longitude=longitude
            )
