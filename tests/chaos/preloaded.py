"""Replicas as processes whose imports were done once.

A start takes 1.1 s of processor time, of which 0.9 are imports. With a replica killed every half
second, two processor cores would do nothing else, so a server process imports the bot once (see
`warm`) and each replica is forked from that: the same code from the first line of the command on,
for 0.1 s, and ready in 0.3.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.chaos.warm"])


def launch(environ: Mapping[str, str], log: Path, guard: str | None) -> BaseProcess:
    """A started `coachbook run` with exactly this environment; its output is added to `log`.

    guard: one of `unguarded.GUARDS` to be taken away, None for the bot as it is.
    """
    process = _FORKED.Process(target=_run, args=(dict(environ), str(log), guard), daemon=True)
    process.start()
    return process


def _run(environ: dict[str, str], log: str, guard: str | None) -> None:
    from bot.commands import cli  # noqa: PLC0415 - in the replica only: the runner needs none of it
    from tests.chaos import unguarded  # noqa: PLC0415 - as above

    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, sys.stdout.fileno())
    os.dup2(out, sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environ)
    if guard is not None:
        unguarded.take_away(guard)
    sys.exit(cli.main(["run"]))
