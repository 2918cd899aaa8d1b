"""Examples on a machine that may be busy with something else."""

from hypothesis import HealthCheck, settings


def patient(max_examples: int = 100) -> settings:
    """How long an example takes says nothing here, so it is no reason to fail."""
    return settings(
        max_examples=max_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
