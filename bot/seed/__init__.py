"""A small, made-up business to try things with, only ever put into an empty database.

`northside` is the business itself; `group_class`, `weekly_series`, `supervision`, `regulars`,
`exchange`, `abroad`, `places`, `consent`, `desk`, `away`, `noticed`, `applicant` and `programs`
each add something for a visitor to discover.
"""

from dataclasses import replace
from datetime import datetime

from bot.seed import (
    abroad,
    applicant,
    away,
    consent,
    desk,
    exchange,
    group_class,
    northside,
    noticed,
    places,
    programs,
    regulars,
    supervision,
    weekly_series,
)
from bot.settings.settings import Settings
from domain.business.first_run import FirstStep
from storage.services import catalogue
from storage.transactions import Database, Writer


async def open_business(database: Database, settings: Settings, now: datetime) -> None:
    """Give an empty database its business: Northside in the playground, else only the configured
    zone.

    A database with a service or a coach in it is left as it is, however often this runs.
    """

    async def work(writer: Writer) -> None:
        snapshot = await catalogue.load(writer)
        if snapshot.services or snapshot.coaches:
            return
        if settings.token is None:
            await northside.plant(writer, settings.currency, now)
            await group_class.plant(writer, settings.currency, now)
            await weekly_series.plant(writer, now)
            await supervision.plant(writer, now)
            await regulars.plant(writer, now)
            await exchange.plant(writer, now)
            await abroad.plant(writer, settings.currency, now)
            await places.plant(writer)
            await consent.plant(writer, now)
            await desk.plant(writer, now)
            await away.plant(writer, now)
            await noticed.plant(writer, now)
            await applicant.plant(writer, now)
            await programs.plant(writer, now)
        elif FirstStep.ZONE not in snapshot.business.guided:
            # Nobody has said yet where the business is: until then the setting decides.
            business = replace(snapshot.business, zone=settings.zone)
            if business != snapshot.business:
                await catalogue.update_business(writer, business)

    await database.write(work)
