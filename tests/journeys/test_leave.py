"""A coach takes time off, and customers no longer see that time."""

import pytest

from storage.services import catalogue
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_coach_takes_days_off_and_gives_them_back(anna: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave ahead [Add leave] [Repeating …] [Working hours] [☰ Menu]
        Anna taps Add leave
        Anna sees Which is your first day off? [May 2031] [Jun ›] [‹ Back]
        Anna taps 8
        Anna sees Off from Thu, 8 May 2031. Until which day? [Only Thu 8 May] [Hours of that day]
        Anna taps 9
        Anna sees Thu, 8 May 2031 – Fri, 9 May 2031 [✓ Take it off]
        Anna taps Take it off
        Anna is told Saved. Enjoy your time off!
        Anna sees • Thu, 8 May 2031 – Fri, 9 May 2031 [Thu 8 May – Fri 9 May]
        Anna taps Thu 8 May
        Anna sees No reason noted. [Change] [Add a reason] [✕ Delete this leave]
        Anna taps Delete this leave
        Anna sees Delete this leave? [Yes, delete it] [No, keep it]
        Anna taps No, keep it
        Anna sees Thu, 8 May 2031 – Fri, 9 May 2031 [Change]
        Anna taps Change
        Anna sees Change this leave [8] [9]
        Anna taps 9
        Anna sees Off from Fri, 9 May 2031
        Anna taps 14
        Anna sees Instead of: Thu, 8 May 2031 – Fri, 9 May 2031
        Anna taps Take it off
        Anna is told Changed.
        Anna sees • Fri, 9 May 2031 – Wed, 14 May 2031
        Anna taps Fri 9 May
        Anna sees No reason noted [Add a reason]
        Anna taps Add a reason
        Anna sees Only you see it
        Anna says Moving house
        Anna sees Reason: Moving house [Change the reason] [Remove the reason]
        Anna taps Remove the reason
        Anna sees No reason noted
        Anna taps Delete this leave
        Anna sees Delete this leave?
        Anna taps Yes, delete it
        Anna is told Deleted. Your working hours apply again.
        Anna sees You have no leave ahead
        """,
        anna,
    )


async def test_leave_takes_the_days_out_of_the_customers_calendar(anna: Chat, mia: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna taps 8
        Anna sees Until which day?
        Anna taps Only Thu 8 May
        Anna sees Take this time off?
        Anna taps Take it off
        Anna sees • Thu, 8 May 2031
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [7] [9]
        """,
        anna,
        mia,
    )
    keys = [key["text"] for row in mia.last()["reply_markup"]["inline_keyboard"] for key in row]
    assert "8" not in keys


async def test_hours_off_are_typed_and_a_mistake_is_asked_again(anna: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna says some time soon
        Anna sees I cannot read that as leave or a date. Please type it like 2031-06-02 [8]
        Anna says 2031-06-02
        Anna sees Take this time off? [‹ Back]
        Anna says 2031-05-12 nine to one
        Anna sees I cannot read “nine to one” as hours
        Anna says 2031-05-12 09:00-13:00
        Anna sees Mon, 12 May 2031, 09:00–13:00 [✓ Take it off]
        Anna says 12.5.2031 9-11
        Anna sees Mon, 12 May 2031, 09:00–11:00
        Anna says 4.5.
        Anna sees Which one did you mean? [Tue, 4 May 2032] [Sun, 4 May 2031]
        Anna says 20.6. - 12.6.
        Anna sees ends before it begins
        Anna says Mon, 12 May 2031, 09:00–11:00
        Anna sees Mon, 12 May 2031, 09:00–11:00 [✓ Take it off]
        Anna taps Take it off
        Anna sees • Mon, 12 May 2031, 09:00–11:00
        """,
        anna,
    )


async def test_leave_over_sessions_saves_nothing_before_each_has_an_answer(
    anna: Chat, mia: Chat
) -> None:
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
        Anna says /leave
        Anna sees You have no leave
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna taps 7
        Anna sees Until which day?
        Anna taps 9
        Anna sees 1 booking is in that time [✓ Save and tell them] [‹ Back]
        """,
        anna,
        mia,
    )
    assert "Mia Keller, Thu 8 May, 10:00" in anna.last()["text"]
    assert "Nothing is saved or said yet" in anna.last()["text"]


