"""Which window two typed times mean, and which windows make a day: evidence decides.

A 12-hour clock is assumed if the writer shows one (am, pm), or if the literal reading goes
backwards ("9-5"). With am or pm on one side the shortest window is meant: "1-5pm", "9-5pm". A
window after a later one is in the afternoon ("9-12, 1-5"). A bare one that would begin in the night
has two fair readings ("1-5"), unless it contains 24-hour times ("4-20").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product

from domain.working_hours.hours import MIDNIGHT, Window
from handlers.typing.clock import NOON, TypedTime
from handlers.typing.reading import Unreadable

MORNING = 6 * 60  # a bare window that begins earlier is in the night
LATE = 10 * 60  # a bare "10" never means 22:00
LATEST = 23 * 60  # a morning moved to the evening ends by then
LONGEST_NIGHT = 12 * 60  # past midnight; longer ones were typed the wrong way round
MOST = 8  # per day: a week of them has to fit into one message
_MOST_TRIED = 512

Day = tuple[Window, ...]
WHOLE: Window = (0, MIDNIGHT)


@dataclass(frozen=True, slots=True)
class WindowReadings:
    """What one typed window can mean. An end beyond 1440 is on the next day.

    fair: equally plausible readings. fallback: those for when the fair ones do not fit with the
    others. night: bare hours of the night. exact: in 24-hour notation. unsure: even the only
    reading is a guess.
    """

    text: str
    fair: tuple[Window, ...]
    fallback: tuple[Window, ...] = ()
    night: frozenset[Window] = field(default_factory=frozenset)
    exact: bool = False
    unsure: bool = False


def choice(start: TypedTime, end: TypedTime, text: str, *, by_day: bool = False) -> WindowReadings:
    """The readings of a window. by_day: whether bare hours never mean the night.

    Raises Unreadable if it is backwards, or empty.
    """
    if start.half or end.half:
        return _with_halves(start, end, text)
    opens, closes = start.minute, end.minute
    if opens % MIDNIGHT == 0 == closes % MIDNIGHT:
        if opens == 0 and closes == MIDNIGHT:
            return WindowReadings(text, (WHOLE,), exact=True)
        if opens:
            raise Unreadable("hours_empty", text)
        return WindowReadings(text, (WHOLE,), unsure=True)
    if opens == closes:
        raise Unreadable("hours_empty", text)
    closes = closes or MIDNIGHT
    if closes == MIDNIGHT and end.named and start.plain and not start.marked and opens < NOON:
        # "8-midnight" begins in the morning or in the evening.
        return WindowReadings(text, ((opens, closes), (opens + NOON, closes)))
    exact = not (start.plain and end.plain)
    if opens < closes:
        return _forward(opens, closes, start, end, text, exact=exact, by_day=by_day)
    return _backward(opens, closes, start, end, text, exact=exact)


def _forward(
    opens: int,
    closes: int,
    start: TypedTime,
    end: TypedTime,
    text: str,
    *,
    exact: bool,
    by_day: bool,
) -> WindowReadings:
    literal, later = (opens, closes), (opens + NOON, closes + NOON)
    if not start.plain or end.minute > NOON + 59:
        # "08:30-12:30, 01:30-05:30": a leading zero proves nothing if the order says otherwise.
        padded = start.either and opens < MORNING and end.either and later[1] <= MIDNIGHT
        return WindowReadings(
            text, (literal,), (later,) if padded and not by_day else (), exact=True
        )
    if opens < MORNING and not exact and later[1] <= MIDNIGHT:
        if by_day:
            return WindowReadings(text, (later,))
        return WindowReadings(text, (literal, later), night=frozenset({literal}))
    fallback = (later,) if not exact and opens < LATE and later[1] <= LATEST else ()
    return WindowReadings(text, (literal,), fallback, exact=exact)


def _backward(
    opens: int, closes: int, start: TypedTime, end: TypedTime, text: str, *, exact: bool
) -> WindowReadings:
    afternoon = (opens, closes + NOON)
    if start.either and end.either and afternoon[0] < afternoon[1]:
        if opens < MORNING and start.plain:
            evening = (opens + NOON, closes + MIDNIGHT)
            return WindowReadings(text, (afternoon, evening), night=frozenset({afternoon}))
        return WindowReadings(text, (afternoon,), unsure=not (start.plain and end.plain))
    if opens == NOON and end.either and end.minute < NOON:  # "noon-2"
        return WindowReadings(text, (afternoon,), unsure=not end.plain)
    overnight = (opens, closes + MIDNIGHT)
    if NOON <= opens < MIDNIGHT and _length(overnight) <= LONGEST_NIGHT and closes <= NOON:
        return WindowReadings(text, (overnight,), exact=exact)
    raise Unreadable("hours_backwards", text)


def overnight(start: TypedTime, end: TypedTime, text: str) -> WindowReadings:
    """The reading of a window said to end on the next day. Raises Unreadable."""
    opens, closes = start.minute_of_day % MIDNIGHT, end.minute_of_day % MIDNIGHT
    if closes > min(opens, LONGEST_NIGHT):
        raise Unreadable("hours_backwards", text)
    return WindowReadings(text, ((opens, closes + MIDNIGHT),), exact=True)


def _with_halves(start: TypedTime, end: TypedTime, text: str) -> WindowReadings:
    if start.minute_of_day == 0 and end.minute == MIDNIGHT:
        return WindowReadings(text, (WHOLE,), exact=True)
    windows = sorted(
        {_ahead(opens, closes) for opens in _sides(start) for closes in _sides(end)}, key=_length
    )
    if not windows or all(_length(w) % MIDNIGHT == 0 for w in windows):
        if start.minute_of_day == 0 == end.minute_of_day % MIDNIGHT:
            return WindowReadings(text, (WHOLE,), unsure=True)
        raise Unreadable("hours_empty", text)
    best = next(window for window in windows if _length(window) % MIDNIGHT)
    if _length(best) > LONGEST_NIGHT and best[1] > MIDNIGHT:
        raise Unreadable("hours_backwards", text)
    sloppy = (
        end.half == "am" and end.minute_of_day == 0 and start.half != "pm" and start.minute < NOON
    )
    fallback = ((start.minute, NOON),) if sloppy else ()  # "9-12am, 1-5pm": noon is meant
    return WindowReadings(text, (best,), fallback)


def _sides(time: TypedTime) -> tuple[int, ...]:
    if time.half or not time.either:
        return (time.minute_of_day,)
    return (time.minute, (time.minute + NOON) % MIDNIGHT)


def _ahead(opens: int, closes: int) -> Window:
    opens %= MIDNIGHT
    return (opens, closes if closes > opens else closes + MIDNIGHT)


def _length(window: Window) -> int:
    return window[1] - window[0]


def day_of(choices: Sequence[WindowReadings]) -> tuple[Day, ...]:
    """The readings of one day's windows, the most literal first; just one if it is clear.

    Raises Unreadable when they overlap, or are too many.
    """
    if len(choices) > MOST:
        raise Unreadable("hours_too_many", choices[MOST].text)
    if not choices:
        return ((),)
    if len({(one.fair, one.fallback) for one in choices}) < len(choices):
        raise Unreadable("hours_overlap", _overlapping(choices))
    if len(choices) == 1:
        return _of_one(choices[0])
    ascending = list(islice(_ascending(choices), _MOST_TRIED))
    fair = [day for day, spare in ascending if not spare]
    loose = [day for day, spare in sorted(ascending, key=lambda pair: pair[1]) if spare]
    literal = _apart(choice.fair[0] for choice in choices)
    nights = frozenset[Window]().union(*(choice.night for choice in choices))
    if fair:
        return _by_day(fair, loose, nights, choices, in_order=True)
    if loose:
        exact = any(choice.exact for choice in choices)
        return (loose[0], literal) if literal and exact else (loose[0],)
    unordered = [day for windows in _combinations(choices) if (day := _apart(windows))]
    if unordered:
        return _by_day(unordered, [], nights, choices, in_order=False)
    raise Unreadable("hours_overlap", _overlapping(choices))


def _of_one(one: WindowReadings) -> tuple[Day, ...]:
    return tuple((window,) for window in one.fair)


def _by_day(
    fair: Sequence[Day],
    loose: Sequence[Day],
    nights: frozenset[Window],
    choices: Sequence[WindowReadings],
    *,
    in_order: bool,
) -> tuple[Day, ...]:
    """The fair days; one with night hours is asked about together with one without."""
    first = fair[0]
    if nights.isdisjoint(first):
        return (first,) if len(fair) == 1 else (first, fair[1])
    unordered = (day for windows in _combinations(choices) if (day := _apart(windows)))
    for day in (*fair, *loose, *unordered):
        if nights.isdisjoint(day):
            return (first, day)
    if in_order and any(choice.exact for choice in choices):
        return (first,)
    raise Unreadable("hours_overlap", _overlapping(choices))


def _combinations(choices: Sequence[WindowReadings]) -> Iterator[tuple[Window, ...]]:
    return islice(product(*(choice.fair for choice in choices)), _MOST_TRIED)


def _ascending(
    choices: Sequence[WindowReadings], so_far: Day = (), spare: int = 0
) -> Iterator[tuple[Day, int]]:
    """The days whose windows follow each other as typed, and how many fallbacks each needs."""
    if len(so_far) == len(choices):
        yield so_far, spare
        return
    one = choices[len(so_far)]
    latest = so_far[-1][1] if so_far else 0
    clear = all(_apart((earlier, one.fair[0])) for earlier in so_far)
    # Windows that overlap literally are a typo, not the other half of the day.
    for window in (*one.fair, *one.fallback) if clear or not so_far else one.fair[:1]:
        if window[0] >= latest:
            fallbacks = spare + (window not in one.fair)
            yield from _ascending(choices, (*so_far, window), fallbacks)


def _apart(windows: Iterator[Window] | Sequence[Window]) -> Day:
    """The windows in order, or none if two overlap."""
    ordered = tuple(sorted(windows))
    together = all(a[1] <= b[0] for a, b in pairwise(ordered))
    return ordered if together else ()


def _overlapping(choices: Sequence[WindowReadings]) -> str:
    for n, later in enumerate(choices):
        for earlier in choices[:n]:
            if not _apart((earlier.fair[0], later.fair[0])):
                return later.text
    return choices[-1].text


def without(day: Day, breaks: Sequence[Window]) -> Day:
    """A day's windows with its breaks taken out."""
    remaining = list(day)
    for starts, ends in breaks:
        remaining = [
            piece
            for opens, closes in remaining
            for piece in ((opens, min(closes, starts)), (max(opens, ends), closes))
            if piece[0] < piece[1]
        ]
    return tuple(remaining)
