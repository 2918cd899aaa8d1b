"""Lena would like to be a coach, too: her application is waiting for the team."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.coaches.applications import Application, ApplicationState, ApplicationStep, Week
from domain.working_hours.hours import Window
from storage.coaches import applications
from storage.services import catalogue
from storage.transactions import Writer

SERVICES: Final = ("Intro call", "Coaching session")
WEDNESDAY, FRIDAY = 2, 4
MORNING: Final[Window] = (9 * 60, 12 * 60)
AFTERNOON: Final[Window] = (13 * 60, 16 * 60)
HOURS: Final[Week] = tuple(
    {WEDNESDAY: (MORNING, AFTERNOON), FRIDAY: (MORNING,)}.get(day, ()) for day in range(7)
)
BEFORE: Final = timedelta(hours=3)


async def plant(writer: Writer, now: datetime) -> None:
    """It has been waiting since this morning, and nobody is notified."""
    snapshot = await catalogue.load(writer)
    lena = await register(writer, next(one for one in CAST if one.first_name == "Lena"))
    sent_at = now - BEFORE
    draft = Application(0, lena.id, ApplicationState.DRAFT, 1, lena.name, snapshot.business.zone)
    application = replace(
        draft,
        id=await applications.add(writer, draft, sent_at),
        state=ApplicationState.SENT,
        reached=ApplicationStep.LOOK,
        category="Life",
        about="I was a nurse for ten years. I help people to find rest, and to keep it.",
        place="Garden Lane 3, 10435 Berlin",
        latitude=52.5386,
        longitude=13.4105,
        service_ids=tuple(s.id for s in snapshot.services.values() if s.title in SERVICES),
        wish="An evening class for breathing, once a month.",
        week=HOURS,
        sent_at=sent_at,
    )
    await applications.save(writer, application, sent_at)
