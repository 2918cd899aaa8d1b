"""How a command reaches the data: beside a running bot, or alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.data_folder import AlreadyRunning, DataFolder
from bot.postgres.embedded import EmbeddedPostgres
from bot.settings.settings import Settings, WrongSetting
from storage import migrations
from storage.transactions import Database


@asynccontextmanager
async def database_url(settings: Settings, *, alone: bool = False) -> AsyncIterator[str]:
    """Where the database is. The embedded one is started unless a running bot has it open.

    alone: no bot may have it open. Raises PostgresFailed, AlreadyRunning if `alone`, and OSError if
    the data folder cannot be used.
    """
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = EmbeddedPostgres(settings.data_dir)
    async with AsyncExitStack() as stack:
        if _has(stack, settings, alone):
            stack.push_async_callback(server.stop)
            yield await server.start()
        else:
            yield server.url_of_running()


def _has(stack: AsyncExitStack, settings: Settings, alone: bool) -> bool:
    """Lock the data folder; False, or AlreadyRunning if `alone`, if a running bot has it."""
    try:
        stack.enter_context(DataFolder(settings.data_dir))
    except AlreadyRunning:
        if alone:
            raise
        return False
    return True


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database, which must be at our revision. Raises WrongSetting, and as `database_url`
    does."""
    async with database_url(settings) as url:
        if not migrations.reaches_head(await migrations.version(url)):
            raise WrongSetting(
                f"The database is not at revision {migrations.HEAD}, which this Coachbook needs: "
                "run `coachbook migrate`, or just start it."
            )
        database = Database(url, pool_size=2)
        try:
            yield database
        finally:
            await database.close()


def playground_address(settings: Settings) -> str:
    """The address of the playground of this data folder. Raises WrongSetting if it is not open."""
    try:
        with DataFolder(settings.data_dir):
            pass
    except AlreadyRunning as running:
        if running.address:
            return running.address
    raise WrongSetting(
        "Without COACHBOOK_TELEGRAM_TOKEN people are answered in the playground, and it is not "
        "open: start `coachbook run` beside this."
    )
