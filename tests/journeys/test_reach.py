"""Somebody blocks the bot, and comes back: nothing that was decided meanwhile is lost."""

from tests.journeys.conftest import Coachbook
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import ANNA, BOOK, MIA, MONDAY


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
        Anna says I am ill, sorry
        Anna sees Cancelled
        Anna sees I cannot reach Mia Keller on Telegram
        """,
        anna,
    )
    assert "\n\nCancelled\n\nCustomer: Mia Keller" in anna.last()["text"]

    await mia.block(False)

    await play("Mia sees Anna Berg had to cancel, sorry [Book again]", mia)
    assert "Reason: I am ill, sorry" in mia.last()["text"]
    await mia.expect_silence(1.5)
    # Blocked again and back: it was told once.
    await mia.block()
    await mia.block(False)
    await mia.expect_silence(1.5)
