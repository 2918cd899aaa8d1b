"""A customer books, and the coach answers, as both see it."""

import pytest
from sqlalchemy import update

from storage.appointments import appointments
from storage.tables.services import services
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BOOK, LENA, MONDAY

pytestmark = pytest.mark.usefixtures("coachbook")

LENA_CHOOSES = """
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
    await play("Mia sees Reminder: your session with Anna [I’ll be 10 min late] [Move it]", mia)


async def test_a_request_is_declined_with_a_reason(mia: Chat, anna: Chat) -> None:
    await play(
        BOOK
        + f"""
        Anna taps Decline
        Anna sees Decline this request? [Decline without a reason] [‹ Back]
        Anna says {"x" * 301}
        Anna sees A reason has 1 to 300 characters [Decline without a reason] [‹ Back]
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
        Mia says <too long>
        Mia sees A note has 1 to 500 characters [‹ Back]
        Mia says {clock} <i>knee</i> & back
        Mia sees Note: {clock} <i>knee</i> & back [Change the note]
        Mia taps Send request
        Mia sees Request sent
        Anna sees Note: {clock} <i>knee</i> & back
        """.replace("<too long>", "x" * 501),
        mia,
        anna,
    )


async def test_no_note_is_typed_for_what_cannot_be_booked_any_more(
    stage: Stage, mia: Chat, database: Database
) -> None:
    lena = await stage.chat(LENA)
    await play(LENA_CHOOSES + BOOK, mia, lena)
    card = lena.last()
    ask = card["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    shown, _, _ = ask.rpartition(":")
    await lena.tap_data(f"{shown}:{10**12}", card["message_id"])  # some million years from now
    await lena.expect("Das ist zu weit voraus")
    await lena.tap_data(ask, card["message_id"])
    await lena.expect(
        "Diese Zeit ist inzwischen vergeben: Da liegt schon ein anderer",
        buttons=["Do., 8. Mai, 11:30"],
    )
    await database.write(lambda writer: writer.run(update(services).values(hidden=True)))
    await lena.tap_data(ask, card["message_id"])
    await lena.expect("Das wird nicht mehr angeboten")


async def test_a_slot_that_is_taken_meanwhile_is_answered_with_the_nearest(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(
        LENA_CHOOSES
        + BOOK
        + """
        Lena taps Anfrage senden
        Lena is told Leider inzwischen vergeben!
        Lena sees Diese Zeit ist inzwischen vergeben [Do., 8. Mai, 11:30] [Anderen Tag wählen]
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


async def test_who_goes_back_to_a_slot_that_is_theirs_by_now_sees_the_booking(mia: Chat) -> None:
    await play(BOOK.split("Mia taps 10:00", maxsplit=1)[0], mia)
    day = mia.last()
    [slot] = [
        key["callback_data"]
        for row in day["reply_markup"]["inline_keyboard"]
        for key in row
        if key["text"] == "10:00"
    ]
    await play("Mia taps 10:00" + BOOK.split("Mia taps 10:00", maxsplit=1)[1], mia)

    await mia.tap_data(slot, day["message_id"])

    await play("Mia is told This request still waits for an answer", mia)
    await play("Mia sees Thu, 8 May 2031, 10:00 [Move it] [Cancel it]", mia)


async def test_a_link_starts_in_the_middle(mia: Chat) -> None:
    await mia.start("s_2")
    await play("Mia sees Who would you like to see? [Anna Berg · …]", mia)
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
        Mia sees Only managers and admins can do that here
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
        await mia.expect("")
        assert mia.last()["reply_markup"]["inline_keyboard"], data
    await play("Mia says \U0001f600\u202e DROP TABLE people;\nMia sees I did not understand", mia)
    await mia.upload("cv.pdf", b"%PDF-1.4")
    await play("Mia sees I can only read typed text and buttons [Book a session]", mia)


async def test_a_language_is_chosen_and_kept(mia: Chat) -> None:
    await play(
        """
        Mia says /language
        Mia sees Which language would you like? [English] [Deutsch]
        Mia taps Deutsch
        Mia is told Wir sprechen jetzt Deutsch.
        Mia sees Was möchtest du tun? [Termin buchen]
        Mia says /help
        Mia sees Das kann ich
        """,
        mia,
    )
