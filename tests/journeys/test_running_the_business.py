"""Coaches and admins run the business by chat, as they see it."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage import catalogue, people
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.conftest import Coachbook
from tests.journeys.script import play
from tests.journeys.stage import Stage

MIA, ANNA, ALEX, BEN, LENA = 7001, 7002, 7003, 7004, 7005
MONDAY = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("coachbook")


@pytest.fixture
async def monday(stage: Stage, coachbook: Coachbook) -> None:
    """It is Monday, 5 May 2031, nine in the morning in Berlin."""
    await stage.advance_to(MONDAY)


@pytest.fixture
async def mia(stage: Stage, monday: None) -> Chat:
    return await stage.chat(MIA)


@pytest.fixture
async def anna(stage: Stage, monday: None) -> Chat:
    return await stage.chat(ANNA)


@pytest.fixture
async def alex(stage: Stage, monday: None) -> Chat:
    return await stage.chat(ALEX)


async def forge(chat: Chat, command: str, data: str, told: str) -> None:
    """Press what no button offers, on a fresh screen, and expect to be told."""
    await chat.send(command)
    screen = await chat.expect("")
    await chat.tap_data(data, screen["message_id"])
    await chat.expect(told)


async def test_a_coach_takes_days_off_and_gives_them_back(anna: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave ahead [Add leave] [Working hours] [☰ Menu]
        Anna taps Add leave
        Anna sees Which is your first day off? [May 2031] [Jun ›] [‹ Back]
        Anna taps 8
        Anna sees Off from Thu, 8 May 2031. Until which day? [•8•] [Only Thu 8 May]
        Anna taps 9
        Anna sees Thu, 8 May 2031 – Fri, 9 May 2031 [✓ Take it off]
        Anna taps Take it off
        Anna is told Saved. Enjoy your time off!
        Anna sees • Thu, 8 May 2031 – Fri, 9 May 2031 [✕ Thu 8 May – Fri 9 May]
        Anna taps ✕ Thu 8 May
        Anna sees Delete this leave? [Yes, delete it] [No, keep it]
        Anna taps No, keep it
        Anna sees • Thu, 8 May 2031
        Anna taps ✕ Thu 8 May
        Anna sees Delete this leave?
        Anna taps Yes, delete it
        Anna is told Deleted. You can be booked again.
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
        Anna says next week
        Anna sees I cannot take that as leave or a date [8]
        Anna says 2031-05-12 nine to one
        Anna sees I cannot read “nine to one” as hours
        Anna says 2031-05-12 09:00-13:00
        Anna sees Mon, 12 May 2031, 09:00–13:00 [✓ Take it off]
        Anna says 12.5.2031 9-11
        Anna sees Mon, 12 May 2031, 09:00–11:00
        Anna taps Take it off
        Anna sees • Mon, 12 May 2031, 09:00–11:00
        """,
        anna,
    )


async def test_leave_over_sessions_is_refused_with_their_names_and_times(
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
        Anna sees • Mia Keller: Thu, 8 May 2031, 10:00 (Berlin) [9]
        """,
        anna,
        mia,
    )
    assert "nothing was saved" in anna.last()["text"]


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
        found = await catalogue.load(reader)
    taken = [leave for coach in found.coaches.values() for leave in coach.leaves]
    assert len([leave for leave in taken if leave.starts.year == 2031]) == 1


async def test_a_coach_types_working_hours_and_sees_what_was_understood(anna: Chat) -> None:
    await play(
        """
        Anna says /hours
        Anna sees Your working hours [Monday] [Sunday] [Monday to Friday] [One date only]
        Anna taps Monday to Friday
        Anna sees Now: 09:00–13:00, 14:00–17:00 [09:00–17:00] [Closed] [‹ Back]
        Anna says 9 till noonish
        Anna sees I cannot read “9 till noonish” as hours
        Anna says 09:00 am to 01:00 pm, 02:00pm to 06:00 pm
        Anna sees Monday to Friday: 09:00–13:00, 14:00–18:00 [Change again: Monday to Friday]
        Anna taps Change again
        Anna sees Now: 09:00–13:00, 14:00–18:00
        Anna taps Closed
        Anna is told Saved
        Anna sees Monday to Friday: closed
        """,
        anna,
    )


async def test_hours_that_leave_a_session_outside_say_so(anna: Chat, mia: Chat) -> None:
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
        Anna says /hours
        Anna sees Your working hours
        Anna taps Thursday
        Anna sees Thursday
        Anna says 14-17
        Anna sees 1 booked session lies outside these hours
        """,
        anna,
        mia,
    )


