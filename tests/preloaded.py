"""The bot as processes whose imports were done once.

A start takes 1.1 s of processor time, of which 0.9 are imports. If every test starts a bot, or a
replica is killed every half second, two processor cores would do nothing else, so a server process
imports the bot once (see `warm`) and each bot is forked from that: the same code from the first
line of the command on, for 0.1 s, and ready in 0.3. It is a process of its own that can be asked to
end, stopped and killed. `tests/bot/commands/test_cli.py` tests a real `python -m bot`.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.warm"])


def launch(
    environ: Mapping[str, str],
    log: Path,
    prepare: Callable[[], None] | None = None,
    *,
    arguments: Sequence[str] = ("run",),
    folder: Path | None = None,
    errors: Path | None = None,
) -> BaseProcess:
    """A started `coachbook` with exactly this environment; its output is added to `log`.

    prepare: called in the new process before anything of the bot runs; must be picklable.
    folder: where it works, this process's own by default. errors: where standard error goes, if
    not to `log`.
    """
    process = _FORKED.Process(
        target=_run,
        args=(tuple(arguments), dict(environ), folder or Path.cwd(), log, errors or log, prepare),
        daemon=True,
    )
    process.start()
    return process


def _run(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    log: Path,
    errors: Path,
    prepare: Callable[[], None] | None,
) -> None:
    from bot.commands import cli  # noqa: PLC0415 - in the bot only: whoever starts it needs none

    for file, stream in ((log, sys.stdout), (errors, sys.stderr)):
        out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(out, stream.fileno())
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    if prepare is not None:
        prepare()
    sys.exit(cli.main(arguments))
