"""A reminder is answered, in two languages, while the bot dies and people tap twice."""

from datetime import timedelta

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_reminders import book, coming, keys, wait_for_reminders

TELLS = "SELECT count(*) FROM outbox WHERE kind = 'late'"


async def test_a_customer_is_late_and_the_coach_hears_it_at_once_and_once(
    mia: Chat, ben: Chat, coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    await play("Ben says /language\nBen sees  [Deutsch]\nBen taps Deutsch\nBen sees Was", ben)
    await book(mia)
    appointment = await coming(database)
    await stage.advance_to(appointment.starts_at - timedelta(hours=23))
    await wait_for_reminders(database, appointment, "reminder_24h:1")
    await mia.expect(
        "Reminder: your session with Ben Okoro",
        buttons=["✓ I will be there", "I’ll be 10 min late", "Move it", "Cancel it"],
    )
    reminder = mia.last()
    await play("Ben says /today\nBen sees Dein nächster Termin", ben)
    await ben.tap("zeigen")
    await ben.expect("bestätigt, Erinnerung noch unbeantwortet")

    # The bot dies with the tap in its hands, which Telegram brings again.
    await mia.tap("I’ll be 10 min late")
    coachbook.kill()
    await coachbook.start()
    await mia.expect("You said that you are about 10 min late", timeout=30)
    await ben.expect("Mia Keller verspätet sich", timeout=30)

    late = next(k["callback_data"] for k in keys(reminder) if k["text"] == "I’ll be 10 min late")
    for _ in range(2):
        await mia.tap_data(late, reminder["message_id"])
        assert await mia.toast() == "I am telling Ben Okoro."
    async with database.read() as reader:
        assert [tuple(row) for row in await reader.fetch(TELLS)] == [(1,)]

    await mia.tap("On time after all")
    assert await mia.toast() == "Thank you, see you there!"
    await ben.expect("✓ Mia Keller sagt: Ich komme", timeout=30)
