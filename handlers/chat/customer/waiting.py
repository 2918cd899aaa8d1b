"""A customer joins the line for a time.

    a full day or month, a taken time, or a place in line
    1 edit        which weekdays, which part of the day, until when; what is free already
    2 pick_last   optional: the last day, in a calendar → 1
    3 join        in line → the place (`waitlist`)

What is chosen so far is in the buttons; nothing is stored before the last step.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.roles import Permission
from domain.time.spans import epoch, moment
from domain.waitlist.waitlist import EVERY_DAY, Part, WaitTimes
from domain.waitlist.waitlist_refusals import NothingToWaitFor, NoWayToTell, TooManyWaits
from domain.working_hours.hours import day_span
from handlers.actions.waitlist import waitlist as actions
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.links import Book, PickSlot, ShowMonth
from handlers.buttons.pages import switch
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.wait_links import (
    EditWait,
    JoinWaitlist,
    PickLast,
    ShowWaitlistPlace,
    Waitlist,
    flags_of,
    times_of,
)
from handlers.chat.customer import waitlist
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import month_rows, shown_days
from handlers.chat.parts.dates import within
from handlers.chat.parts.day import PickDay
from handlers.chat.parts.search import Search, bounds_of, search_for
from handlers.queries.waitlist import waitlist as queries
from handlers.wording import cards
from handlers.wording import waiting as wording
from storage.waitlist.waits import WaitKey

MOST_FREE = 3  # times already free
LOOKED_AT = timedelta(days=31)  # from the first day on
SHORT_MATTERS = 60  # minutes of notice from which it is asked about


async def edit(turn: Turn, press: EditWait) -> Reply:
    """The wish as it is now, with what can be changed."""
    search, times = await _wish(turn, press)
    words = turn.words
    free = await _free_already(turn, search, times)
    lines = [wording.times(words, times)]
    more = [wording.how(words, turn.zone or times.zone)]
    if press.wait:
        more.append(words.text("wait.more_is_later"))
    if free:
        # Last, since it is about the keys below.
        more.append(words.text("wait.free_already"))
    title = words.text("wait.title", heading=_heading(turn, search))
    text = cards.with_title(title, words.text("wait.times", times=lines[0]), *more)
    joining = words.label("wait.save_key" if press.wait else "wait.join_key")
    join = JoinWaitlist(*_fields(press, times), press.choice, press.wait)
    rows: list[Row] = [(key,) for key in free]
    if times.first != times.last:
        rows.append(_weekday_keys(turn, press, times))
    rows += in_rows(_part_keys(turn, press, times), 2)
    rows.append((_last_key(turn, press, times),))
    if max(service.rules.notice_book for service, _ in search.offers) > SHORT_MATTERS:
        turned = EditWait(*_fields(press, replace(times, short=not times.short)), press.choice)
        turned = replace(turned, wait=press.wait)
        rows.append((switch(words, words.label("wait.short_key"), times.short, turned),))
    back: Press = ShowWaitlistPlace(press.wait)
    if not press.wait:
        looked = search.service.id, search.coach_id, 0, times.first
        alone = times.first == times.last
        back = PickDay(*looked, "", press.choice) if alone else ShowMonth(*looked, press.choice)
    rows += [(Key(joining, join, SUCCESS),), way_out(words, back)]
    return Reply(Screen(text, tuple(rows)))


async def pick_last(turn: Turn, press: PickLast) -> Reply:
    """The last day to wait for, in a calendar."""
    plain = EditWait(*_plain(press), press.choice, press.wait)
    search, times = await _wish(turn, plain)
    bounds = replace(bounds_of(turn, search), first=times.first)
    if bounds.last < bounds.first:
        bounds = replace(bounds, last=bounds.first)
    month = within(press.month, bounds)
    first, last = shown_days(month, bounds)
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}

    def until(day: date) -> EditWait:
        new_times = replace(times, last=max(day, times.first))
        return EditWait(*_fields(plain, new_times), press.choice, press.wait)

    rows = month_rows(
        turn.words,
        month,
        bounds,
        days,
        until,
        lambda other: PickLast(*_plain(press), other, press.choice, press.wait),
        chosen_days={times.last},
    )
    heading = _heading(turn, search)
    text = turn.words.text("wait.until_when", heading=heading)
    return Reply(Screen(text, (*rows, way_out(turn.words, plain))))


async def join(turn: Turn, press: JoinWaitlist) -> Reply:
    """Join the line, or change the times."""
    wish = EditWait(*_plain(press), press.choice, press.wait)
    search, times = await _wish(turn, wish)
    if press.wait:
        await actions.change(turn.database, press.wait, times, **turn.intent)
        wait_id = press.wait
    else:
        line = WaitKey(search.service.id, search.coach_id or None, search.choice.as_text)
        wait_id = await actions.join(
            turn.database,
            turn.catalogue,
            line,
            times,
            available_channels=turn.context.available_channels,
            **turn.intent,
        )
    place = await queries.place(
        turn.database, turn.catalogue, wait_id, actor=turn.actor, now=turn.now
    )
    toast = turn.words.label("wait.saved" if press.wait else "wait.joined")
    return Reply(waitlist.card(turn, place), toast=toast)


async def _wish(turn: Turn, press: EditWait) -> tuple[Search, WaitTimes]:
    """What is waited for, and which times. If already in line, the place says what for."""
    if press.wait:
        place = await queries.place(
            turn.database, turn.catalogue, press.wait, actor=turn.actor, now=turn.now
        )
        wait = place.wait
        search = await search_for(turn, wait.service_id, wait.coach_id or 0, 0, wait.choice)
        return search, times_of(press.first, press.days, press.flags, wait.times.zone)
    search = await search_for(turn, press.service, press.coach, 0, press.choice)
    times = times_of(press.first, press.days, press.flags, search.display_zone)
    return search, times


async def _free_already(turn: Turn, search: Search, times: WaitTimes) -> Sequence[Key]:
    """Ways to the first suitable times that are free: nobody has to wait for these."""
    bounds = bounds_of(turn, search)
    first = max(times.first, bounds.first)
    last = min(times.last, bounds.last, first + LOOKED_AT)
    if last < first:
        return ()
    starts = await search.starts(turn, day_span(first, last, search.zone))
    suiting = [start for start in starts if times.want(moment(start))][:MOST_FREE]
    choice = search.choice.as_text
    return [
        Key(
            turn.words.button_time(moment(start), search.display_zone),
            PickSlot(search.service.id, search.coach_id, 0, start // 60, choice),
            PRIMARY,
        )
        for start in suiting
        if start >= epoch(turn.now)
    ]


def _weekday_keys(turn: Turn, press: EditWait, times: WaitTimes) -> Row:
    def toggle(number: int) -> EditWait:
        # The first one tapped becomes the only one; without any, it is every day.
        if times.weekdays == EVERY_DAY:
            bits = 1 << number
        else:
            bits = times.weekdays ^ 1 << number or EVERY_DAY
        new_times = replace(times, weekdays=bits)
        return EditWait(*_fields(press, new_times), press.choice, press.wait)

    mask = times.weekdays if times.weekdays != EVERY_DAY else 0
    return tuple(
        Key(
            f"•{name}•" if mask >> number & 1 else name,
            toggle(number),
            SUCCESS if mask >> number & 1 else None,
        )
        for number, name in enumerate(turn.words.weekdays)
    )


def _part_keys(turn: Turn, press: EditWait, times: WaitTimes) -> list[Key]:
    keys = []
    for part in Part:
        wish = EditWait(*_fields(press, replace(times, part=part)), press.choice, press.wait)
        label = turn.words.label(f"wait.key_{part.value or 'any'}")
        keys.append(switch(turn.words, label, times.part is part, wish))
    return keys


def _last_key(turn: Turn, press: EditWait, times: WaitTimes) -> Key:
    pick = PickLast(*_fields(press, times), times.last, press.choice, press.wait)
    return Key(turn.words.label("wait.until_key", day=turn.words.short_day(times.last)), pick)


def _plain(press: PickLast | JoinWaitlist) -> tuple[int, int, date, int, int]:
    return press.service, press.coach, press.first, press.days, press.flags


def _fields(press: EditWait, times: WaitTimes) -> tuple[int, int, date, int, int]:
    days = (times.last - times.first).days
    flags = flags_of(times.weekdays, times.part, short=times.short)
    return press.service, press.coach, times.first, days, flags


def _heading(turn: Turn, search: Search) -> str:
    coach = search.coaches[0].name if search.coach_id else None
    return waitlist.heading(turn.words, search.service.title, coach)


async def _too_many(turn: Turn, refusal: TooManyWaits, press: Press | None) -> Reply:
    mine = (Key(turn.words.label("wait.mine_key"), Waitlist()),)
    sentence = turn.words.plural("refusal.too_many_lines", refusal.limit)
    return Reply(Screen(sentence, (mine, way_out(turn.words))))


async def _no_way(turn: Turn, refusal: NoWayToTell, press: Press | None) -> Reply:
    return Reply(Screen(turn.words.text("refusal.no_way_to_tell"), (way_out(turn.words),)))


async def _nothing_left(turn: Turn, refusal: NothingToWaitFor, press: Press | None) -> Reply:
    book = (Key(turn.words.label("menu.book"), Book(), PRIMARY),)
    return Reply(
        Screen(turn.words.text("refusal.nothing_to_wait_for"), (book, way_out(turn.words)))
    )


SCRIPT = Script(
    presses={
        EditWait: Step(edit, Permission.BOOK),
        PickLast: Step(pick_last, Permission.BOOK),
        JoinWaitlist: Step(join, Permission.BOOK),
    },
    refusals={
        TooManyWaits: _too_many,
        NoWayToTell: _no_way,
        NothingToWaitFor: _nothing_left,
    },
)