async def test_one_date_has_hours_of_its_own_until_it_is_as_usual_again(anna: Chat) -> None:
    await play(
        """
        Anna says /hours
        Anna sees Your working hours
        Anna taps One date only
        Anna sees Which date has other hours? [10]
        Anna taps 10
        Anna sees Sat, 10 May 2031 [Closed on that day]
        Anna says 10-12
        Anna sees Sat, 10 May 2031: 10:00–12:00 [Change again: Sat, 10 May 2031]
        Anna taps One date only
        Anna sees Which date has other hours? [•10•]
        Anna taps •10•
        Anna sees Now: 10:00–12:00 [As usual: closed]
        Anna taps As usual
        Anna sees Sat, 10 May 2031: closed
        """,
        anna,
    )
    assert "Dates that differ" not in anna.last()["text"]


async def test_an_admin_adds_a_coach_from_a_contact_who_can_be_booked_at_once(
    alex: Chat, stage: Stage, mia: Chat
) -> None:
    cleo = await stage.newcomer("Cleo", last_name="Moss", role="customer")
    await play("Cleo says /start\nCleo sees Hello Cleo", cleo)
    await play("Alex says /addcoach\nAlex sees Who is the new coach? [Add myself]", alex)
    await alex.share_contact(cleo.person)
    await play(
        """
        Alex sees Under which name shall customers see this coach? [Cleo Moss]
        Alex taps Cleo Moss
        Alex sees What does Cleo Moss do? [Coaching session] [Intro call] [Next ›]
        Alex taps Coaching session
        Alex sees What does Cleo Moss do? [✓ Coaching session] [Intro call]
        Alex taps Next
        Alex sees In which time zone does Cleo Moss work? [Berlin, as the business]
        Alex says Atlantis
        Alex sees I do not know that city or time zone [Berlin, as the business]
        Alex says lisbon
        Alex sees How are Cleo Moss’s requests answered? [By hand] [At once]
        Alex taps At once
        Alex sees Not open for booking [Working hours] [✓ Open for booking]
        Alex taps Open for booking
        Alex is told Customers can book now
        Alex sees Open for booking ✓ [Pause booking]
        Cleo sees Welcome, Cleo Moss!
        Cleo says /today
        Cleo sees Lisbon
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see? [Anna Berg] [Cleo Moss]
        """,
        alex,
        cleo,
        mia,
    )
    text = alex.last()["text"]
    assert "Services: Coaching session" in text
    assert "Hours: Monday to Friday 09:00–17:00" in text
    assert "Requests: confirmed at once" in text
    assert "Time zone: Lisbon (Europe/Lisbon)" in text


async def test_a_coach_is_added_from_a_forwarded_message_under_another_name(
    alex: Chat, stage: Stage
) -> None:
    cleo = await stage.newcomer("Cleo")
    await play("Alex says /addcoach\nAlex sees Who is the new coach?", alex)
    await alex.forward(cleo.person)
    await play(
        """
        Alex sees Under which name [Cleo]
        Alex says Dr. Cleo Moss
        Alex sees What does Dr. Cleo Moss do?
        Alex says /coaches
        Alex sees Coaches [Anna Berg] [Ben Okoro] [Dr. Cleo Moss (paused)] [Add a coach]
        Alex taps Dr. Cleo Moss
        Alex sees I cannot write to this person yet
        """,
        alex,
    )


async def test_a_coach_is_added_by_an_id_that_the_bot_has_never_met(alex: Chat) -> None:
    await play(
        """
        Alex says /addcoach 555001
        Alex sees I have not met the person with Telegram id 555001 yet
        Alex says Zoe Quinn
        Alex sees What does Zoe Quinn do?
        Alex says /addcoach 555001
        Alex sees Zoe Quinn is a coach already
        Alex says /addcoach Zoe
        Alex sees I cannot tell who that is
        """,
        alex,
    )


