"""The stage of the journeys, for people who come in crowds and at bad moments."""

from hypothesis import HealthCheck, Phase, settings

from tests.journeys.conftest import coachbook, playground, stage, world

__all__ = ["coachbook", "playground", "stage", "world"]

# Chosen by `--hypothesis-profile=long`.
settings.register_profile(
    "long",
    max_examples=300,
    stateful_step_count=50,
    deadline=None,
    print_blob=True,
    # Not shrunk: races seldom come again a hundred times.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
