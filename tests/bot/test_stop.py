"""How the process is asked to end, and to restart."""

import asyncio
import signal

from bot.stop import Stop


async def test_a_restart_ends_everything_once_and_is_no_signal() -> None:
    stop = Stop()
    assert not stop.should_restart()
    stop.request_restart()
    assert stop.request.is_set()
    assert stop.should_restart()
    assert not stop.request.is_set()
    assert not stop.should_restart()


async def test_a_signal_on_the_way_is_the_end_after_all() -> None:
    stop = Stop()
    stop.request_restart()
    stop.on_signal(signal.SIGINT)
    assert not stop.at_once.is_set()
    assert not stop.should_restart()
    stop.on_signal(signal.SIGINT)
    assert stop.at_once.is_set()


async def test_a_process_that_was_told_to_end_does_not_restart() -> None:
    stop = Stop()
    stop.on_signal(signal.SIGTERM)
    stop.request_restart()
    assert not stop.should_restart()
    await asyncio.wait_for(stop.request.wait(), 1)
