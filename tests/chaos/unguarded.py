"""The bot with one of its guards taken away, to show that a row of the table can fail.

    python -m tests.chaos.unguarded GUARD run

A guard is taken away in the process that is to do without it, before anything runs; `Fleet` does
so with all its replicas (`guard=`), or with one (`replica.guard`, at its next launch).
"""

import sys
from collections.abc import Callable, Mapping
from typing import Final

from bot import app, cli
from storage import outbox

# The replicas are forked from a process that has imported this, and so the whole bot.
WHOLE_BOT: Final = app


def lease() -> None:
    """What somebody is sending can be claimed by anybody else."""
    guarded = " AND (state = 'waiting' OR leased_until <= $1::timestamptz)"
    assert guarded in " ".join(outbox.CLAIM.split())
    outbox.CLAIM = " ".join(outbox.CLAIM.split()).replace(guarded, "")


GUARDS: Final[Mapping[str, Callable[[], None]]] = {"lease": lease}


def take_away(guard: str) -> None:
    """From now on this process does without. KeyError for a guard that there is not."""
    GUARDS[guard]()


if __name__ == "__main__":
    take_away(sys.argv[1])
    sys.exit(cli.main(sys.argv[2:]))
