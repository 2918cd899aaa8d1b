"""The command line. What goes wrong before anything runs is said in one sentence, exit code 2."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from bot import logs
from bot.instance import AlreadyRunning, DataFolder
from bot.settings import Settings, WrongSetting, environment, misspelt

DESCRIPTION = """\
Coachbook: customers book coaches by chatting on Telegram, coaches answer with buttons.

Settings are environment variables (or lines of a .env file here) that begin with COACHBOOK_;
.env.example explains every one. Without any, `coachbook run` opens a playground in the browser.
"""

EXAMPLES = """\
examples:
  coachbook run
      try everything in the browser: no token, no database, nothing to set up
  COACHBOOK_TELEGRAM_TOKEN=123:AA… COACHBOOK_ADMIN_IDS=4711 coachbook run
      serve your own bot by long polling; @BotFather gives tokens, @userinfobot tells your id
  coachbook doctor
      see whether token, database, Redis and webhook are as they must be

exit codes: 0 all is well; 1 something is wrong (doctor), or the process broke; 2 a setting is
wrong, the port is taken, or Coachbook is running here already
"""

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": (
        "serve the bot; without a token, together with the playground",
        """\
Serve the bot until Ctrl-C or SIGTERM, and finish what is in flight before ending.

  no token                          playground and bot, in one process, at one address
  COACHBOOK_TELEGRAM_TOKEN          your bot, by long polling
  … and COACHBOOK_PUBLIC_URL        your bot, by webhook; any number of replicas may run
  COACHBOOK_DATABASE_URL            your PostgreSQL; without it, one of our own in
                                    COACHBOOK_DATA_DIR (.coachbook) for as long as this runs

The database is migrated first. One line says which address to open.""",
    ),
    "playground": (
        "a Bot API server and its page alone, for writing bots against",
        """\
Serve the Bot API on this machine, with a page of chats, and no bot behind it. Any bot, in any
language, can talk to it: let it use the address and the token that are printed, in place of
https://api.telegram.org and its own token.""",
    ),
    "migrate": (
        "bring the database up to date, and end",
        """\
Bring the database up to date. `run` does this by itself; do it alone to see it happen before
new replicas start. Several at once wait for each other.""",
    ),
    "doctor": (
        "check token, database, Redis, webhook and settings",
        """\
Check everything that a running Coachbook needs, and say in sentences what is wrong. Changes
nothing. The exit code is 1 if anything is wrong.""",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The `coachbook` command; returns its exit code."""
    chosen = _parser().parse_args(arguments)
    environ = environment()
    try:
        settings = Settings.read(environ)
        logs.configure(settings.secrets)
        return _RUN[chosen.command](settings, environ)
    except (WrongSetting, AlreadyRunning) as sentence:
        print(sentence, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        sentence_of = _expected(fault)
        if sentence_of is None:
            raise
        print(sentence_of, file=sys.stderr)
        return 2


def _run(settings: Settings, environ: Mapping[str, str]) -> int:
    for name, meant in misspelt(environ).items():
        logging.getLogger("bot.settings").warning("%s is no setting: %s is", name, meant)

    def announce(address: str) -> None:
        if folder is not None:
            folder.announce(address)
        what = "open" if settings.token is None else "serving your bot, health at"
        print(f"Coachbook is running: {what} {address}", flush=True)

    with _data_folder(settings) as folder:
        from bot import app  # noqa: PLC0415 - a second of imports that most sentences do without

        app.run(settings, announce)
    return 0


def _playground(settings: Settings, environ: Mapping[str, str]) -> int:
    with DataFolder(settings.data_dir / "playground") as folder:
        asyncio.run(_serve_playground(settings, folder))
    return 0


async def _serve_playground(settings: Settings, folder: DataFolder) -> None:
    from bot import playground  # noqa: PLC0415 - as above

    world = playground.Playground(folder.path / "playground.sqlite3")
    try:
        try:
            served = await playground.start(world, settings.http_host, settings.http_port)
        except OSError as fault:
            raise WrongSetting(
                f"COACHBOOK_HTTP_PORT {settings.http_port} cannot be opened on "
                f"{settings.http_host} ({fault.strerror}): set another one."
            ) from None
        folder.announce(served.url)
        print(f"The playground is open: {served.url} (Bot API here, token {world.token})")
        sys.stdout.flush()
        stop = asyncio.Event()
        for order in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(order, stop.set)
        await stop.wait()
        await served.stop()
    finally:
        world.close()


def _migrate(settings: Settings, environ: Mapping[str, str]) -> int:
    with _data_folder(settings) if settings.database_url is None else nullcontext():
        changed = asyncio.run(_upgrade(settings))
    print("The database is up to date now." if changed else "The database was up to date already.")
    return 0


async def _upgrade(settings: Settings) -> bool:
    from bot.postgres import EmbeddedPostgres  # noqa: PLC0415 - as above
    from storage import migrations  # noqa: PLC0415 - as above

    if settings.database_url is not None:
        return await migrations.upgrade(settings.database_url)
    server = EmbeddedPostgres(settings.data_dir)
    url = await server.start()
    try:
        return await migrations.upgrade(url)
    finally:
        await server.stop()


def _doctor(settings: Settings, environ: Mapping[str, str]) -> int:
    from bot import doctor  # noqa: PLC0415 - as above

    # What a check finds is told in its sentence; the libraries' own lines would stand between.
    logging.getLogger().setLevel(logging.CRITICAL)
    return asyncio.run(doctor.report(settings, environ, print))


def _data_folder(settings: Settings) -> AbstractContextManager[DataFolder | None]:
    return DataFolder(settings.data_dir) if settings.keeps_data_here else nullcontext()


def _expected(fault: Exception) -> str | None:
    """The sentence of a fault that comes from outside: the disk, the database."""
    from bot.faults import sentence  # noqa: PLC0415 - as above

    return sentence(fault)


_RUN: Mapping[str, Callable[[Settings, Mapping[str, str]], int]] = {
    "run": _run,
    "playground": _playground,
    "migrate": _migrate,
    "doctor": _doctor,
}


def _parser() -> argparse.ArgumentParser:
    def layout(prog: str) -> argparse.HelpFormatter:
        return argparse.RawDescriptionHelpFormatter(prog, max_help_position=16)

    parser = argparse.ArgumentParser(
        prog="coachbook", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=layout
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (summary, teaching) in COMMANDS.items():
        commands.add_parser(name, help=summary, description=teaching, formatter_class=layout)
    return parser
