"""A plan on the screen: each of its dates, what is in the way of each, and the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.series.series_plan import LEAST_DATES, Occasion, Plan, Purpose
from domain.services import booking_promise
from domain.services.display_zones import DisplayZones, display_zones
from domain.services.service import Money
from domain.time.spans import moment
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.links import CoachCard, PickSlot, ShowAppointment
from handlers.buttons.pages import around
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.series_links import ShowSeriesPlan
from handlers.chat.frame.turn import Turn
from handlers.queries.series.series import Planning
from handlers.wording import cards
from handlers.wording import series as wording
from handlers.wording.words import zone_info

PAGE: Final = 10  # dates
TOLD: Final = frozenset(
    {
        *("notice", "horizon", "hours", "length", "closure", "leave", "grid", "cap", "limit"),
        *("booked", "buffer", "gap", "room", "clock", "twice", "late", "over", "places"),
    }
)


@button("zd")
class PlanDate(Press):
    """One date of a plan, by its number."""

    draft: int
    number: int


@button("zk")
class SkipDate(Press):
    """Leave it out (1), or take it as planned (0)."""

    draft: int
    number: int
    skipped: int


@button("zi")
class ShiftDate(Press):
    """At this start (epoch minutes) instead."""

    draft: int
    number: int
    start: int


@button("zx")
class SkipClashes(Press):
    """Leave out all that cannot be had."""

    draft: int


@button("zy")
class CarryOut(Press):
    """Book, or move, this many dates; at this price each (smallest unit), 0 for a move. promised:
    as in `Confirm`. anyway: 1 if a coach sets rules aside."""

    draft: int
    count: int
    price: int
    promised: int = 0
    anyway: int = 0


@button("zj")
class AskAnyway(Press):
    """Ask whether to include dates that only the coach's own rules prevent."""

    draft: int


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """A plan as things are now. verdicts: of each date, as in `Planning.verdicts`. lasting: the
    minutes of groups' sessions at its starts. aside: a coach is looking, and may set aside all that
    is in the way. known: the customer looking is known to the coach. by_hand: nothing of that
    customer's is confirmed at once."""

    draft: int
    planning: Planning
    verdicts: Sequence[str | None]
    lasting: Mapping[int, int] = field(default_factory=dict)
    aside: bool = False
    known: bool = False
    by_hand: bool = False

    @property
    def plan(self) -> Plan:
        return self.planning.plan

    @property
    def clashes(self) -> list[int]:
        return [number for number, why in enumerate(self.verdicts) if why is not None]

    def display_zones(self, turn: Turn) -> DisplayZones:
        """The clocks its times are shown on."""
        return display_zones(self.planning.service.meeting, self.plan.zone, turn.zone)

    @property
    def moves(self) -> bool:
        return self.plan.purpose is Purpose.MOVE


