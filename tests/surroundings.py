"""What a process that a test starts gets of the environment of the run."""

import os

# What sets its clock, where the run has one of its own (`.ci/clock`).
CLOCK = ("LD_PRELOAD", "TEST_CLOCK_SHIFT")
INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", *CLOCK)


def inherited_environ() -> dict[str, str]:
    """The variables of this process that say nothing about Coachbook."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}
