"""A session from the first tap to the reminder, as the people in it see it."""

from datetime import UTC, datetime

import pytest

from storage import appointments
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.conftest import Coachbook
from tests.journeys.script import play
from tests.journeys.stage import Stage

MIA, ANNA, BEN, LENA = 7001, 7002, 7004, 7005
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
    """Anna has pressed Start, so the bot may write to her."""
    chat = await stage.chat(ANNA)
    await play("Anna says /start\nAnna sees Hello Anna [Requests] [My leave]", chat)
    return chat


@pytest.fixture
async def ben(stage: Stage, monday: None) -> Chat:
    chat = await stage.chat(BEN)
    await play("Ben says /start\nBen sees Hello Ben", chat)
    return chat


BOOK = """
    Mia says /book
    Mia sees What would you like to book? [Coaching session · 1 hour · €90.00] [☰ Menu]
    Mia taps Coaching session
    Mia sees Who would you like to see? [Anna Berg] [Ben Okoro] [Anyone free] [‹ Back]
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg [May 2031] [Jun ›] [8]
    Mia taps 8
    Mia sees Thu, 8 May 2031: what time? [Morning · 6] [09:00] [Afternoon · 6] [16:00]
    Mia taps 10:00
    Mia sees Shall I book this? [✓ Send request] [Add a note] [‹ Back] [☰ Menu]
    Mia taps Send request
    Mia sees Request sent ✓ Anna Berg will answer soon [Move it] [Cancel it]
"""


async def test_a_request_is_approved_and_remembered(stage: Stage, mia: Chat, anna: Chat) -> None:
    await play(
        BOOK
        + """
        Anna sees Mia Keller would like a session [✓ Approve] [✕ Decline]
        Anna taps Approve
        Anna is told Approved
        Anna sees Confirmed [Move session] [Cancel session]
        Mia sees Good news: Anna Berg has confirmed [Show my appointment]
        """,
        mia,
        anna,
    )
    await stage.to_next()
    await play("Mia sees Reminder: your session with Anna Berg [✓ I will be there]", mia)
    await play("Mia taps I will be there\nMia is told Thank you", mia)
    await stage.to_next()
    await play("Mia sees Reminder: your session with Anna Berg", mia)


async def test_a_request_is_declined_with_a_reason(mia: Chat, anna: Chat) -> None:
    await play(
        BOOK
        + """
        Anna taps Decline
        Anna sees Decline this request? [Decline without a reason] [‹ Back]
        Anna says I am <b>away</b> & offline
        Anna sees Declined
        Mia sees Anna Berg cannot take this request [Book again]
        """,
        mia,
        anna,
    )
    assert "Reason: I am <b>away</b> & offline" in mia.last()["text"]


async def test_leaving_the_question_for_a_reason_keeps_later_text_from_being_it(
    mia: Chat, anna: Chat
) -> None:
    await play(
        BOOK
        + """
        Anna taps Decline
        Anna sees Decline this request? [‹ Back]
        Anna taps ‹ Back
        Anna sees Request [✓ Approve]
        Anna says good morning
        Anna sees Sorry, I did not understand that
        Anna says /requests
        Anna sees 1 request is waiting for you
        """,
        mia,
        anna,
    )


async def test_a_note_goes_along_with_the_booking(mia: Chat, anna: Chat) -> None:
    await play(
        BOOK.split("Mia taps Send request", maxsplit=1)[0]
        + """
        Mia taps Add a note
        Mia sees Type your note for the coach
        Mia says {clock} <i>knee</i> & back
        Mia sees Note: {clock} <i>knee</i> & back [Change the note]
        Mia taps Send request
        Mia sees Request sent
        Anna sees Note: {clock} <i>knee</i> & back
        """,
        mia,
        anna,
    )


