"""A coach takes time off again and again, works one of the days after all, and then does not."""

import asyncio

import pytest

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_leave_repeats_and_one_of_its_days_is_worked_and_off_again(
    stage: Stage, coachbook: Coachbook, anna: Chat, mia: Chat, database: Database
) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Repeating
        Anna sees Which days are you off regularly? [Th] [✓ weekly] [✓ Whole day]
        Anna taps Th
        Anna sees from Mon, 5 May 2031 until [✓ Th] [Until noon] [Continue →]
        Anna taps From noon on
        Anna sees Every Thursday, 12:00–24:00 [✓ From noon on]
        Anna taps 2 weeks
        Anna sees Every 2 weeks on Thursday, 12:00–24:00
        Anna taps weekly
        Anna sees Every Thursday, 12:00–24:00
        Anna taps Until Tue
        Anna sees Until which day? [•4•]
        Anna taps ‹ Back
        Anna sees Every Thursday
        Anna says every Thursday 14-17 until 31 May: choir
        Anna sees Every Thursday, 14:00–17:00, from Thu, 8 May 2031 until Sat, 31 May 2031
        Anna taps Take it off
        Anna is told Saved. Enjoy your time off!
        Anna sees next: Thu 8 May, Thu 15 May, Thu 22 May [↻ Every Thursday, 14:00–17:00]
        Anna taps ↻ Every Thursday
        Anna sees Reason: choir [Thu 15 May: off] [Change] [✕ Work on these days again]
        Anna taps Thu 15 May: off
        Anna is told You work on Thu 15 May after all.
        Anna sees 3 more to come [Thu 15 May: working]
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [8] [15]
        Mia taps 8
        Mia sees what time? [09:00] [12:00]
        Mia taps ‹ Back
        Mia sees Coaching session with Anna Berg
        Mia taps 15
        Mia sees what time? [14:00]
        Lena says /book
        Lena sees Was möchtest du buchen?
        Lena taps Coaching session
        Lena sees Zu wem möchtest du?
        Lena taps Anna Berg
        Lena sees Welcher Tag?
        Lena taps 15
        Lena sees um wie viel Uhr? [14:00]
        Lena taps 14:00
        Lena sees Soll ich das buchen?
        Lena taps Anfrage senden
        Lena sees Anfrage gesendet
        Anna taps Thu 15 May: working
        Anna sees 1 booking is in that time [✓ Save and tell them]
        """,
        anna,
        mia,
        lena,
    )
    plan = anna.last()
    save = next(
        key["callback_data"]
        for row in plan["reply_markup"]["inline_keyboard"]
        for key in row
        if key["text"].endswith("Save and tell them")
    )
    for _ in range(2):
        await anna.tap_data(save, plan["message_id"])
    await asyncio.sleep(0.01)
    coachbook.kill()
    coachbook.launch()
    await lena.expect("Anna Berg kann leider nicht", timeout=40)
    await anna.expect("0 of 1 answered", timeout=40)
    await play(
        """
        Anna says /leave
        Anna sees next: Thu 8 May, Thu 15 May, Thu 22 May
        Anna taps ↻ Every Thursday
        Anna sees 4 more to come [Who has answered]
        Anna taps Work on these days again
        Anna sees Work again on these days? [All of it, from today] [From Thu 22 May on]
        Anna taps From Thu 22 May on
        Anna is told Your working hours apply on these days again.
        Anna sees until Wed, 21 May 2031
        """,
        anna,
    )
    async with database.read() as reader:
        [counted] = await reader.fetch(
            "SELECT (SELECT count(*) FROM audit WHERE action = 'keep_leave'),"
            " (SELECT count(*) FROM rescues),"
            " (SELECT count(*) FROM outbox WHERE kind = 'rescue_offer')"
        )
    assert tuple(counted) == (1, 1, 1)
