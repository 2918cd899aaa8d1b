"""Decisions on several dates of a series at once, in the state machine."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar, Final, cast

from domain.series.series import mark
from handlers.actions.series import series_changes
from storage.transactions import Database
from tests.chaos.life_cast import Letter, No, Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.chaos.life_series import dates_from
from tests.house import acting

Seen = tuple[tuple[str, int], ...]
# For each: the new state, its name in the audit, what is told, and the states it applies to.
DECISIONS: Final = {
    "series_cancel": (
        "cancelled",
        "cancel",
        "series_cancelled_by_customer",
        ("pending", "confirmed"),
    ),
    "series_call_off": (
        "cancelled",
        "cancel_by_coach",
        "series_cancelled_by_coach",
        ("pending", "confirmed"),
    ),
    "series_approve": ("confirmed", "approve", "series_approved", ("pending",)),
    "series_decline": ("declined", "decline", "series_declined", ("pending",)),
}
WHOLE: Final = ("series_approve", "series_decline")


@dataclass(frozen=True)
class DecideSeries:
    """kind: as in DECISIONS. seen: the dates that were on the screen, with their versions."""

    kind: str
    name: str
    person: str
    seen: Seen
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        first = model.sessions[self.name]
        by_customer = self.kind == "series_cancel"
        if self.person != (first.customer if by_customer else first.coach):
            raise No("NotFound")
        dates, to, action, kind = _decision(self.kind, self.name, model)
        if to == "confirmed":
            dates = [name for name in dates if model.sessions[name].rescue is None]
        if not dates:
            raise No("AlreadyDecided", self.name, first.status)
        if by_customer:
            dates = self._in_time(model, dates)
        if shown_of(self.kind, self.name, model) != self.seen:
            raise No("SeriesChanged", self.name)
        for name in dates:
            rescue = model.sessions[name].rescue
            model.change(name, status=to)
            model.audit.append((action, name, self.person))
            if by_customer and rescue is not None:
                model.record_rescue_answer(rescue, first.coach)
            if to == "confirmed":
                model.remind(name)
        version = model.sessions[dates[0]].version
        recipient = first.coach if by_customer else first.customer
        model.letters.append(Letter(recipient, kind, dates[0], version, model.now, lasting=True))
        return "appointment", self.name if by_customer or self.name in dates else dates[0]

    def _in_time(self, model: Model, dates: list[str]) -> list[str]:
        """Those that can still be cancelled."""
        left, refusals = [], []
        for name in dates:
            try:
                model.in_time(name, self.person, "cancel")
                left.append(name)
            except No as no:
                refusals.append(no)
        if not left:
            raise refusals[0]
        return left

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        shown = [SimpleNamespace(id=names.appointments[n], version=v) for n, v in self.seen]
        act = {
            "series_cancel": series_changes.cancel_series,
            "series_call_off": series_changes.call_off_series,
            "series_approve": series_changes.approve_series,
            "series_decline": series_changes.decline_series,
        }[self.kind]
        known = () if self.kind in WHOLE else (names.catalogue,)
        return await cast(Any, act)(
            database,
            *known,
            names.appointments[self.name],
            mark(cast(Any, shown)),
            actor=acting(names.people[self.person]),
            key=key,
            now=now,
        )


def shown_of(kind: str, name: str, model: Model) -> Seen:
    """What a screen shows of the dates to decide on."""
    return tuple((n, model.sessions[n].version) for n in _decision(kind, name, model)[0])


def _decision(kind: str, name: str, model: Model) -> tuple[list[str], str, str, str]:
    to, action, tells, states = DECISIONS[kind]
    dates = dates_from(model, name, whole=kind in WHOLE)
    return [n for n, s in dates.items() if s.status in states], to, action, tells
