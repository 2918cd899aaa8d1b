"""What the playground's page may ask of the bot in the same process."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from babel import Locale, UnknownLocaleError

from bot import playground_reset
from bot.playground import Backstage, ControlError
from bot.playground.sample_people import FIRST_ID, LAST_ID
from bot.settings.settings import Settings
from bot.stop import Stop
from bot.timing.clock import Clock
from domain.refusals import BadInput
from handlers.places import cities
from handlers.wording.words import SOURCE
from storage.messages import backlog, due_items
from storage.people import people
from storage.transactions import Database

NOT_ONLY_OURS: Final = (
    "This database holds people of a real bot, too, and starting over would delete what they have "
    "booked. Set COACHBOOK_DATA_DIR to a new folder (and no COACHBOOK_DATABASE_URL) for a "
    "playground that can."
)


def backstage(settings: Settings, database: Database, clock: Clock, stop: Stop) -> Backstage:
    """The whole interface: this bot's own database, clock and end."""

    async def next_due() -> datetime | None:
        async with database.read() as reader:
            return await backlog.next_due(reader)

    async def next_change() -> datetime | None:
        async with database.read() as reader:
            return await due_items.next_change(reader)

    async def changed_after(moment: datetime) -> bool:
        async with database.read() as reader:
            return await due_items.changed_after(reader, moment)

    async def start_over() -> None:
        async with database.read() as reader:
            if await people.anyone_beyond(reader, FIRST_ID, LAST_ID):
                raise ControlError(NOT_ONLY_OURS, 409)
        playground_reset.wish(settings.data_dir)
        stop.request_restart()

    return Backstage(
        next_due=next_due,
        next_change=next_change,
        changed_after=changed_after,
        on_move=clock.follow,
        start_over=start_over,
        zones_of=zones_of,
    )


def zones_of(words: str, language: str) -> tuple[Sequence[str], bool]:
    """The IANA zones of a place by its local or English name; whether that is certain."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(SOURCE)
    try:
        answer = cities.look_up(words, locale)
    except BadInput:
        return (), False
    return [suggestion.zone for suggestion in answer.suggestions], answer.sure
