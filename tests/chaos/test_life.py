"""The booking life against a model of it, on real PostgreSQL; and each check made to fail once.

`pytest tests/chaos/test_life.py --hypothesis-profile=long` goes on for more than 10,000 steps, at
random; what it prints on failure (the steps, a seed) repeats the run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from handlers.actions import booking, deciding
from storage import audit, catalogue, idempotency, outbox
from storage.transactions import Writer
from tests.chaos.life_machine import Life
from tests.chaos.life_stage import Stage
from tests.services import Postgres

# Always the same few hundred steps. Not shrunk: that takes minutes, and the steps are printed.
SHORT = settings(
    max_examples=24,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
LONG_STEPS = 10_000


@pytest.fixture
def stage(postgres: Postgres) -> Iterator[Stage]:
    opened = Stage(postgres)
    yield opened
    opened.close()


@pytest.mark.timeout(3600)
def test_the_booking_life_is_as_its_model(stage: Stage) -> None:
    long = settings.get_current_profile_name() == "long"
    live(stage, settings() if long else SHORT)
    print(f"state machine: {stage.steps} steps, nothing differs")
    assert stage.steps >= (LONG_STEPS if long else 300)


Removal = Callable[[Stage, pytest.MonkeyPatch], None]


def no_constraint(stage: Stage, _: pytest.MonkeyPatch) -> None:
    stage.execute("ALTER TABLE appointments DROP CONSTRAINT appointments_no_overlap")


def no_memory(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(idempotency, "outcome", nothing)


def no_coach_lock(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object) -> None:
        return None

    patch.setattr(catalogue, "share_coach", at_once)


def no_look_whether_it_holds(_: Stage, patch: pytest.MonkeyPatch) -> None:
    claim = outbox.claim

    async def believing(*arguments: Any) -> list[outbox.Claimed]:
        return [replace(row, holds=True) for row in await claim(*arguments)]

    patch.setattr(outbox, "claim", believing)


def no_lease(_: Stage, patch: pytest.MonkeyPatch) -> None:
    endless = outbox.CLAIM.replace("leased_until <= $1::timestamptz", "true")
    assert endless != outbox.CLAIM
    patch.setattr(outbox, "CLAIM", endless)


def no_reminders(_: Stage, patch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> list[object]:
        return []

    patch.setattr(booking, "reminders", none)
    patch.setattr(deciding, "reminders", none)


def no_audit(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object, **__: object) -> None:
        return None

    patch.setattr(audit, "record", nothing)


def no_messages(_: Stage, patch: pytest.MonkeyPatch) -> None:
    enqueue = outbox.enqueue

    async def only_reminders(writer: Writer, messages: Sequence[outbox.NewMessage]) -> None:
        await enqueue(writer, [m for m in messages if m.kind.startswith("reminder")])

    patch.setattr(outbox, "enqueue", only_reminders)


def no_new_version(stage: Stage, _: pytest.MonkeyPatch) -> None:
    """A cancelled session keeps its version: what reminds of it goes on being true."""
    stage.execute("""
        CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM outbox WHERE appointment_id = OLD.id AND lane = 1
                AND appointment_version = OLD.version AND state = 'waiting') THEN
                NEW.version := OLD.version;
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER keep_version BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (NEW.status = 'cancelled') EXECUTE FUNCTION keep_version()""")


@pytest.mark.parametrize(
    ("remove", "found"),
    [
        (no_constraint, "overlap: "),
        (no_memory, "contended"),
        (no_coach_lock, "no order explains"),
        (no_look_whether_it_holds, "claimed"),
        (no_lease, "claimed"),
        (no_reminders, "reminders: of confirmed"),
        (no_audit, "audit: "),
        (no_messages, "letters: "),
        (no_new_version, "reminders: of cancelled"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_guard_that_is_taken_away_is_missed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, remove: Removal, found: str
) -> None:
    remove(stage, monkeypatch)
    # A race may end otherwise when hypothesis repeats it, which it says by an error of its own.
    with pytest.raises((AssertionError, Flaky, ExceptionGroup)):
        live(stage, settings(SHORT, max_examples=60))
    assert found in "\n".join(stage.complaints)


def live(stage: Stage, how: settings) -> None:
    class Here(Life):
        def __init__(self) -> None:
            super().__init__(stage)

    run_state_machine_as_test(Here, settings=how)
