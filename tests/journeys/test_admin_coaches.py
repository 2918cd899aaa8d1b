"""An admin adds coaches and says how they work."""

import pytest

from storage.people import people
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_an_admin_adds_a_coach_from_a_contact_who_can_be_booked_at_once(
    alex: Chat, stage: Stage, mia: Chat
) -> None:
    cleo = await stage.newcomer("Cleo", last_name="Moss", role="customer")
    await play("Cleo says /start\nCleo sees Hello Cleo", cleo)
    await play("Alex says /addcoach\nAlex sees Who is the new coach? [Add myself]", alex)
    await alex.share_contact(cleo.person)
    await play(
        """
        Alex sees What name should customers see for this coach? [Cleo Moss]
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
        Mia sees Who would you like to see? [Anna Berg · …] [Cleo Moss · …]
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
        Alex sees What name should customers see [Cleo]
        Alex says Dr. Cleo Moss
        Alex sees What does Dr. Cleo Moss do?
        Alex says /coaches
        Alex sees Coaches [Anna Berg] [Ben Okoro] [Dr. Cleo Moss (paused)] [Add a coach]
        Alex taps Dr. Cleo Moss
        Alex sees Dr. Cleo Moss has not pressed Start yet
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
        Mia sees Who would you like to see? [Anna Berg · …] [Ben Okoro · …]
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
        Alex is told Existing bookings stand
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
        Alex sees Anna Berg [Rename] [What customers read] [Time zone] [Approval]
        Alex taps Rename
        Alex sees What name should customers see
        Alex says Anna <Berg> & Co
        Alex sees Anna <Berg> & Co
        Alex taps What customers read
        Alex sees help customers choose [Category] [About] [Place] [Photo]
        Alex taps Place
        Alex sees Where do sessions with Anna <Berg> & Co take place? [‹ Back]
        Alex says Linden Street 12
        Alex sees Place: Linden Street 12
        Alex taps Place
        Alex sees Where do sessions [No place]
        Alex taps No place
        Alex is told Saved
        Alex sees What customers read
        Alex taps ‹ Back
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
