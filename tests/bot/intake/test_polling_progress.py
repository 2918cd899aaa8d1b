"""How far a poller has come: the offset is the oldest update that is not done."""

from bot.intake.polling import OffsetTracker


def test_the_offset_stands_at_the_first_update_that_is_not_done() -> None:
    assert OffsetTracker().offset is None
    progress = OffsetTracker()
    for number in (10, 11, 12):
        assert progress.start(number)
    progress.finish(11)
    assert progress.offset == 10
    progress.finish(10)
    assert progress.offset == 12
    progress.finish(12)
    assert progress.offset == 13


def test_an_update_that_comes_again_is_known_until_telegram_has_forgotten_it() -> None:
    progress = OffsetTracker()
    progress.start(10)
    progress.start(11)
    progress.finish(11)

    progress.forget_before(progress.offset)
    assert not progress.start(10)
    assert not progress.start(11)

    progress.finish(10)
    progress.forget_before(progress.offset)
    assert progress.offset is None


def test_ids_that_start_anew_below_are_taken_like_any_other() -> None:
    progress = OffsetTracker()
    progress.start(900)
    progress.finish(900)
    progress.forget_before(progress.offset)

    assert progress.start(5)
    assert progress.offset == 5