async def test_a_contact_without_telegram_gets_a_clear_sentence(alex: Chat) -> None:
    await play("Alex says /addcoach\nAlex sees Who is the new coach?", alex)
    await alex.share_contact(phone_number="+15550100", first_name="Nobody")
    await play("Alex sees A contact must have a Telegram account [Add myself]", alex)


async def test_the_bot_itself_cannot_be_a_coach(alex: Chat, database: Database) -> None:
    await play("Alex says /addcoach 7000\nAlex sees That is me, and I cannot be a coach", alex)
    await alex.share_contact(phone_number="+15550100", first_name="Coachbook", user_id=7000)
    await play(
        """
        Alex sees That is me, and I cannot be a coach [Add myself]
        Alex says Cleo
        Alex sees I cannot tell who that is
        """,
        alex,
    )
    async with database.read() as reader:
        assert await people.by_telegram_id(reader, 7000) is None


async def test_a_paused_coach_keeps_what_is_booked_and_takes_nothing_new(
    alex: Chat, anna: Chat, mia: Chat
) -> None:
    await play(
        """
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see? [Anna Berg] [Ben Okoro]
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg
        Mia taps 8
        Mia sees what time?
        Mia taps 10:00
        Mia sees Shall I book this?
        Mia taps Send request
        Mia sees Request sent
        Alex says /coaches
        Alex sees Coaches [Anna Berg]
        Alex taps Anna Berg
        Alex sees Open for booking ✓ [Pause booking]
        Alex taps Pause booking
        Alex is told What is booked stands
        Alex sees Not open for booking [✓ Open for booking]
        Anna says /requests
        Anna sees 1 request is waiting for you
        Mia says /appointments
        Mia sees Your upcoming sessions [Thu 8 May, 10:00 · Coaching session]
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Coaching session with Ben Okoro
        """,
        alex,
        anna,
        mia,
    )


async def test_an_admin_changes_a_coachs_name_place_zone_and_hours(alex: Chat) -> None:
    await play(
        """
        Alex says /coaches
        Alex sees Coaches
        Alex taps Anna Berg
        Alex sees Anna Berg [Rename] [Place] [Time zone] [Approval]
        Alex taps Rename
        Alex sees Under which name
        Alex says Anna <Berg> & Co
        Alex sees Anna <Berg> & Co
        Alex taps Place
        Alex sees Where do sessions with Anna <Berg> & Co take place? [‹ Back]
        Alex says Linden Street 12
        Alex sees Place: Linden Street 12
        Alex taps Place
        Alex sees Where do sessions [No place]
        Alex taps No place
        Alex is told Saved
        Alex sees Time zone: Berlin
        Alex taps Time zone
        Alex sees In which time zone
        Alex says America/New_York
        Alex sees Time zone: New York (America/New_York)
        Alex taps Approval
        Alex sees requests answered?
        Alex taps At once
        Alex sees Requests: confirmed at once
        Alex taps Working hours
        Alex sees All times are New York time [Saturday]
        Alex taps Saturday
        Alex sees Now: closed
        Alex taps 09:00–17:00
        Alex sees Saturday: 09:00–17:00
        """,
        alex,
    )