def screen(turn: Turn, preview: PlanPreview, page: int) -> Screen:
    words, plan, draft = turn.words, preview.plan, preview.draft
    pages = -(-len(plan.dates) // PAGE)
    page = min(max(page, 0), pages - 1)
    on_page = range(page * PAGE, min((page + 1) * PAGE, len(plan.dates)))
    lines = [line for number in on_page for line in lines_of(turn, preview, number)]
    keys = [
        Key(_date_label(turn, preview, number), PlanDate(draft, number))
        for number in on_page
        if not plan.stands(number)
    ]
    rows: list[Row] = [
        *in_rows(keys, 2),
        *around(words, page, pages, lambda other: ShowSeriesPlan(draft, other)),
        *_onward(turn, preview),
        way_out(words, back_from(turn, plan)),
    ]
    title = words.text("series.move_title" if preview.moves else "series.preview")
    text = cards.with_title(title, _about(turn, preview), "\n".join(lines), _sum(turn, preview))
    return Screen(text, tuple(rows))


def _about(turn: Turn, preview: PlanPreview) -> str:
    words, plan, service = turn.words, preview.plan, preview.planning.service
    on = preview.display_zones(turn)
    lines = [
        words.text("card.service", service=service.title, length=words.length(service.minutes)),
        words.text("card.coach", coach=preview.planning.coach.name),
    ]
    if plan.rhythm is not None:
        rhythm = wording.rhythm(words, plan.rhythm)
        lines.append(words.text("series.rhythm", rhythm=rhythm, zone=words.zone(on.lead)))
    starts = [one.start for one in plan.dates if one.start is not None]
    if starts:
        lines += cards.beside(words, moment(starts[0]), on)
    return "\n".join(lines)


def lines_of(turn: Turn, preview: PlanPreview, number: int) -> list[str]:
    """What becomes of each date, and why not."""
    words, plan, one = turn.words, preview.plan, preview.plan.dates[number]
    why, nr = preview.verdicts[number], number + 1
    when = _when(turn, preview, one)
    appointment = preview.planning.appointments.get(one.appointment)
    if plan.stands(number):
        return [words.text("series.stands_line", nr=nr, when=when)]
    if appointment is not None:
        nr = appointment.series_nr or nr
        was = words.button_time(appointment.starts_at, preview.display_zones(turn).lead)
        if one.skipped:
            return [words.text("series.stays_line", nr=nr, when=was)]
        line = words.text("series.was_line", nr=nr, was=was, when=when)
    elif one.skipped:
        return [words.text("series.skipped_line", nr=nr, when=when)]
    elif one.instead is not None:
        line = words.text("series.instead_line", nr=nr, when=when, day=words.short_day(one.day))
    else:
        line = words.text("series.line", nr=nr, when=when)
    mark = "✓" if why is None else f"✕ {_why(turn, preview, why)}"
    return [f"{line} {mark}"]


def _when(turn: Turn, preview: PlanPreview, one: Occasion) -> str:
    """When a date is, and how long if that is unusual; only its day if its clock has no such time
    then."""
    start = one.planned_start if one.instead is None else one.instead
    if start is None:
        return turn.words.short_day(one.day)
    words = turn.words
    when = words.button_time(moment(start), preview.display_zones(turn).lead)
    minutes = preview.lasting.get(start, preview.planning.service.minutes)
    if minutes == preview.planning.service.minutes:
        return when
    return f"{when} · {words.length(minutes)}"


def _why(turn: Turn, preview: PlanPreview, why: str) -> str:
    reason = why if why in TOLD else "other"
    return turn.words.text(f"series.why_{reason}", coach=preview.planning.coach.name)


def _date_label(turn: Turn, preview: PlanPreview, number: int) -> str:
    one, words = preview.plan.dates[number], turn.words
    start = one.start
    day = (
        one.day
        if start is None
        else moment(start).astimezone(zone_info(preview.display_zones(turn).lead)).date()
    )
    if preview.verdicts[number] is not None:
        return f"✕ {words.short_day(day)}"
    return f"{'–' if one.skipped else '✓'} {words.short_day(day)}"


def _sum(turn: Turn, preview: PlanPreview) -> str:
    """The total, and what is in the way."""
    words, count = turn.words, _count(preview)
    parts = []
    if preview.clashes:
        parts.append(words.plural("series.clashes", len(preview.clashes)))
    if not preview.moves:
        price = preview.planning.service.price
        total = Money(price.minor * count, price.currency)
        parts.append(
            words.text("series.sum", n=count, price=words.money(price), total=words.money(total))
        )
        if _by_hand(turn, preview):
            parts.append(words.text("series.by_hand", coach=preview.planning.coach.name))
    return "\n".join(parts) or words.text("series.all_free")


def _by_hand(turn: Turn, preview: PlanPreview) -> bool:
    service, coach = preview.planning.service, preview.planning.coach
    by_hand = not service.at_once(coach, known=preview.known, by_hand=preview.by_hand)
    return by_hand and preview.plan.customer_id == turn.person.id


def _count(preview: PlanPreview) -> int:
    return sum(1 for _ in preview.plan.ahead())


def _onward(turn: Turn, preview: PlanPreview) -> list[Row]:
    """Leave out what cannot be had; or, if nothing is in the way, do it."""
    words, draft = turn.words, preview.draft
    if preview.clashes:
        label = words.plural(
            "series.stay_all" if preview.moves else "series.skip_all", len(preview.clashes)
        )
        rows: list[Row] = [(Key(label, SkipClashes(draft), PRIMARY),)]
        if preview.aside:
            anyway = words.plural("series.anyway_key", len(preview.clashes))
            rows.append((Key(anyway, AskAnyway(draft)),))
        return rows
    return _carrying_out(turn, preview)


def _carrying_out(turn: Turn, preview: PlanPreview, anyway: int = 0) -> list[Row]:
    """The key that does it, if there is anything to do."""
    words, draft, count = turn.words, preview.draft, _count(preview)
    if preview.moves:
        label = words.plural("series.move_all", count)
        press = CarryOut(draft, count, 0, 0, anyway)
        return [(Key(label, press, SUCCESS),)] if count else []
    if preview.plan.size < LEAST_DATES or not count:
        return []
    price = preview.planning.service.price
    total = words.money(Money(price.minor * count, price.currency))
    by_hand = _by_hand(turn, preview)
    label = words.label(
        "series.request_all" if by_hand else "series.book_all", n=count, total=total
    )
    planning = preview.planning
    mark = booking_promise.mark(
        turn.catalogue,
        planning.service,
        planning.coach,
        known=preview.known,
        by_hand=preview.by_hand,
    )
    return [(Key(label, CarryOut(draft, count, price.minor, mark, anyway), SUCCESS),)]


def asking(turn: Turn, preview: PlanPreview) -> Screen:
    """The one question before a coach sets rules aside: which rules, for which dates."""
    words = turn.words
    lines = [line for number in preview.clashes[:PAGE] for line in lines_of(turn, preview, number)]
    if len(preview.clashes) > PAGE:
        lines.append(words.plural("series.more", len(preview.clashes) - PAGE))
    text = cards.with_title(
        words.plural("series.anyway", len(preview.clashes)),
        "\n".join(lines),
        words.text("series.anyway_question"),
    )
    rows = (*_carrying_out(turn, preview, 1), way_out(words, ShowSeriesPlan(preview.draft)))
    return Screen(text, rows)


def back_from(turn: Turn, plan: Plan) -> Press:
    """Where the planning began: a chosen start, or the card of a session."""
    if plan.origin:
        mine = plan.customer_id == turn.person.id
        return ShowAppointment(plan.origin) if mine else CoachCard(plan.origin)
    start = int(plan.wall.replace(tzinfo=zone_info(plan.zone)).timestamp()) // 60
    return PickSlot(plan.service_id, plan.coach_id, 0, start, plan.choice)
