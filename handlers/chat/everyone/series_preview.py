"""The dates of a plan before they are booked, or moved.

1 show          each date, and what is in its way; all of them at once, or
2 one_date      one of them: leave it out, take it after all, or at another time of its week
3 carry_out     booked, or moved, all in one; those lost meanwhile are marked in the preview
"""

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.series import series_refusals as said
from domain.series.series_plan import Purpose
from domain.time.spans import epoch, moment
from handlers.actions.series import series_booking, series_moving, series_plans
from handlers.actions.series.series_booking import SeriesPreview
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.links import Appointments
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.series_links import ShowSeriesPlan
from handlers.chat.cards import series_cards, undo_keys
from handlers.chat.customer import promises
from handlers.chat.everyone.series_dates import (
    PAGE,
    AskAnyway,
    CarryOut,
    PlanDate,
    PlanPreview,
    ShiftDate,
    SkipClashes,
    SkipDate,
    asking,
    lines_of,
    screen,
)
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from handlers.notices import team as team_notices
from handlers.queries.people.person_limits import mine
from handlers.queries.series.series import Planning
from handlers.queries.starts import approval
from handlers.wording import cards
from handlers.wording.pens import HtmlPen

INSTEAD: Final = 6  # other times of a date's week


async def show(
    turn: Turn,
    press: ShowSeriesPlan,
    lost: Sequence[tuple[int, str]] = (),
    *,
    toast: str | None = None,
) -> Reply:
    """All dates. lost: those that could not be had a moment ago, whatever they look like now."""
    preview = await _load_preview(turn, press.draft)
    verdicts = list(preview.verdicts)
    for number, why in lost:
        if number < len(verdicts) and verdicts[number] is None:
            verdicts[number] = why
    preview = replace(preview, verdicts=verdicts)
    if lost:
        return Reply(screen(turn, preview, lost[0][0] // PAGE), toast=toast, alert=True)
    return Reply(screen(turn, preview, press.page), toast=toast)


async def _load_preview(turn: Turn, draft: int) -> PlanPreview:
    plan = await series_plans.find(turn.database, draft, actor=turn.actor)
    if not plan.dates:
        raise NotFound
    planning = await Planning.of(
        turn.shop, turn.database, turn.catalogue, plan, turn.actor, turn.now
    )
    lasting, verdicts = await planning.lasting(), await planning.verdicts()
    aside = await planning.can_be_set_aside(verdicts)
    known_to: Container[int] = ()
    by_hand = False
    if plan.customer_id == turn.person.id:
        business = turn.catalogue.business
        bounds = await mine(turn.database, business, turn.person, actor=turn.actor, now=turn.now)
        by_hand = bounds.by_hand
        offers = [(planning.service, planning.coach)]
        known_to = await approval.coaches_who_know(turn.database, offers, actor=turn.actor)
    return PlanPreview(
        draft, planning, verdicts, lasting, aside, plan.coach_id in known_to, by_hand
    )


async def one_date(turn: Turn, press: PlanDate) -> Reply:
    """One date, with what can be done about it."""
    preview = await _load_preview(turn, press.draft)
    plan, number, words = preview.plan, press.number, turn.words
    if not 0 <= number < len(plan.dates) or plan.stands(number):
        raise NotFound
    one = plan.dates[number]
    rows: list[Row] = []
    movable = preview.verdicts[number] not in ("late", "over")
    others = await preview.planning.instead(number, INSTEAD) if movable else ()
    times = [
        Key(
            words.button_time(moment(start), preview.display_zones(turn).lead),
            ShiftDate(press.draft, number, start // 60),
        )
        for start in others
    ]
    rows += in_rows(times, 2)
    if one.skipped or one.instead is not None:
        again = Key(words.label("series.as_planned"), SkipDate(press.draft, number, 0))
        rows.append((again,))
    if not one.skipped:
        label = words.label("series.stay" if preview.moves else "series.skip")
        rows.append((Key(label, SkipDate(press.draft, number, 1)),))
    text = cards.with_title(
        "\n".join(lines_of(turn, preview, number)),
        words.text("series.other_times" if times else "series.no_other_times"),
    )
    back = ShowSeriesPlan(press.draft, number // PAGE)
    return Reply(Screen(text, (*rows, way_out(words, back))))


async def skip(turn: Turn, press: SkipDate) -> Reply:
    """Leave it out, or take it as planned."""
    await series_plans.change(
        turn.database,
        press.draft,
        lambda plan: plan.skipping((press.number,), bool(press.skipped)),
        actor=turn.actor,
        now=turn.now,
    )
    return await show(turn, ShowSeriesPlan(press.draft, press.number // PAGE))


async def shift(turn: Turn, press: ShiftDate) -> Reply:
    """At another time. A start that is not free is marked in the preview, like any other."""
    start = epoch(in_range(press.start * 60))
    await series_plans.change(
        turn.database,
        press.draft,
        lambda plan: plan.shifting(press.number, start),
        actor=turn.actor,
        now=turn.now,
    )
    return await show(turn, ShowSeriesPlan(press.draft, press.number // PAGE))


async def skip_clashes(turn: Turn, press: SkipClashes) -> Reply:
    """Leave out whatever cannot be had now; in a move, it stays where it is."""
    preview = await _load_preview(turn, press.draft)
    clashes = preview.clashes
    await series_plans.change(
        turn.database,
        press.draft,
        lambda plan: plan.skipping(clashes),
        actor=turn.actor,
        now=turn.now,
    )
    return await show(turn, ShowSeriesPlan(press.draft))


async def ask_anyway(turn: Turn, press: AskAnyway) -> Reply:
    """Which rules a coach would set aside; the plan as it is now if there is nothing to ask."""
    preview = await _load_preview(turn, press.draft)
    return Reply(asking(turn, preview)) if preview.aside else Reply(screen(turn, preview, 0))


async def carry_out(turn: Turn, press: CarryOut) -> Reply:
    """All of them, or none; pressed twice, it happens once."""
    try:
        plan = await series_plans.find(turn.database, press.draft, actor=turn.actor)
    except said.PlanDone as refusal:
        return await series_cards.reply(turn, refusal.appointment_id)
    if plan.purpose is Purpose.MOVE:
        appointment = await series_moving.move_series(
            turn.database,
            turn.catalogue,
            press.draft,
            press.count,
            **turn.intent,
            anyway=bool(press.anyway),
        )
        toast = turn.words.label("series.moved")
        reply = await series_cards.reply(turn, appointment.id, toast=toast)
        if appointment.customer_id == turn.person.id or reply.screen is None:
            return reply
        return replace(reply, screen=undo_keys.above(turn, reply.screen, appointment))
    appointment = await series_booking.book_series(
        turn.database,
        turn.catalogue,
        press.draft,
        SeriesPreview(press.count, press.price, press.promised or None, bool(press.anyway)),
        **turn.intent,
    )
    team = None
    if appointment.customer_id == turn.person.id:
        team = await promises.standing_in(turn, appointment.coach_id)
    if team is not None:  # no answer is promised if none may come
        unheard = team_notices.unheard_yet(HtmlPen(turn.words), appointment, team=team)
        return await series_cards.reply(turn, appointment.id, title=unheard)
    title = turn.words.text(
        f"series.fresh_{appointment.status.value}",
        coach=appointment.coach_name,
        customer=appointment.customer_name,
    )
    return await series_cards.reply(turn, appointment.id, title=title)


async def _clash(turn: Turn, refusal: said.SeriesClash, press: Press | None) -> Reply:
    """The preview again, with what was lost."""
    toast = turn.words.label("refusal.series_clash" if refusal.lost else "refusal.series_other")
    turn = await turn.up_to_date()
    return await show(turn, ShowSeriesPlan(refusal.draft_id), refusal.lost, toast=toast)


async def _plan_gone(turn: Turn, refusal: said.PlanGone, press: Press | None) -> Reply:
    words = turn.words
    rows = ((Key(words.label("menu.appointments"), Appointments(0, 0)),), way_out(words))
    return Reply(Screen(words.text("refusal.plan_gone"), rows))


async def _plan_done(turn: Turn, refusal: said.PlanDone, press: Press | None) -> Reply:
    toast = turn.words.label("refusal.plan_done")
    return await series_cards.reply(turn, refusal.appointment_id, toast=toast)


async def _series_changed(turn: Turn, refusal: said.SeriesChanged, press: Press | None) -> Reply:
    toast = turn.words.label("refusal.series_changed")
    return await series_cards.reply(turn, refusal.appointment_id, toast=toast)


SCRIPT = Script(
    presses={
        ShowSeriesPlan: Step(show, Permission.BOOK),
        PlanDate: Step(one_date, Permission.BOOK),
        SkipDate: Step(skip, Permission.BOOK),
        ShiftDate: Step(shift, Permission.BOOK),
        SkipClashes: Step(skip_clashes, Permission.BOOK),
        AskAnyway: Step(ask_anyway, Permission.BOOK),
        CarryOut: Step(carry_out, Permission.BOOK),
    },
    refusals={
        said.SeriesClash: _clash,
        said.PlanGone: _plan_gone,
        said.PlanDone: _plan_done,
        said.SeriesChanged: _series_changed,
    },
)