async def test_an_admin_adds_a_service_that_customers_can_book(alex: Chat, mia: Chat) -> None:
    await play(
        """
        Alex says /services
        Alex sees Services [Coaching session · 1 hour · €90.00] [Add a service]
        Alex taps Add a service
        Alex sees What is it called?
        Alex says Deep talk
        Alex sees Deep talk: how long is a session? [30 min] [1 hour] [2 hours]
        Alex says forever
        Alex sees A session lasts 5 minutes to 12 hours [30 min]
        Alex says 1:15
        Alex sees Deep talk: what does it cost? [Free of charge] [€60.00]
        Alex says sixty
        Alex sees I need a price from 0 to 1,000,000
        Alex says 60,50 €
        Alex sees Who does Deep talk? [Anna Berg] [✓ Show to customers] [Keep it hidden for now]
        Alex taps Anna Berg
        Alex sees Who does Deep talk? [✓ Anna Berg]
        Alex taps Show to customers
        Alex is told Customers can book it
        Alex sees Shown to customers ✓ [Hide from customers]
        Mia says /book
        Mia sees What would you like to book? [Deep talk · 75 min · €60.50]
        Alex taps Hide from customers
        Alex is told What is booked stands
        Alex sees Hidden from customers [✓ Show to customers]
        Alex says /services
        Alex sees Services [(hidden) Deep talk · 75 min · €60.50]
        Mia says /book
        Mia sees What would you like to book?
        """,
        alex,
        mia,
    )
    keys = [key["text"] for row in mia.last()["reply_markup"]["inline_keyboard"] for key in row]
    assert not any("Deep talk" in key for key in keys)


async def test_every_number_of_a_service_is_changed_by_button_or_by_typing(alex: Chat) -> None:
    await play(
        """
        Alex says /services
        Alex sees Services
        Alex taps Intro call
        Alex sees Intro call [Title] [Price] [Length] [Who does it] [Break before] [Start times]
        Alex taps Start times
        Alex sees how far apart [15 min]
        Alex says 7
        Alex sees Times can be 5, 10, 15
        Alex taps 15 min
        Alex sees A start every 15 min
        Alex taps Break after
        Alex sees stay free after a session?
        Alex says 5 hours
        Alex sees A break lasts 0 minutes to 4 hours
        Alex says 20
        Alex sees Kept free: 0 min before, 20 min after
        Alex taps Cancel until
        Alex sees how long before may a customer still cancel it?
        Alex says 2 days
        Alex sees cancel 2 days ahead
        Alex taps How far ahead
        Alex sees how far ahead can it be booked?
        Alex says 400
        Alex sees That can be 1 to 365 days
        Alex says 8 weeks
        Alex sees Can be booked 56 days ahead
        Alex taps Title
        Alex sees Please type the new title
        Alex says First call
        Alex sees First call
        """,
        alex,
    )


async def test_nobody_else_gets_in_by_command_or_by_a_forged_button(
    mia: Chat, anna: Chat, alex: Chat
) -> None:
    for command in ("/coaches", "/addcoach 7001", "/services"):
        await play(f"Mia says {command}\nMia sees Only admins can do that here", mia)
        await play(f"Anna says {command}\nAnna sees Only admins can do that here", anna)
    for command in ("/leave", "/hours"):
        await play(f"Mia says {command}\nMia sees Only coaches can do that here", mia)
    await mia.send("/start")
    await mia.expect("Hello Mia")
    screen = mia.last()["message_id"]
    for forged in ("1:kc:1", "1:kv:1:0", "1:sh:1:1", "1:kn:7001"):
        await mia.tap_data(forged, screen)
        assert "Only admins" in await mia.toast()
    for forged in ("1:hs:1:31:0:0", "1:ld:1"):
        await mia.tap_data(forged, screen)
        assert "Only coaches" in await mia.toast()


async def test_a_coach_cannot_touch_another_coachs_hours_or_leave(
    anna: Chat, database: Database
) -> None:
    async with database.read() as reader:
        found = await catalogue.load(reader)
    ben = next(coach for coach in found.coaches.values() if coach.name == "Ben Okoro")
    for forged in (f"1:hw:{ben.id}", f"1:hs:{ben.id}:31:0:0", f"1:ht:{ben.id}:20310510:0:0"):
        await forge(anna, "/leave", forged, "I cannot find that any more")
    async with database.read() as reader:
        assert (await catalogue.load(reader)).coaches[ben.id].hours == ben.hours


