"""A coach looks at the day, and finds what is next."""

from datetime import UTC, datetime

import pytest

from tests.coachbook import Coachbook
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_reminders import keys

MIA, ANNA = 7001, 7002
MONDAY = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_day_without_sessions_leads_to_the_next_one(stage: Stage) -> None:
    await stage.advance_to(MONDAY)
    anna, mia = await stage.chat(ANNA), await stage.chat(MIA)
    await play("Anna says /today\nAnna sees No sessions on this day [Sun 4 May] [Tue 6 May]", anna)
    assert "next session" not in anna.last()["text"]
    await play(
        """
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg
        Mia taps 8
        Mia sees what time?
        Mia taps 10:00
        Mia sees Shall I book this?
        Mia taps Send request
        Mia sees Request sent
        Anna says /today
        Anna sees next session: Thu, 8 May 2031, 10:00 (Berlin), with Mia Keller [Show Thu 8 May]
        Anna taps Show Thu 8 May
        Anna sees 10:00  Mia Keller, Coaching session [10:00 Mia Keller]
        Anna taps Fri 9 May
        Anna sees No sessions on this day.
        """,
        anna,
        mia,
    )
    assert "next session" not in anna.last()["text"]


async def test_the_week_leads_to_its_days_and_to_the_weeks_around(stage: Stage) -> None:
    await stage.advance_to(MONDAY)
    anna = await stage.chat(ANNA)
    await play(
        """
        Anna says /week
        Anna sees Mon 5 May – Sun, 11 May 2031 (Berlin) [Mon 5 May] [Week of 12 May]
        Anna taps Week of 12 May
        Anna sees Mon 12 May – Sun, 18 May 2031 (Berlin) [This week]
        Anna taps Wed 14 May
        Anna sees No sessions on this day.
        Anna says /week next
        Anna sees Mon 12 May – Sun, 18 May 2031
        Anna says /language
        Anna sees  [Deutsch]
        Anna taps Deutsch
        Anna sees Was
        Anna says /week nächste
        Anna sees Mo., 12. Mai – So., 18. Mai 2031 (Berlin) [Diese Woche] [Mi., 14. Mai]
        Anna taps Diese Woche
        Anna sees Mo., 5. Mai – So., 11. Mai 2031 (Berlin) [Woche ab 28. Apr.]
        """,
        anna,
    )


async def test_the_week_is_a_picture_in_place_and_text_again_through_a_kill(
    stage: Stage, coachbook: Coachbook
) -> None:
    await stage.advance_to(MONDAY)
    anna = await stage.chat(ANNA)
    await play(
        """
        Anna says /week
        Anna sees Mon 5 May – Sun, 11 May 2031 (Berlin) [As a picture]
        Anna taps As a picture
        Anna sees Mon 5 May – Sun, 11 May 2031 (Berlin) [Dark picture] [As text]
        Anna taps Dark picture
        Anna sees Mon 5 May – Sun, 11 May 2031 (Berlin) [Light picture] [As text]
        Anna taps Week of 12 May
        Anna sees Mon 12 May – Sun, 18 May 2031 (Berlin) [Light picture]
        """,
        anna,
    )
    drawn = anna.last()
    assert max(size["width"] for size in drawn["photo"]) == 1080
    await play(
        """
        Anna taps As text
        Anna sees Mon 12 May – Sun, 18 May 2031 (Berlin) [Wed 14 May] [As a picture]
        Anna says /language
        Anna sees  [Deutsch]
        Anna taps Deutsch
        Anna sees Was
        Anna says /week
        Anna sees Mo., 5. Mai – So., 11. Mai 2031 (Berlin) [Als Bild]
        """,
        anna,
    )
    # The bot dies while it draws; tapped twice, there is one picture.
    week = anna.last()
    drawing = next(k["callback_data"] for k in keys(week) if k["text"] == "Als Bild")
    for _ in range(2):
        await anna.tap_data(drawing, week["message_id"])
    coachbook.kill()
    await coachbook.start()
    await anna.expect("Mo., 5. Mai – So., 11. Mai 2031", buttons=["Dunkles Bild", "Als Text"])
    await play("Anna taps Dunkles Bild\nAnna sees So., 11. Mai 2031 (Berlin) [Helles Bild]", anna)
    # The week may be shown once more by who starts next; drawn it is once, where it was asked for.
    pictures = [n for n, message in anna.messages.items() if "photo" in message]
    assert pictures == [week["message_id"]]
