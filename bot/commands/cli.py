"""The command line. An error before anything runs is one sentence, and exit code 2."""

import asyncio
import gc
import logging
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeAlias

from bot import logs
from bot.commands import command_line
from bot.data_folder import AlreadyRunning, DataFolder
from bot.loading import unused_imports
from bot.settings.settings import Settings, WrongSetting, environment, misspelt

Environ: TypeAlias = Mapping[str, str]

NO_ADMIN = (
    "Nobody is an admin, so nobody may add coaches or services: write /services to your bot, "
    "which tells you your Telegram id, set COACHBOOK_ADMIN_IDS to it, and start again."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The `coachbook` command; returns its exit code."""
    options = command_line.parser().parse_args(arguments)
    try:
        environ = environment()
        settings = Settings.read(environ)
        logs.configure(settings.secrets)
        return _RUN[options.command](settings, environ, options)
    except (WrongSetting, AlreadyRunning) as sentence:
        print(sentence, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        sentence_of = _fault_sentence(fault)
        if sentence_of is None:
            raise
        print(sentence_of, file=sys.stderr)
        return 1 if _broke(fault) else 2


def _run(settings: Settings, environ: Environ, options: Namespace) -> int:
    for name, suggestion in misspelt(environ).items():
        logging.getLogger("bot.settings").warning("%s is no setting: %s is", name, suggestion)
    if settings.needs_admin:
        logging.getLogger("bot.settings").warning(
            "COACHBOOK_ADMIN_IDS is empty: it makes nobody an admin"
        )

    def announce(address: str) -> None:
        if folder is not None:
            folder.announce(address)
        what = "open" if settings.token is None else "serving your bot, health at"
        print(f"Coachbook is running: {what} {address}", flush=True)
        print(f"Its API, to read and to try: {address}/docs", flush=True)
        if settings.needs_admin:
            print(NO_ADMIN, flush=True)

    try:
        with _data_folder(settings) as folder:
            # What is loaded now stays: collecting over all of it took a sixth of the time. Only new
            # objects are collected, for the garbage from creating classes.
            gc.set_threshold(2_000, 1_000_000)
            with unused_imports.leave_out_unused():
                from bot import app  # noqa: PLC0415 - a second that most sentences spare

            app.run(settings, announce)
    except AlreadyRunning as sentence:
        if not options.unless_running:
            raise
        print(sentence, file=sys.stderr)
    return 0


def _playground(settings: Settings, environ: Environ, options: Namespace) -> int:
    with DataFolder(settings.data_dir / "playground") as folder:
        asyncio.run(_serve_playground(settings, folder))
    return 0


async def _serve_playground(settings: Settings, folder: DataFolder) -> None:
    from bot import playground, playground_requests  # noqa: PLC0415 - as above

    world = playground.Playground(folder.path / "playground.sqlite3")
    try:
        try:
            served = await playground.start(
                world,
                settings.http_host,
                settings.http_port,
                playground.Backstage(zones_of=playground_requests.zones_of),
            )
        except OSError as fault:
            from bot.doors import http_socket  # noqa: PLC0415 - as above

            raise http_socket.wrong_host(settings, fault) or WrongSetting(
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


def _migrate(settings: Settings, environ: Environ, options: Namespace) -> int:
    with _data_folder(settings) if settings.database_url is None else nullcontext():
        changed = asyncio.run(_upgrade(settings))
    print("The database is up to date now." if changed else "The database was up to date already.")
    return 0


async def _upgrade(settings: Settings) -> bool:
    from bot.postgres.embedded import EmbeddedPostgres  # noqa: PLC0415 - as above
    from storage import migrations  # noqa: PLC0415 - as above

    if settings.database_url is not None:
        return await migrations.upgrade(settings.database_url)
    server = EmbeddedPostgres(settings.data_dir)
    url = await server.start()
    try:
        return await migrations.upgrade(url)
    finally:
        await server.stop()


def _doctor(settings: Settings, environ: Environ, options: Namespace) -> int:
    from bot.commands import doctor  # noqa: PLC0415 - as above

    # The doctor reports in sentences; the libraries' log lines would stand between them.
    logging.getLogger().setLevel(logging.CRITICAL)
    return asyncio.run(doctor.report(settings, environ, print))


def _dead_letters(settings: Settings, environ: Environ, options: Namespace) -> int:
    from bot.commands import dead_letter_commands  # noqa: PLC0415 - as above

    # As for the doctor: the outcome is reported in sentences.
    logging.getLogger().setLevel(logging.CRITICAL)
    if options.action == "show":
        return asyncio.run(dead_letter_commands.show(settings, print, options.id))
    if options.action == "retry":
        return asyncio.run(dead_letter_commands.retry(settings, print, options.ids))
    return asyncio.run(dead_letter_commands.tell(settings, print, everything=options.everything))


def _backup(settings: Settings, environ: Environ, options: Namespace) -> int:
    from bot.postgres import backup  # noqa: PLC0415 - as above

    try:
        if options.command == "backup":
            asyncio.run(backup.backup(settings, environ, options.file, print))
        else:
            asyncio.run(
                backup.restore(settings, environ, options.file, print, replace=options.replace)
            )
    except backup.BackupFailed as sentence:
        print(sentence, file=sys.stderr)
        return 1
    return 0


def _data_folder(settings: Settings) -> AbstractContextManager[DataFolder | None]:
    return DataFolder(settings.data_dir) if settings.keeps_data_here else nullcontext()


def _fault_sentence(fault: Exception) -> str | None:
    """The sentence for an outside cause, such as the disk or the database."""
    from bot.commands.outside_faults import sentence  # noqa: PLC0415 - as above

    return sentence(fault)


def _broke(fault: Exception) -> bool:
    """Whether it ended a running bot, rather than kept it from starting."""
    from bot.postgres.failures import PostgresGone  # noqa: PLC0415 - as above

    return isinstance(fault, PostgresGone)


_RUN: Mapping[str, Callable[[Settings, Environ, Namespace], int]] = {
    "run": _run,
    "playground": _playground,
    "migrate": _migrate,
    "doctor": _doctor,
    "dead-letters": _dead_letters,
    "backup": _backup,
    "restore": _backup,
}
