"""The day at a glance, how the bot is doing, and what it could not handle: in English and in
German."""

import pytest

from storage.business import dead_letters
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.the_week import MONDAY

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_what_could_not_be_handled_is_found_at_a_glance_and_handled_again(
    alex: Chat, mia: Chat, database: Database
) -> None:
    await play("Mia says /start\nMia sees Hello Mia", mia)
    sender = {"id": mia.person, "is_bot": False, "first_name": "Mia", "language_code": "en"}
    message = {
        "message_id": 900,
        "date": 0,
        "chat": {"id": mia.person, "type": "private"},
        "from": sender,
        "text": "/profile",
        "entities": [{"type": "bot_command", "offset": 0, "length": 8}],
    }

    async def lose(number: int) -> int:
        update = {"update_id": number, "message": message}
        return await database.write(
            lambda writer: dead_letters.add(
                writer,
                at=MONDAY,
                person_id=None,
                telegram_id=mia.person,
                letter=update,
                error="ValueError: odd",
            )
        )

    first, second = [await lose(900_000_000 + n) for n in range(2)]
    await play(
        f"""
        Alex says /admin
        Alex sees 2 messages or taps could not be handled [People] [Today’s bookings]
        Alex taps Could not be handled: 2
        Alex sees The senders were told so.
        Alex taps Mon 5 May · {mia.person} · no. {first}
        Alex sees Typed: “/profile” [Handle it again]
        Alex taps Handle it again
        Alex is told Handled. The sender has been answered.
        Alex sees ✓ Handled:
        Mia sees [☰ Menu]
        Alex says /language
        Alex sees Which language [Deutsch]
        Alex taps Deutsch
        Alex sees Was möchtest du tun? [Überblick]
        Alex taps Überblick
        Alex sees 1 Eingabe konnte nicht bearbeitet werden [Zustand des Bots]
        Alex taps Zustand des Bots
        Alex sees Letzte Sicherung: keine [Nicht bearbeitet: 1]
        Alex taps Nicht bearbeitet: 1
        Alex taps Mo., 5. Mai · {mia.person} · Nr. {second}
        Alex sees Fehler: ValueError: odd [Nachholen]
        Alex taps Nachholen
        Alex is told Nachgeholt.
        Mia says /status
        Mia sees Only admins can do that
        """,
        alex,
        mia,
    )