async def test_forged_values_are_refused_in_words(alex: Chat, anna: Chat) -> None:
    for forged, told in (
        ("1:sv:1:len:100000:0", "A session lasts 5 minutes to 12 hours"),
        ("1:sv:1:nope:5:0", "I cannot find that any more"),
        ("1:sx:1:-5:0", "I need a price"),
        ("1:so:1:999:1:0:0", "I cannot find that any more"),
        ("1:kc:999", "I cannot find that any more"),
        ("1:hs:1:99:540:600", "I cannot find that any more"),
        ("1:hs:1:1:600:540", "ends before it begins"),
        ("1:hq:1:10101", "I cannot take that as leave or a date"),
        ("1:hp:1:99991231", "Which date has other hours?"),
        ("1:sg:-7", "Services"),
    ):
        await forge(alex, "/coaches", forged, told)
    for forged, told in (
        ("1:la:10101:0:10101:1440", "I cannot take that as leave or a date"),
        ("1:la:20310508:-5:20310508:1440", "I cannot take that as leave or a date"),
        ("1:la:99991231:0:99991231:1440", "I cannot take that as leave or a date"),
        ("1:ll:10101:10101", "I cannot take that as leave or a date"),
        ("1:lf:99991231", "Which is your first day off?"),
        ("1:lq:999", "Your leave"),
    ):
        await forge(anna, "/hours", forged, told)


async def test_leave_and_hours_are_told_in_german(stage: Stage, alex: Chat) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Alex says /addcoach 7005
        Alex sees Under which name
        Alex says Lena Fuchs
        Alex sees What does Lena Fuchs do?
        Alex says /coaches
        Alex sees Coaches
        Alex taps Lena Fuchs
        Alex sees Lena Fuchs
        Alex taps Open for booking
        Alex sees Open for booking
        Lena says /leave
        Lena sees Du hast keinen Urlaub eingetragen [Urlaub eintragen]
        Lena taps Urlaub eintragen
        Lena sees Welcher ist dein erster freier Tag?
        Lena says 8.5. bis 9.5.
        Lena sees Do., 8. Mai 2031 – Fr., 9. Mai 2031 [✓ Freinehmen]
        Lena taps Freinehmen
        Lena is told Genieß die freie Zeit!
        Lena says /hours
        Lena sees Deine Arbeitszeiten [Montag bis Freitag]
        Lena taps Samstag
        Lena sees Bisher: geschlossen
        Lena says 9-13 Uhr und 14:30 bis 17
        Lena sees Samstag: 09:00–13:00, 14:30–17:00
        """,
        alex,
        lena,
    )


async def test_the_command_menu_follows_role_and_language(
    stage: Stage, alex: Chat, mia: Chat
) -> None:
    everyone = ["book", "appointments", "profile", "language", "help"]
    assert await offered(stage, MIA) == everyone
    assert (await descriptions(stage, LENA))["book"] == "Termin buchen"
    await play("Alex says /start\nAlex sees Hello Alex", alex)
    running = ["coaches", "addcoach", "services", "hours", "business"]
    await until_offered(stage, ALEX, [*running, *everyone])
    cleo = await stage.newcomer("Cleo")
    await play("Cleo says /start\nCleo sees Hello Cleo", cleo)
    await play(
        f"""
        Alex says /addcoach {cleo.person}
        Alex sees Under which name [Cleo]
        Alex taps Cleo
        Alex sees What does Cleo do?
        """,
        alex,
    )
    work = ["today", "requests", "leave", "hours"]
    await until_offered(stage, cleo.person, [*work, *everyone])
    await play(
        """
        Cleo says /language
        Cleo sees Which language [Deutsch]
        Cleo taps Deutsch
        Cleo is told Wir sprechen jetzt Deutsch
        """,
        cleo,
    )
    await until_offered(stage, cleo.person, [*work, *everyone], today="Mein Tag")


async def descriptions(stage: Stage, person: int) -> dict[str, str]:
    state = await stage.get("/playground/state")
    commands = state["chats"][str(person)]["commands"]
    return {command["command"]: command["description"] for command in commands}


async def offered(stage: Stage, person: int) -> list[str]:
    return list(await descriptions(stage, person))


async def until_offered(stage: Stage, person: int, names: list[str], **told: str) -> None:
    """The menu is published after the answer that causes it. told: some of its descriptions."""
    for _ in range(100):
        found = await descriptions(stage, person)
        if list(found) == names and told.items() <= found.items():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"offered: {await descriptions(stage, person)}")
