"""The clock of a test run: drawn from the dates that go wrong, and set for every process."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests import drawn_date
from tests.surroundings import CLOCK, inherited_environ

BERLIN = ZoneInfo("Europe/Berlin")
ROOT = Path(__file__).parent.parent


def draws(kind: drawn_date.Draw) -> list[datetime]:
    return [kind(random.Random(seed)) for seed in range(300)]


def test_the_last_two_days_of_months_are_drawn() -> None:
    for instant in draws(drawn_date.month_end):
        assert (instant + timedelta(days=2)).month != instant.month


def test_leap_days_are_drawn() -> None:
    assert {(at.month, at.day) for at in draws(drawn_date.leap_day)} == {(2, 29)}


@pytest.mark.parametrize("kind", [drawn_date.clocks_go_forward, drawn_date.clocks_go_back])
def test_days_around_a_change_of_clocks_are_drawn(kind: drawn_date.Draw) -> None:
    for instant in draws(kind):
        before, after = (
            (instant + timedelta(days=days)).astimezone(BERLIN).utcoffset() for days in (-1, 1)
        )
        assert before != after


def test_fridays_after_work_are_drawn() -> None:
    assert {at.weekday() for at in draws(drawn_date.friday_evening)} == {4}
    assert {at.hour for at in draws(drawn_date.friday_evening)} == set(range(16, 24))


def test_every_kind_is_drawn_some_day() -> None:
    assert len({drawn_date.draw(random.Random(seed)) for seed in range(300)}) > 250


def test_a_given_date_is_read_in_utc_and_nonsense_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert drawn_date.read("2028-02-29 23:50") == datetime(2028, 2, 29, 23, 50, tzinfo=UTC)
    assert drawn_date.main(["someday"]) == 2
    assert 'try DATE="2028-02-29 23:50"' in capsys.readouterr().err


def test_a_set_clock_is_the_time_of_every_process_and_changes_no_wait() -> None:
    # By the machine's own clock, whatever that of this run is.
    plain = {name: value for name, value in inherited_environ().items() if name not in CLOCK}
    command = (ROOT / ".ci" / "clock", "2028-02-29 23:50")
    variables = subprocess.run(
        command, env=plain, capture_output=True, text=True, check=True
    ).stdout.split()
    script = (
        "import time, threading, datetime as d; begun = time.monotonic();"
        "threading.Event().wait(0.01); time.sleep(0.01);"
        "assert time.monotonic() - begun < 60; print(d.datetime.now(d.UTC).isoformat())"
    )
    environ = inherited_environ() | dict(variable.split("=", 1) for variable in variables)

    process = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )

    late = datetime.fromisoformat(process.stdout.strip()) - datetime(
        2028, 2, 29, 23, 50, tzinfo=UTC
    )
    assert timedelta(seconds=-1) <= late < timedelta(minutes=5)