async def test_a_slot_that_is_taken_meanwhile_is_answered_with_the_nearest(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Lena says /book
        Lena sees Was möchtest du buchen?
        Lena taps Coaching session
        Lena sees Zu wem möchtest du?
        Lena taps Anna Berg
        Lena sees Welcher Tag?
        Lena taps 8
        Lena sees um wie viel Uhr?
        Lena taps 10:00
        Lena sees Soll ich das buchen? [✓ Anfrage senden]
        """
        + BOOK
        + """
        Lena taps Anfrage senden
        Lena is told Leider gerade vergeben!
        Lena sees Da war jemand einen Moment schneller [Do., 8. Mai, 11:30] [Anderen Tag wählen]
        Lena taps Do., 8. Mai, 11:30
        Lena sees Soll ich das buchen?
        Lena taps Anfrage senden
        Lena sees Anfrage gesendet
        """,
        mia,
        lena,
    )


async def test_anyone_free_books_whoever_has_least_to_do(mia: Chat, ben: Chat) -> None:
    await play(
        """
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anyone free
        Mia sees Coaching session with anyone free [8]
        Mia taps 8
        Mia sees what time? [Evening · 5]
        Mia taps 18:00
        Mia sees Coach: Ben Okoro [✓ Book now]
        Mia taps Book now
        Mia sees Booked ✓ See you there! [Calendar file]
        Ben sees Mia Keller has booked a session [Move session]
        """,
        mia,
        ben,
    )


async def test_pressing_twice_books_once_and_shows_the_same_card(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(BOOK.split("Mia taps Send request", maxsplit=1)[0], mia)
    card = mia.last()
    confirm = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(3):
        await mia.tap_data(confirm, card["message_id"])
    await play("Mia sees Request sent", mia)
    await play("Anna sees Mia Keller would like a session", anna)
    async with database.read() as reader:
        customer = await appointments.by_code(reader, mia.last()["text"].split("code: ")[1][:6])
        assert len(customer) == 1
        mine = await appointments.of_customer(
            reader, customer[0].customer_id, MONDAY, past=False, limit=9, offset=0
        )
    assert len(mine) == 1


async def test_a_customer_moves_and_cancels_and_the_coach_hears_of_it(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(
        BOOK
        + """
        Anna taps Approve
        Mia sees Good news
        Mia says /appointments
        Mia sees Your upcoming sessions [Thu 8 May, 10:00 · Coaching session] [Past sessions]
        Mia taps Thu 8 May, 10:00
        Mia sees Confirmed ✓ [Move it] [Cancel it] [Calendar file]
        Mia taps Move it
        Mia sees Coaching session with Anna Berg [9] [‹ Back]
        Mia taps 9
        Mia sees Fri, 9 May 2031
        Mia taps 15:00
        Mia sees Move the session? [✓ Move it]
        Mia taps ✓ Move it
        Mia is told Moved
        Mia sees Confirmed ✓ [Move it]
        Anna sees Mia Keller has moved the session
        Mia taps Cancel it
        Mia sees Cancel this session? [Yes, cancel it] [No, keep it]
        Mia taps Yes, cancel it
        Mia sees Cancelled [Book again]
        Anna sees Mia Keller has cancelled
        """,
        mia,
        anna,
    )
    # Both reminders of the first time and of the second would be due by now.
    await stage.advance(6 * 86400)
    await mia.expect_silence(2.0)


async def test_it_is_too_late_to_cancel_past_the_notice(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(BOOK + "Anna taps Approve\nMia sees Good news", mia, anna)
    cancel = next(
        key["callback_data"]
        for message in mia.messages.values()
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for key in row
        if key["text"] == "Cancel it"
    )
    await stage.advance_to(datetime(2031, 5, 8, 6, 0, tzinfo=UTC))
    await play("Mia sees Reminder", mia)
    await mia.tap_data(cancel, mia.last()["message_id"])
    await play("Mia sees It is too late to cancel this session here [‹ Back]", mia)


async def test_a_coach_moves_and_calls_off_and_the_customer_hears_of_it(
    mia: Chat, anna: Chat
) -> None:
    await play(
        BOOK
        + """
        Anna taps Approve
        Anna sees Confirmed [Move session]
        Mia sees Good news
        Anna taps Move session
        Anna sees Coaching session with Mia Keller, now Thu 8 May, 10:00 [‹ Back]
        Anna taps 9
        Anna sees Fri, 9 May 2031
        Anna taps 15:00
        Anna sees Move the session?
        Anna taps ✓ Move it
        Anna sees Confirmed [Move session]
        Mia sees Anna Berg has moved your session [Show my appointment]
        Anna taps Cancel session
        Anna sees Cancel this session? [Cancel without a reason]
        Anna taps Cancel without a reason
        Anna sees Cancelled
        Mia sees Anna Berg had to cancel, sorry [Book again]
        """,
        mia,
        anna,
    )


async def test_a_request_that_nobody_answers_expires(stage: Stage, mia: Chat, anna: Chat) -> None:
    await play(BOOK, mia)
    await stage.advance_to(datetime(2031, 5, 8, 8, 1, tzinfo=UTC))
    await play("Mia sees Anna Berg did not answer in time, sorry [Book again]", mia)
    await play("Anna taps Approve\nAnna is told Nothing changed: it is expired", anna)


async def test_an_answered_request_cannot_be_answered_again(mia: Chat, anna: Chat) -> None:
    await play(BOOK + "Anna sees Mia Keller would like a session", mia, anna)
    request = anna.last()
    approve, decline = (
        key["callback_data"] for key in request["reply_markup"]["inline_keyboard"][0]
    )
    await anna.tap_data(approve, request["message_id"])
    await play("Anna sees Confirmed", anna)
    await anna.tap_data(decline, request["message_id"])
    await play("Anna is told Nothing changed: it is confirmed", anna)
    await mia.expect("Good news")


async def test_the_day_of_a_coach(mia: Chat, anna: Chat) -> None:
    await play(
        """
        Anna says /today
        Anna sees No sessions on this day. [Tue 6 May]
        Anna says /requests
        Anna sees No requests are waiting
        """
        + BOOK
        + """
        Anna says /requests
        Anna sees 1 request is waiting for you [Mia Keller · Thu 8 May, 10:00]
        Anna taps Mia Keller · Thu 8 May, 10:00
        Anna sees Request [✓ Approve]
        Anna taps ‹ Back
        Anna sees Thu, 8 May 2031 (Berlin) [10:00 Mia Keller]
        """,
        mia,
        anna,
    )


async def test_a_link_starts_in_the_middle(mia: Chat) -> None:
    await mia.start("s_2")
    await play("Mia sees Who would you like to see? [Anna Berg]", mia)
    await mia.start("c_1")
    await play("Mia sees What would you like to book with Anna Berg? [☰ Menu]", mia)
    await mia.start("s_2_c_1")
    await play("Mia sees Coaching session with Anna Berg", mia)
    await mia.start("s_999")
    await play("Mia sees That is not offered any more. [Book a session]", mia)
    await play("Mia says /start %00 nonsense\nMia sees Hello Mia [Book a session]", mia)


async def test_what_is_not_a_coachs_is_refused_to_a_customer(mia: Chat) -> None:
    await play(
        """
        Mia says /today
        Mia sees Only coaches can do that here [Book a session]
        Mia says /coaches
        Mia sees Only admins can do that here
        Mia says /addcoach 7001
        Mia sees Only admins can do that here
        """,
        mia,
    )


async def test_nonsense_and_old_buttons_lead_back_to_the_menu(mia: Chat) -> None:
    await play("Mia says /start\nMia sees Hello Mia", mia)
    number = mia.last()["message_id"]
    for data in (
        "0:h",
        "1:ac:999999",
        "1:bk:1:1:99999999999:0",
        "x",
        "1:am:1:5",
        "1:bd:1:0:0:99991231:",
    ):
        await mia.tap_data(data, number)
        await mia.expect("", timeout=5)
        assert mia.last()["reply_markup"]["inline_keyboard"], data
    await play("Mia says \U0001f600\u202e DROP TABLE people;\nMia sees I did not understand", mia)


async def test_a_language_is_chosen_and_kept(mia: Chat) -> None:
    await play(
        """
        Mia says /language
        Mia sees Which language shall we speak? [English] [Deutsch]
        Mia taps Deutsch
        Mia is told Wir sprechen jetzt Deutsch.
        Mia sees Was möchtest du tun? [Termin buchen]
        Mia says /help
        Mia sees Das kann ich
        """,
        mia,
    )
