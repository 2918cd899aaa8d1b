"""What a process started by a test gets from the run's environment."""

import os

# What sets its clock, if the run has one of its own (`.ci/clock`).
CLOCK = ("LD_PRELOAD", "TEST_CLOCK_SHIFT")
INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", *CLOCK)


def inherited_environ() -> dict[str, str]:
    """This process's variables that do not concern Coachbook."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}
