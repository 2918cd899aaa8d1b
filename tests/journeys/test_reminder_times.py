"""An admin sets other reminders, in German, and existing bookings follow, even after a kill."""

from datetime import timedelta

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_reminders import book, coming

SET = "SELECT reminders FROM services WHERE title = 'Intro call'"


async def test_what_is_booked_is_reminded_of_as_it_is_set_by_now(
    mia: Chat, alex: Chat, coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    await book(mia)
    appointment = await coming(database)
    await play(
        """
        Alex says /language
        Alex sees [Deutsch]
        Alex taps Deutsch
        Alex is told Wir sprechen jetzt Deutsch
        Alex says /services
        Alex sees [Intro call…]
        Alex taps Intro call
        Alex sees [Erinnerungen]
        Alex taps Erinnerungen
        Alex sees Erinnerungen: 1 Tag, 1 Stunde vorher, wie beim Unternehmen. [✓ 1 Tag] [2 Stunden]
        Alex taps Andere Zeiten schreiben
        Alex sees Bisher: 1 Tag, 1 Stunde vorher.
        Alex says 2 Stunden vorher
        Alex sees 2 Stunden vorher [✓ Speichern]
        Alex taps ✓ Speichern
        """,
        alex,
    )
    # The bot dies with the tap in its hands; what is planned follows once it is back.
    coachbook.kill()
    await coachbook.start()
    await alex.expect("Erinnerungen: 2 Stunden vorher.", timeout=30)
    async with database.read() as reader:
        assert [list(row[0]) for row in await reader.fetch(SET)] == [[120]]

    await stage.advance_to(appointment.starts_at - timedelta(minutes=119))

    await mia.expect("Reminder: your session with Ben Okoro is", timeout=40)
    assert sum("Reminder:" in str(m.get("text")) for m in mia.messages.values()) == 1
