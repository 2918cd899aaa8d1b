"""The one clock."""

from datetime import UTC, datetime, timedelta

from bot.timing.clock import Clock


def test_it_tells_the_real_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_it_follows_an_offset_forward_and_back() -> None:
    clock = Clock()
    clock.follow(86400.5)
    assert clock.now() - datetime.now(UTC) > timedelta(hours=23)
    assert clock.offset == 86400.5
    clock.follow(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_move_is_told_once_and_standing_still_is_not() -> None:
    clock, moves = Clock(), list[float]()
    clock.on_moved.append(lambda: moves.append(clock.offset))
    for offset in (0, 60, 60, 0):
        clock.follow(offset)
    assert moves == [60, 0]
