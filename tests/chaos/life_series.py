"""Series in the state machine: planned, booked and moved by a plan."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.series.series import Rhythm, Unit
from domain.series.series_plan import Occasion, Plan, Purpose
from domain.services.service_choice import Choice
from handlers.actions.series import series_booking, series_moving, series_plans
from handlers.actions.series.series_booking import SeriesPreview
from storage.series import series
from storage.transactions import Database
from tests.chaos.life_cast import PRICE, SERVICES, ZONES, Letter, No, Said, Session
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting

WEEKLY = Rhythm(Unit.WEEK)


@dataclass(frozen=True)
class Date:
    """planned: None if the clock jumps over it. instead: what was chosen in its place. name: of the
    existing session that moves."""

    day: date
    planned: int | None
    skipped: bool = False
    instead: int | None = None
    name: str | None = None

    @property
    def at(self) -> int | None:
        return None if self.skipped else self.instead or self.planned


@dataclass(frozen=True)
class Draft:
    """person: who plans. wall: of the first date. origin: the date from which it moves."""

    person: str
    customer: str
    coach: str
    service: str
    places: int
    wall: datetime
    dates: tuple[Date, ...]
    origin: str | None = None

    @property
    def ahead(self) -> list[tuple[int, int, Date]]:
        """Start, number and date of each that takes place, in order."""
        at = [(one.at, number, one) for number, one in enumerate(self.dates)]
        return sorted(
            ((start, number, one) for start, number, one in at if start is not None),
            key=lambda each: each[:2],
        )


@dataclass(frozen=True)
class PlanSeries:
    draft: Draft
    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        model.drafts[key] = self.draft
        model.draft_of[self.draft.person] = key
        return "draft", key

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        draft = self.draft
        length = SERVICES[draft.service].minutes if draft.origin else 0
        plan = Plan(
            Purpose.MOVE if draft.origin else Purpose.BOOK,
            coach_id=names.coaches[draft.coach],
            service_id=names.services[draft.service],
            customer_id=names.people[draft.customer].id,
            zone=ZONES[draft.coach],
            wall=draft.wall,
            choice=Choice(length, places=draft.places).as_text,
            origin=names.appointments[draft.origin] if draft.origin else 0,
            rhythm=WEEKLY,
            dates=tuple(
                Occasion(
                    one.day,
                    one.planned,
                    one.skipped,
                    one.instead,
                    names.appointments[one.name] if one.name else 0,
                )
                for one in draft.dates
            ),
        )
        actor = acting(names.people[draft.person])
        if not draft.origin:
            # As people plan: the product says what the dates are.
            actual = plan.at(WEEKLY).counting(len(draft.dates))
            actual = actual.skipping([n for n, one in enumerate(draft.dates) if one.skipped])
            for number, one in enumerate(draft.dates):
                actual = actual.shifting(number, one.instead) if one.instead else actual
            assert actual == plan, f"planned {actual}, not {plan}"
        return "draft", await series_plans.begin(database, plan, actor=actor, now=now)


@dataclass(frozen=True)
class CarryOut:
    """A draft is booked or moved: all of it, or nothing."""

    name: str
    draft: Draft
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        if model.draft_of.get(self.draft.person) != self.name:
            raise No("PlanGone")
        if self.name in model.became:
            return model.became[self.name]
        before = dict(model.sessions), dict(model.groups), dict(model.holds)
        try:
            outcome = (
                self._move_dates(model, key) if self.draft.origin else self._book_dates(model, key)
            )
        except No:
            model.sessions, model.groups, model.holds = before
            raise
        model.became[self.name] = outcome
        return outcome

    def _book_dates(self, model: Model, key: str) -> Said:
        draft, ahead = self.draft, self.draft.ahead
        if len(ahead) < 2:
            raise No("SeriesClash", ())
        names, lost = list[str](), list[int]()
        answer_by = None
        for nr, (start, number, _) in enumerate(ahead, 1):
            wanted = Session(
                coach=draft.coach,
                service=draft.service,
                start=start,
                customer=draft.customer,
                places=draft.places,
                series=key,
                nr=nr,
                of=len(ahead),
                answer_by=answer_by,
            )
            with _noting(lost, number):
                model.take(f"{key}#{nr}", wanted)
                answer_by = answer_by or model.sessions[f"{key}#{nr}"].answer_by
            names.append(f"{key}#{nr}")
        if lost:
            raise No("SeriesClash", tuple(sorted(lost)))
        first = model.sessions[names[0]]
        for name in names:
            model.audit.append(("book", name, draft.person))
            # Their coach is reminded of requests once, by the first.
            if first.status == "confirmed" or name == names[0]:
                model.remind(name)
        kind = "series_booked" if first.status == "confirmed" else "series_request"
        model.letters.append(
            Letter(draft.coach, kind, names[0], first.version, model.now, lasting=True)
        )
        model.audit.append(("book_series", f"series {key}", draft.person))
        return "series", *names

    def _move_dates(self, model: Model, key: str) -> Said:
        draft = self.draft
        assert draft.origin
        if not draft.ahead:
            raise No("SeriesClash", ())
        standing = dates_from(model, draft.origin)
        moved, lost = list[str](), list[int]()
        first_request: str | None = None  # the first that waits
        for start, number, one in draft.ahead:
            if one.name not in standing:
                raise No("SeriesClash", ())
            name = one.name
            before = model.sessions[name]
            with _noting(lost, number):
                answer_by = model.sessions[first_request].answer_by if first_request else None
                model.relocate(f"{key}#{number}", name, draft.person, start, answer_by)
            if model.sessions[name] != before:
                moved.append(name)
                first_request = first_request or (name if before.status == "pending" else None)
        if lost:
            raise No("SeriesClash", tuple(sorted(lost)))
        if not moved:
            raise No("SameTime")
        for name in moved:
            model.audit.append(("move", name, draft.person))
            if model.sessions[name].status == "confirmed" or name == first_request:
                model.remind(name)
        first = moved[0]
        mine = draft.person == draft.customer
        kind = "series_moved_by_customer" if mine else "series_moved_by_coach"
        recipient = draft.coach if mine else draft.customer
        version = model.sessions[first].version
        model.letters.append(Letter(recipient, kind, first, version, model.now, lasting=True))
        return "appointment", first

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        draft, actor = self.draft, acting(names.people[self.draft.person])
        which, count = names.drafts[self.name], len(self.draft.ahead)
        if draft.origin:
            return await series_moving.move_series(
                database, names.catalogue, which, count, actor=actor, key=key, now=now
            )
        first = await series_booking.book_series(
            database,
            names.catalogue,
            which,
            SeriesPreview(count, PRICE * draft.places),
            actor=actor,
            key=key,
            now=now,
        )
        assert first.series_id is not None
        async with database.read() as reader:
            dates = await series.dates(reader, first.coach_id, first.series_id)
        return "series", *(one.id for one in sorted(dates, key=lambda one: one.series_nr or 0))


def dates_from(model: Model, name: str, *, whole: bool = False) -> dict[str, Session]:
    """The coming dates of a series, in order, from this date on. whole: all of it."""
    first = model.sessions[name]
    ahead = {
        n: s
        for n, s in model.sessions.items()
        if s.series == first.series and s.open and s.start > model.now
        if whole or s.start >= first.start
    }
    return dict(sorted(ahead.items(), key=lambda each: each[1].start))


@contextmanager
def _noting(lost: list[int], number: int) -> Iterator[None]:
    """A refusal of one date ends all of them, and is recorded for each."""
    try:
        yield
    except No as no:
        if no.args[0] != "SameTime":
            lost.append(number)
