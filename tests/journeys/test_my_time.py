"""People who live elsewhere read their own time first, except for places they must go to: in two
languages, from the calendar to the reminder, in lists, notices, and the file of a session."""

import pytest

from bot.playground import TOKEN
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA, MONDAY

pytestmark = pytest.mark.usefixtures("coachbook")

ONLINE = """
    Mia says /book
    Mia taps Intro call
    Mia taps Anna Berg
    Mia sees Days and times are Berlin time. [Show times in my time zone]
    Mia taps Show times in my time zone
    Mia sees Where are you?
    Mia says Atlantis
    Mia sees I do not know
    Mia says Denver
    Mia sees Time zone: Denver (America/Denver), where it is 01:00 now [Back to the free days]
    Mia taps Back to the free days
    Mia sees Days and times are Denver time. [8]
    Mia taps 8
    Mia sees Thu, 8 May 2031: what time? All times are Denver time. [01:00] [08:40]
    Mia taps 08:40
    Mia sees When: Thu, 8 May 2031, 08:40 (Denver)
    Mia taps ‹ Back
    Mia taps 08:40
    Mia sees On your coach’s clock: Thu, 8 May 2031, 16:40 (Berlin) [✓ Send request]
    Mia taps Send request
    Mia sees Request sent
    Anna sees When: Thu, 8 May 2031, 16:40 (Berlin)
    Anna taps Approve
    Anna sees On the clock of Mia Keller: Thu, 8 May 2031, 08:40 (Denver)
    Mia sees Good news: Anna Berg has confirmed
    Mia says /appointments
    Mia sees Thu, 8 May 2031, 08:40 (Denver) [Thu 8 May, 08:40 · Intro call]
    Mia taps Thu 8 May, 08:40
    Mia taps Calendar file
    Mia sees Intro call, for your calendar
    Mia taps Move it
    Mia sees now Thu 8 May, 08:40
    Mia taps 9
    Mia taps 02:00
    Mia sees New: Fri, 9 May 2031, 02:00 (Denver) [✓ Move it]
    Mia taps ✓ Move it
    Anna sees Fri, 9 May 2031, 10:00 (Berlin)
    Anna says /week
    Anna sees 10:00–10:20  Mia Keller
"""
ON_SITE = """
    Mia says /book
    Mia taps Coaching session
    Mia taps Your coach Anna Berg
    Mia sees Days and times are Berlin time.
    Mia taps 8
    Mia taps 16:00
    Mia sees When: Thu, 8 May 2031, 16:00 (Berlin)
    Mia taps Send request
    Mia sees Your time: Thu, 8 May 2031, 08:00 (Denver)
"""
BY_PHONE = """
    Alex says /services
    Alex taps Career review
    Alex taps Where
    Alex taps By phone
    Lena says /profile
    Lena taps Zeitzone
    Lena says Denver
    Lena sees Denver (America/Denver)
    Lena says /book
    Lena taps Career review
    Lena sees Tage und Zeiten gelten für Denver.
    Lena taps 8
    Lena sees Alle Zeiten gelten für Denver. [01:30]
    Lena taps 01:30
    Lena sees Wann: Do., 8. Mai 2031, 01:30 Uhr (Denver)
    Lena taps Anfrage senden
    Anna sees When: Thu, 8 May 2031, 09:30 (Berlin)
    Anna taps Approve
    Anna sees On the clock of Lena Fuchs: Thu, 8 May 2031, 01:30 (Denver)
    Lena says /appointments
    Lena sees Do., 8. Mai 2031, 01:30 Uhr (Denver)
"""


async def test_whoever_is_elsewhere_reads_their_own_clock_except_on_site(
    stage: Stage, mia: Chat, anna: Chat, alex: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(ONLINE + ON_SITE + BY_PHONE, mia, anna, alex, lena)
    assert "DTSTART:20310508T144000Z" in await sent_file(stage, mia)
    await stage.advance_to(MONDAY.replace(day=7, hour=8))
    await lena.expect("01:30 Uhr (Denver)", buttons=["Absagen"])
    await mia.expect("Thu, 8 May 2031, 16:00 (Berlin)", buttons=["Book again"])
    await stage.advance_to(MONDAY.replace(day=8, hour=8))
    await mia.expect("tomorrow at 02:00 (Denver)")


async def sent_file(stage: Stage, chat: Chat) -> str:
    """The one file of a chat, as text."""
    [sent] = [one["document"] for one in chat.messages.values() if "document" in one]
    answer = await stage.get(f"/bot{TOKEN}/getFile", {"file_id": sent["file_id"]})
    url = f"{stage.base_url}/file/bot{TOKEN}/{answer['result']['file_path']}"
    async with stage.session.get(url) as response:
        return await response.text()
