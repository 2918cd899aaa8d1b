"""A coach's week as a picture: what is drawn where, in the reader's words."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.appointments.week import DAYS, Entry, EntryKind
from domain.appointments.week_layout import LayoutBlock, WeekLayout
from domain.groups.group import GroupSession
from domain.services.display_zones import DisplayZone
from domain.text import names
from domain.time.spans import moment
from handlers.pictures.script import CJK
from handlers.wording.words import Words, zone_info

EVERY: Final = 120  # minutes between two marks when many hours are drawn
MANY: Final = 14 * 60
Titled = Callable[[GroupSession], str]


def facts(
    words: Words,
    layout: WeekLayout,
    monday: date,
    zone: DisplayZone,
    now: datetime,
    titled: Titled,
    *,
    dark: bool,
) -> dict[str, Any]:
    """The template's data. titled: the service of a group."""
    today = now.astimezone(zone_info(zone)).date()
    days = [monday + timedelta(days=n) for n in range(DAYS)]
    kinds = {block.entry.kind for block in layout.blocks}
    legend = [kind for kind in EntryKind if kind in kinds and kind is not EntryKind.HOURS]
    this = layout.now
    return {
        "lang": words.locale.language,
        "rtl": words.locale.character_order == "right-to-left",
        "dark": dark,
        "cjk": f"Noto Sans CJK {CJK.get(words.locale.language, 'SC')}",
        "nameless": words.label("blank.person"),
        "title": words.label(
            "week.picture_title", first=words.short_day(days[0]), last=words.day(days[-1])
        ),
        "zone": words.label("week.picture_zone", zone=words.zone(zone)),
        "first": layout.first,
        "last": layout.last,
        "days": [
            {
                "name": words.weekdays[n],
                "date": str(day.day),
                "today": day == today,
            }
            for n, day in enumerate(days)
        ],
        "hours": [{"at": at, "label": words.minute(at)} for at in _marks(layout)],
        "blocks": [_block(words, block, zone, titled) for block in layout.blocks],
        "now": this and {"day": this[0], "minute": this[1]},
        "legend": [{"kind": kind, "label": words.label(f"week.legend_{kind}")} for kind in legend],
    }


def _marks(layout: WeekLayout) -> Iterable[int]:
    step = EVERY if layout.last - layout.first > MANY else EVERY // 2
    return range(layout.first, layout.last + 1, step)


def _block(words: Words, block: LayoutBlock, zone: DisplayZone, titled: Titled) -> dict[str, Any]:
    title = _title(words, block.entry, titled)
    return {
        "kind": block.entry.kind,
        "day": block.day,
        "start": block.start,
        "end": block.end,
        "lane": block.lane,
        "lanes": block.lanes,
        "title": title,
        "rtl": names.from_the_right(title),
        "detail": _detail(words, block, zone),
    }


def _title(words: Words, entry: Entry, titled: Titled) -> str:
    one = entry.of
    if entry.kind is EntryKind.BLOCK:
        return names.one_line(entry.label) or words.label("week.picture_block")
    if isinstance(one, GroupSession):
        return words.user_text("service", titled(one))
    return words.user_text("customer", one.customer_name) if isinstance(one, Appointment) else ""


def _detail(words: Words, block: LayoutBlock, zone: DisplayZone) -> str:
    one = block.entry.of
    if isinstance(one, GroupSession):
        return f"{one.taken}/{one.capacity}"
    if (one is None and block.entry.kind is not EntryKind.BLOCK) or not block.begins:
        return ""
    return words.clock_at(moment(block.entry.start), zone)
