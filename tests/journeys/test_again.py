"""Returning customers book the same again with a tap, in two languages, while the bot dies."""

from datetime import timedelta

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_reminders import book, coming, keys

BOOKED = """
SELECT count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'confirmed')
FROM appointments
"""


async def test_after_a_session_the_same_time_of_the_next_week_is_a_tap_away(
    mia: Chat, coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    await book(mia)
    appointment = await coming(database)
    await stage.advance_to(appointment.ends_at + timedelta(minutes=1))
    receipt = await mia.expect("Done. We hope it went well!", timeout=30)
    [again] = [k for k in keys(receipt) if k["text"].startswith("Same time again: ")]
    await play("Mia says /language\nMia sees  [Deutsch]\nMia taps Deutsch\nMia sees Was", mia)
    assert [k["text"] for k in keys(mia.last())][:2] != ["Termin buchen"]

    await play(
        """
        Mia says /start
        Mia sees willkommen [↻ Ben Okoro, gleiche Zeit nächste Woche] [Nächster Termin bei …]
        Mia taps gleiche Zeit nächste Woche
        """,
        mia,
    )
    # The bot dies with the tap in its hands.
    coachbook.kill()
    await coachbook.start()
    last_look = await mia.expect("Soll ich", buttons=["✓ Jetzt buchen"], timeout=30)

    # Tapped twice, it is booked once.
    confirm = next(k["callback_data"] for k in keys(last_look) if k["text"] == "✓ Jetzt buchen")
    for _ in range(2):
        await mia.tap_data(confirm, last_look["message_id"])
    await mia.expect("Buchungscode")
    async with database.read() as reader:
        assert [tuple(row) for row in await reader.fetch(BOOKED)] == [(1, 1)]
    following = await coming(database)
    assert following.starts_at - appointment.starts_at == timedelta(weeks=1)

    # The button of the receipt is old by now: that week is theirs already.
    await mia.tap_data(again["callback_data"], receipt["message_id"])
    await mia.expect("Soll ich", timeout=30)
