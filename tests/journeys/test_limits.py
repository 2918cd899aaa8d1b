"""Limits: the admin sets them, customers meet them, and the coach sets them aside."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_full_day_is_closed_to_customers_and_asked_about_once(
    stage: Stage, alex: Chat, mia: Chat, anna: Chat
) -> None:
    lena = await stage.newcomer("Lena")
    await play(
        """
        Alex says /services
        Alex taps Coaching session
        Alex taps Limits
        Alex sees Coaching session · Limits [Sessions a day] [Sessions a week] [How far ahead]
        Alex taps Sessions a day
        Alex sees how many of these sessions does a coach take a day? [any number] [1] [2]
        Alex says plenty
        Alex sees I cannot read “plenty” as a number. Please type a number, like 8.
        Alex says one
        Alex sees I read: 1 [✓ Save]
        Alex taps Save
        Alex sees Sessions of each coach: at most 1 a day
        Alex taps How far ahead
        Alex sees how far ahead can it be booked? [14 days ahead] [until the end of next month]
        Alex says 10 working days
        Alex sees I read: 10 working days ahead [✓ Save]
        Alex taps Save
        Alex sees How far ahead: 10 working days ahead
        Mia says /book
        Mia taps Coaching session
        Mia taps Anna Berg
        Mia sees Bookable until Mon, 19 May 2031. [8] [9]
        Mia taps 8
        Mia taps 10:00
        Mia taps Send request
        Mia sees Request sent
        Anna sees Mia Keller would like a session [✓ Approve]
        Anna taps Approve
        Anna sees Confirmed
        Lena says /book
        Lena taps Coaching session
        Lena taps Anna Berg
        Lena sees Bookable until Mon, 19 May 2031. [9]
        Lena taps 9
        Lena taps 10:00
        Lena taps Send request
        Anna sees Lena would like a session [✓ Approve]
        Anna taps Approve
        Anna sees Confirmed [Move session]
        Anna taps Move session
        Anna sees Coaching session with Lena [8]
        Anna taps 8
        Anna taps 14:30
        Anna sees that day is full. Move it anyway? [Move it anyway]
        Anna taps Move it anyway
        Anna is told Moved ✓
        Lena sees Thu, 8 May 2031, 14:30
        Anna says /hours
        Anna sees Coaching session: at most 1 a day
        """,
        alex,
        mia,
        anna,
        lena,
    )
    days = [key["text"] for row in mia.last()["reply_markup"]["inline_keyboard"] for key in row]
    assert "8" not in days


async def test_auf_deutsch_bleibt_eine_zeit_reserviert_solange_jemand_sie_ansieht(
    stage: Stage, alex: Chat, mia: Chat
) -> None:
    lena = await stage.newcomer("Lena", language="de")
    jona = await stage.newcomer("Jona", language="de")
    await play(
        """
        Alex says /language
        Alex taps Deutsch
        Alex says /settings
        Alex taps Grenzen
        Alex sees Northside Coaching · Grenzen [Termine voraus] [Beim Buchen halten]
        Alex taps Beim Buchen halten
        Alex sees Wie lange bleibt eine Zeit für einen Kunden reserviert [gar nicht] [5 Min.]
        Alex says eine Stunde
        Alex sees ist zu lang
        Alex taps 5 Min.
        Alex sees Wer gerade bucht, hat die Zeit 5 Min. lang reserviert
        Lena says /book
        Lena taps Coaching session
        Lena taps Anna Berg
        Lena taps 8
        Lena sees Do., 8. Mai 2031
        Jona says /book
        Jona taps Coaching session
        Jona taps Anna Berg
        Jona taps 8
        Jona taps 10:00
        Jona sees Für dich reserviert bis
        Lena taps 10:00
        Lena is told Diese Zeit bucht gerade jemand anderes.
        Lena sees In der Nähe frei
        Jona taps ‹ Zurück
        Jona sees Do., 8. Mai 2031
        Lena taps Anderen Tag wählen
        Lena sees Welcher Tag?
        Lena taps 8
        Lena sees um wie viel Uhr?
        Lena taps 10:00
        Lena sees Für dich reserviert bis
        Lena taps Anfrage senden
        Lena sees Anfrage gesendet
        """,
        alex,
        lena,
        jona,
    )
