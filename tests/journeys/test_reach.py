"""Somebody blocks the bot, and comes back: nothing that was decided meanwhile is lost."""

from bot.delivery.deliverer import LEASE
from tests.coachbook import Coachbook
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_messages import german
from tests.journeys.test_reminders import keys
from tests.journeys.the_week import ALEX, ANNA, BOOK, MIA, MONDAY


async def test_admins_hear_of_a_coach_who_blocks_us_and_answer_in_their_place(
    stage: Stage, coachbook: Coachbook
) -> None:
    await stage.advance_to(MONDAY)
    mia, anna, alex = await stage.chat(MIA), await stage.chat(ANNA), await stage.chat(ALEX)
    await play("Alex says /start\nAlex sees Hello Alex", alex)
    await play(BOOK + "Anna sees Mia Keller would like a session", mia, anna)
    await anna.block()
    await play(
        """
        Alex sees 1 request waits for an answer [Pause booking with Anna Berg] [Write to Anna Berg]
        Alex taps Mia Keller
        Alex sees Coach: Anna Berg [✓ Approve] [✕ Decline]
        Alex taps Approve
        Alex sees Confirmed ✓
        Mia sees Good news: Anna Berg has confirmed ✓
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg
        Mia taps 9
        Mia sees what time?
        Mia taps 10:00
        Mia sees I have not been able to reach Anna Berg so far
        Mia taps Send request
        Mia sees I have not been able to reach Anna Berg yet; the team knows.
        Alex sees I cannot reach Anna Berg, so this comes to you. [✓ Approve]
        """,
        alex,
        mia,
    )

    await anna.block(False)

    await play(
        "Alex sees Anna Berg is back ✓\nAnna sees The team has acted in your place", alex, anna
    )


async def test_what_was_missed_is_told_on_return_and_the_coach_hears_of_it(
    stage: Stage, coachbook: Coachbook
) -> None:
    await stage.advance_to(MONDAY)
    mia, anna = await stage.chat(MIA), await stage.chat(ANNA)
    await play(BOOK + "Anna taps Approve\nMia sees Good news", mia, anna)
    await mia.block()
    await play(
        """
        Anna taps Cancel session
        Anna sees Cancel this session?
        Anna says I am away, sorry
        Anna sees Cancelled
        Anna sees I cannot reach Mia Keller on Telegram
        """,
        anna,
    )
    assert "\n\nCancelled\n\nCustomer: Mia Keller" in anna.last()["text"]

    await mia.block(False)

    await play("Mia sees Anna Berg had to cancel, sorry [Book again]", mia)
    assert "Reason: I am away, sorry" in mia.last()["text"]
    await mia.expect_silence(1.5)
    # Blocked again and back: it was told once.
    await mia.block()
    await mia.block(False)
    await mia.expect_silence(1.5)


async def test_a_coach_reads_whether_it_arrived_in_german_and_through_a_kill(
    stage: Stage, coachbook: Coachbook
) -> None:
    await stage.advance_to(MONDAY)
    mia, anna = await stage.chat(MIA), await stage.chat(ANNA)
    await german(anna)
    await play(BOOK + "Anna sees Mia Keller möchte einen Termin", mia, anna)
    request = anna.last()
    approve = next(k["callback_data"] for k in keys(request) if k["text"].endswith("Annehmen"))
    for _ in range(2):
        await anna.tap_data(approve, request["message_id"])
    await play("Mia sees Good news", mia)
    await mia.block()
    await play(
        """
        Anna taps Absagen
        Anna sees Diesen Termin absagen?
        Anna says Ich bin verreist
        Anna sees Abgesagt
        """,
        anna,
    )
    # Whatever was on its way is taken up by the one that starts next.
    coachbook.kill()
    await stage.advance(LEASE.total_seconds())
    await coachbook.start()
    await play("Anna sees Ich erreiche Mia Keller nicht über Telegram", anna)
    await mia.block(False)
    await play("Mia sees Anna Berg had to cancel, sorry [Book again]", mia)
    assert "Reason: Ich bin verreist" in mia.last()["text"]
