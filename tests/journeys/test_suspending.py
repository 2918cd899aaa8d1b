"""A coach is suspended with sessions booked: everybody gets an answer, whatever is killed
meanwhile."""

from typing import Any

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.the_proposal import REQUEST


async def test_an_admin_suspends_a_coach_and_lifts_it_again(
    coachbook: Coachbook,
    mia: Chat,
    anna: Chat,
    alex: Chat,
    database: Database,
) -> None:
    await play(
        f"""{REQUEST}
        Anna says /language
        Anna sees Which language [Deutsch]
        Anna taps Deutsch
        Anna is told Wir sprechen jetzt Deutsch
        Alex says /coaches
        Alex sees Coaches
        Alex taps Anna Berg
        Alex sees Open for booking ✓ [Suspend]
        Alex taps Suspend
        Alex sees Suspend Anna Berg? [7 days] [Until I lift it] [Suspend them and tell everybody]
        Alex says 2 weeks: insurance has run out
        Alex sees Why: insurance has run out [Suspend them and tell everybody]
        """,
        mia,
        anna,
        alex,
    )
    plan = alex.last()
    for _ in range(2):
        await alex.tap_data(_data(plan, "Suspend them and tell everybody"), plan["message_id"])
    coachbook.kill()
    coachbook.launch()
    await mia.expect("Anna Berg can’t make it, sorry", timeout=40)
    await anna.expect("Der Grund: insurance has run out", timeout=40)
    await alex.expect("of 1 answered", timeout=40)
    async with database.read() as reader:
        [counted] = await reader.fetch(
            "SELECT (SELECT count(*) FROM audit WHERE action = 'suspend_coach'),"
            " (SELECT count(*) FROM rescues),"
            " (SELECT count(*) FROM outbox WHERE kind = 'coach_suspended')"
        )
    assert tuple(counted) == (1, 1, 1)
    await play(
        """
        Anna says /start
        Anna sees Du kannst deine Termine weiter sehen, beantworten und absagen
        Alex says /coaches
        Alex sees Coaches [Anna Berg (suspended)]
        Alex taps Anna Berg
        Alex sees Suspended up to and including Sun, 18 May [✓ Lift the suspension]
        Alex taps Lift the suspension
        Alex is told Lifted ✓
        Alex sees Open for booking ✓ [Suspend]
        Anna sees Du bist nicht mehr gesperrt ✓
        """,
        anna,
        alex,
    )


def _data(message: dict[str, Any], label: str) -> str:
    keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
    return str(next(key["callback_data"] for key in keys if key["text"].endswith(label)))
