"""How coaches join: by a link, as somebody new, or as the one the team has booked for all along."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage

pytestmark = pytest.mark.usefixtures("coachbook")


def payload(chat: Chat) -> str:
    """The payload of the link in the last message."""
    caption = str(chat.last()["caption"])
    assert "photo" in chat.last()
    return caption.partition("?start=")[2].split()[0]


async def test_a_coach_who_is_not_on_telegram_is_booked_and_comes_in_later(
    alex: Chat, mia: Chat, stage: Stage
) -> None:
    zoe = await stage.newcomer("Zoe", last_name="Quinn")
    await play(
        """
        Alex says /addcoach Zoe Quinn
        Alex sees I cannot tell who that is [Add Zoe Quinn, not on Telegram] [Invite Zoe Quinn by …]
        Alex taps Add Zoe Quinn, not on Telegram
        Alex sees What does Zoe Quinn do?
        Alex taps Coaching session
        Alex sees [✓ Coaching session]
        Alex taps Next
        Alex sees In which time zone does Zoe Quinn work?
        Alex taps Berlin
        Alex sees How are Zoe Quinn’s requests answered?
        Alex taps By hand
        Alex sees Zoe Quinn is not on Telegram. [Invite to Telegram] [E-mail, number]
        Alex taps Open for booking
        Alex sees Requests, bookings and changes come to the team [✓ Open for booking] [Not yet]
        Alex taps ✓ Open for booking
        Alex is told The team hears of each booking
        Alex sees Open for booking ✓
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see? [Zoe Quinn · …]
        Mia taps Zoe Quinn
        Mia sees Coaching session with Zoe Quinn
        Mia taps 8
        Mia sees what time?
        Mia taps 10:00
        Mia sees Zoe Quinn answers each request in person
        Mia taps Send request
        Mia sees Request sent ✓
        Alex sees Zoe Quinn is not on Telegram, so this comes to the team. [✓ Approve]
        Alex taps Approve
        Mia sees Zoe Quinn has confirmed
        """,
        alex,
        mia,
    )
    await stage.to_next()
    await mia.expect("Coaching session")
    await play(
        """
        Alex says /coaches
        Alex sees Coaches
        Alex taps Zoe Quinn
        Alex sees Zoe Quinn is not on Telegram.
        Alex taps Invite to Telegram
        Alex sees Invitation for Zoe Quinn [Send the link] [Withdraw the link]
        """,
        alex,
    )
    link = payload(alex)
    await zoe.start(link)
    await play(
        """
        Zoe sees Calendar and bookings of Zoe Quinn will be yours then [✓ Yes, I am a coach here]
        Zoe taps Yes, I am a coach here
        Zoe sees 1 session is coming. [My day]
        Zoe says /today
        Zoe sees Mia Keller
        Alex sees Zoe Quinn is on Telegram now ✓ [Zoe Quinn’s card]
        """,
        alex,
        zoe,
    )
    await mia.start(link)
    await mia.expect("Somebody has already come in through this link")


async def test_a_new_coach_comes_in_by_a_link_and_sets_up_in_german(
    alex: Chat, stage: Stage
) -> None:
    zoe = await stage.newcomer("Zoe", language="de")
    await play(
        """
        Alex says /coaches
        Alex sees Coaches [Invite by link]
        Alex taps Invite by link
        Alex sees No link is open. [New link]
        Alex taps New link
        Alex sees Who is the link for?
        Alex says Zoe Quinn
        Alex sees Invitation for Zoe Quinn
        """,
        alex,
    )
    await zoe.start(payload(alex))
    await play(
        """
        Zoe sees Als Coach zu Northside Coaching? [✓ Ja, ich bin hier Coach] [Nein, nicht ich]
        Zoe taps Ja, ich bin hier Coach
        Zoe sees Willkommen, Zoe Quinn! [Loslegen]
        Alex sees Zoe Quinn has come in ✓
        Zoe taps Loslegen
        Zoe sees Schritt 1 von 5
        Zoe says /profile
        Zoe sees Zoe [Link und QR-Code]
        Zoe taps Link und QR-Code
        Zoe sees Zoe Quinn ist noch nicht buchbar [Link verschicken]
        """,
        alex,
        zoe,
    )
    assert payload(zoe).startswith("c_")
