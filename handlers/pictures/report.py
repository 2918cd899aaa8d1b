"""The business's figures as a picture: what is drawn where, in the reader's words."""

from collections.abc import Mapping
from typing import Any, Final

from domain.appointments.appointment import Status
from domain.business.report import DateRange, DayFigures, Report, ReportKind
from domain.text import names
from handlers.pictures.script import CJK
from handlers.wording import figures
from handlers.wording.words import Words

MOST_BARS: Final = 31
MOST_NAMED: Final = 7  # bars with a date below them; months all have their names
MOST_COACHES: Final = 6
LONGEST_NAME: Final = 17  # letters there is room for
LEAST_HOURS: Final = 8  # in the table of hours
_PARTS: Final = ("standing", "missed", "off")


def facts(
    words: Words, report: Report, coaches: Mapping[int, str], zone: str, *, dark: bool
) -> dict[str, Any]:
    """The template's data. coaches: their names by id. zone: of the business."""
    bars = report.bars(MOST_BARS)
    every = 1 if report.period.kind is ReportKind.YEAR else -(-len(bars) // MOST_NAMED)
    first, last = _hours(report)
    return {
        "lang": words.locale.language,
        "rtl": words.locale.character_order == "right-to-left",
        "dark": dark,
        "cjk": f"Noto Sans CJK {CJK.get(words.locale.language, 'SC')}",
        "nameless": words.label("blank.person"),
        "title": figures.days(words, report.period),
        "zone": words.label("week.picture_zone", zone=words.zone(zone)),
        "tiles": _tiles(words, report),
        "bars": [
            {"name": _part_name(words, part) if n % every == 0 else "", **_counts(bar)}
            for n, (part, bar) in enumerate(bars)
        ],
        "legend": [
            {"kind": part, "label": words.label(f"report.legend_{part}")}
            for part in _PARTS
            if any(getattr(bar, part) for _, bar in bars)
        ],
        "days": list(words.weekdays),
        "hours": [words.minute(hour * 60) for hour in range(first, last)],
        "cells": [
            [report.hours.get((day, hour), 0) for hour in range(first, last)] for day in range(7)
        ],
        "busy": words.label("report.picture_hours"),
        "filled": words.label("report.picture_coaches"),
        "coaches": _coaches(words, report, coaches),
    }


def _tiles(words: Words, report: Report) -> list[dict[str, str]]:
    tiles = {
        "standing": str(report.standing),
        "earned": figures.money(words, report.earned) or "–",
        "occupancy": _share(words, report.occupancy),
        "missed": _share(words, report.missed_share),
        "off": str(report.bookings.get(Status.CANCELLED, 0)),
        "new": f"{report.new} / {report.new + report.returning}",
    }
    return [
        {"value": value, "label": words.label(f"report.tile_{id_}")} for id_, value in tiles.items()
    ]


def _share(words: Words, part: float | None) -> str:
    return "–" if part is None else figures.share(words, part)


def _part_name(words: Words, part: DateRange) -> str:
    if part.kind is ReportKind.MONTH:
        return words.month_name(part.first)
    return words.day_of_year(part.first)


def _counts(bar: DayFigures) -> dict[str, int]:
    return {part: getattr(bar, part) for part in _PARTS}


def _hours(report: Report) -> tuple[int, int]:
    """The hours at which the table begins and ends."""
    hours = [hour for _, hour in report.hours] or [9]
    first, last = min(hours), max(hours) + 1
    missing = max(LEAST_HOURS - (last - first), 0)
    first = max(first - missing // 2, 0)
    return first, min(max(last, first + LEAST_HOURS), 24)


def _coaches(words: Words, report: Report, coaches: Mapping[int, str]) -> list[dict[str, Any]]:
    ranked = [one for one in report.coaches if one.occupancy is not None][:MOST_COACHES]
    return [
        {
            "name": name,
            "rtl": names.from_the_right(name),
            "share": min(one.occupancy or 0, 1),
            "label": _share(words, one.occupancy),
        }
        for one in ranked
        for name in [
            names.cut(words.user_text("coach", coaches.get(one.coach_id, "")), LONGEST_NAME)
        ]
    ]
