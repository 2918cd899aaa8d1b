"""A coach books for customers who do not do so themselves, in two languages, while the bot dies."""

from datetime import UTC, datetime

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_reminders import keys

ANNA = 7002
MONDAY = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)
BOOKED = """
SELECT p.first_name, count(*) FROM appointments a JOIN people p ON p.id = a.customer_id
WHERE p.first_name IN ('Mia', 'Zoë Ábel') GROUP BY 1 ORDER BY 1
"""


async def test_a_coach_books_for_who_is_known_and_for_who_is_not(
    mia: Chat, coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    await stage.advance_to(MONDAY)
    anna = await stage.chat(ANNA)
    await mia.share_contact()
    await play(
        """
        Anna says /today
        Anna sees  [Book for a customer]
        Anna taps Book for a customer
        Anna sees Type a name, or share a contact from your phone.
        """,
        anna,
    )
    await anna.share_contact(mia.person)
    await play(
        """
        Anna sees What should I book for Mia Keller? [Coaching session…]
        Anna taps Coaching session
        Anna sees Which day?
        Anna taps 8
        Anna sees what time? [10:00]
        Anna taps 10:00
        """,
        anna,
    )
    look = await anna.expect("Book this for Mia Keller?", buttons=["✓ Book now"])
    # The bot dies with the tap in its hands, and it is tapped twice.
    confirm = next(k["callback_data"] for k in keys(look) if k["text"] == "✓ Book now")
    coachbook.kill()
    await anna.tap_data(confirm, look["message_id"])
    await anna.tap_data(confirm, look["message_id"])
    await coachbook.start()
    await anna.expect("Confirmed ✓", timeout=30)
    await mia.expect("Booked for you: a session with Anna Berg ✓", timeout=30)

    await play(
        """
        Anna says /language
        Anna sees  [Deutsch]
        Anna taps Deutsch
        Anna sees Was möchtest du tun?
        Anna says /today
        Anna sees  [Für jemanden buchen]
        Anna taps Für jemanden buchen
        Anna sees Hier sind die letzten: [Mia Keller]
        Anna says Mai Kellar
        Anna sees Wer ist „Mai Kellar“? [Mia Keller]
        Anna says Zoë Ábel
        Anna sees Ist das jemand Neues? [Neu: Zoë Ábel]
        Anna taps Neu: Zoë Ábel
        Anna sees Was soll ich für Zoë Ábel buchen?
        Anna taps Coaching session
        Anna sees An welchem Tag?
        Anna taps 9
        Anna sees um wie viel Uhr? [10:00]
        Anna taps 10:00
        Anna sees Ich erreiche Zoë Ábel nicht [✓ Jetzt buchen]
        Anna taps Jetzt buchen
        Anna sees Bestätigt ✓
        """,
        anna,
    )
    async with database.read() as reader:
        assert [tuple(row) for row in await reader.fetch(BOOKED)] == [("Mia", 1), ("Zoë Ábel", 1)]