async def test_leave_that_is_over_or_overlaps_is_refused(anna: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna says 2031-05-04
        Anna sees That time is over already
        Anna says 8.5. - 9.5.
        Anna sees Take this time off?
        Anna taps Take it off
        Anna sees • Thu, 8 May 2031
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna says 2031-05-09 09:00-10:00
        Anna sees You have leave in that time already
        """,
        anna,
    )


async def test_saving_the_same_leave_twice_saves_it_once(anna: Chat, database: Database) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna taps 8
        Anna sees Until which day?
        Anna taps Only Thu 8 May
        Anna sees Take this time off?
        """,
        anna,
    )
    card = anna.last()
    save = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(3):
        await anna.tap_data(save, card["message_id"])
    await play("Anna sees • Thu, 8 May 2031", anna)
    async with database.read() as reader:
        snapshot = await catalogue.load(reader)
    taken = [leave for coach in snapshot.coaches.values() for leave in coach.leaves]
    assert len([leave for leave in taken if leave.starts.year == 2031]) == 1


async def test_one_day_has_hours_off_by_buttons_alone(anna: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Add leave
        Anna sees Which is your first day off?
        Anna taps 8
        Anna sees Until which day?
        Anna taps Hours of that day
        Anna sees Which hours of Thu, 8 May 2031? [Until noon] [From noon on] [09:00] [16:30]
        Anna taps 14:30
        Anna sees Off on Thu, 8 May 2031 from 14:30. Until when? [15:00] [24:00]
        Anna taps 16:00
        Anna sees Thu, 8 May 2031, 14:30–16:00 [✓ Take it off]
        Anna taps Take it off
        Anna sees • Thu, 8 May 2031, 14:30–16:00
        """,
        anna,
    )


async def test_leave_and_hours_are_told_in_german(stage: Stage, alex: Chat) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Lena says /start
        Lena sees Hallo Lena
        Alex says /addcoach 7005
        Alex sees What name should customers see
        Alex says Lena Fuchs
        Alex sees What does Lena Fuchs do?
        Alex says /coaches
        Alex sees Coaches
        Alex taps Lena Fuchs (paused)
        Alex sees Lena Fuchs
        Alex taps Open for booking
        Alex sees Open, but customers cannot book yet
        Lena says /leave
        Lena sees Du hast keinen Urlaub eingetragen [Urlaub eintragen]
        Lena taps Urlaub eintragen
        Lena sees Welcher ist dein erster freier Tag?
        Lena says 8.5. bis 9.5.
        Lena sees Do., 8. Mai 2031 – Fr., 9. Mai 2031 [✓ Freinehmen]
        Lena taps Freinehmen
        Lena is told Genieß die freie Zeit!
        Lena says jeden Mittwochnachmittag im August: Chorprobe
        Lena sees Jeden Mittwoch, 12:00–24:00, von Mi., 6. Aug. 2031 bis So., 31. Aug. 2031
        Lena taps Freinehmen
        Lena sees als Nächstes: Mi., 6. Aug. [↻ Jeden Mittwoch, 12:00–24:00]
        Lena taps ↻ Jeden Mittwoch
        Lena sees Grund: Chorprobe [Grund ändern] [Grund entfernen]
        Lena taps Mi., 13. Aug
        Lena is told Am Mi., 13. Aug. arbeitest du doch.
        Lena says /hours
        Lena sees Deine Arbeitszeiten [Montag bis Freitag]
        Lena taps Samstag
        Lena sees Bisher: geschlossen
        Lena says 9-13 Uhr und 14:30 bis 17
        Lena sees Ich lese: Samstag: 09:00–13:00, 14:30–17:00 [✓ Speichern] [Ändern]
        Lena taps Speichern
        Lena sees Samstag: 09:00–13:00, 14:30–17:00
        """,
        alex,
        lena,
    )
