"""Row 12: the booking life, driven by a state machine on real PostgreSQL, against a model of it."""

import asyncio
import traceback
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.chaos.figures import Figure, Form
from tests.chaos.life_desk import Desk
from tests.chaos.life_machine import Life
from tests.chaos.life_stage import Stage
from tests.services import Postgres

# Not shrunk: that takes minutes, races rarely repeat a hundred times, and steps are printed.
SHORT: Final = settings(
    max_examples=24,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
SMOKE: Final = settings(SHORT, max_examples=8)
LONG: Final = settings(SHORT, max_examples=300, stateful_step_count=50, derandomize=False)


@dataclass(frozen=True, slots=True)
class LifeRun:
    """How many steps were compared, and sentences on how product and model differed."""

    steps: int
    differences: list[str]


async def run(form: Form, seed: int) -> list[Figure]:
    """As many steps as hypothesis makes from the seed; it stops at the first that differs."""
    how = form.choose(smoke=SMOKE, short=SHORT, long=LONG)
    lived = await asyncio.to_thread(_on_a_server_of_its_own, how, seed)
    enough = form.choose(smoke=100, short=300, long=10_000)
    finding = "; ".join([str(len(lived.differences)), *lived.differences])
    return [
        Figure(
            12,
            "steps of the state machine",
            f"≥ {enough:,}",
            f"{lived.steps:,}",
            met=lived.steps >= enough,
        ),
        Figure(12, "divergences from its model", "0", finding, met=not lived.differences),
    ]


def live(
    stage: Stage, how: settings, seed: int | None = None, machine: type[Life] = Desk
) -> LifeRun:
    """Let it live. seed: of the draws, None for always the same. machine: the rules."""

    class Here(machine):  # type: ignore[misc, valid-type]  # whichever it is, it begins alike
        def __init__(self) -> None:
            super().__init__(stage)

    try:
        run_state_machine_as_test(
            Here if seed is None else hypothesis.seed(seed)(Here), settings=how
        )
    except Exception as error:
        # A race may end differently when hypothesis repeats it, which it reports with an error of
        # its own.
        traceback.print_exc()
        return LifeRun(stage.steps, stage.complaints or [repr(error)])
    return LifeRun(stage.steps, [])


def _on_a_server_of_its_own(how: settings, seed: int) -> LifeRun:
    with TemporaryDirectory(prefix="life") as folder:
        postgres = Postgres(Path(folder))
        asyncio.run(postgres.start())
        try:
            stage = Stage(postgres)
            try:
                return live(stage, how, seed)
            finally:
                stage.close()
        finally:
            asyncio.run(postgres.stop())
