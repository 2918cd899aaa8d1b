"""Records of what several people share or answer, with nothing wrong, as in `records`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from tests.chaos.figures import Figure
from tests.chaos.last_looks import Rounds as Looks
from tests.chaos.planners import Deed
from tests.chaos.records import FINE
from tests.chaos.rows import both_sides, holds, messages, places, rescue, rooms, series
from tests.chaos.verdicts import Verdict

# Who has how many of four places, and who came too late for one.
SEATS: Final = {1: 3, 2: 1}
NO_MORE: Final = {3: 1}
# What two have done with their series.
DEEDS: Final = (Deed(1, "book", 4), Deed(1, "move", 3), Deed(2, "book", 5))
# What became of three bookings, and what their customers and their coach were told.
ANSWERED: Final = {"moved": 2, "cancelled": 1}
NOTICED: Final = {"rescue_offer": 2, "rescue_cancelled": 1, "rescue_done": 1}


def race(
    seats: Mapping[int, int] = SEATS,
    confirmations: Mapping[int, int] = SEATS,
    refused: Mapping[int, int] = NO_MORE,
    errors: Sequence[str] = (),
    disagreements: Sequence[str] = (),
) -> list[Figure]:
    """Row 16: four places, and three people. seats and the others: places by person."""
    one = places.Round(4, seats, confirmations, refused)
    return places.figures(places.Rounds(3, [one], [*errors], [*disagreements]))


def series_storm(
    hits: int = 2,
    reports: Sequence[Deed] = DEEDS,
    done: Sequence[Deed] = DEEDS,
    in_part: Sequence[str] = (),
    notices: Sequence[str] = ("book", "book", "move"),
    verdict: Verdict = FINE,
) -> list[Figure]:
    """Row 17: two series, one of which has moved. notices: what coaches were told."""
    outcome = series.Storm(2, hits, [*reports], [*done], [*in_part], Counter(notices), verdict)
    return series.figures(outcome, least=2)


def shared_room(
    one: Sequence[int] = (1, 1),
    two: Sequence[int] = (2, 2),
    **wrong: Sequence[str],
) -> list[Figure]:
    """Row 18. one and two: sessions in the room for that many. wrong: sentences, by their field."""
    sentences = _as_lists(wrong)
    return rooms.figures(rooms.Rounds(200, {1: [*one], 2: [*two]}, **sentences))


def last_look(
    kept: Sequence[int] = (1, 1),
    had: Sequence[int] = (1, 1),
    hits: int = 2,
    **wrong: Sequence[str],
) -> list[Figure]:
    """Row 19. kept and had: people for each slot. wrong: sentences, by their field."""
    sentences = _as_lists(wrong)
    outcome = Looks(200, [*kept], [*had], 2, hits, **sentences)
    return holds.figures(outcome, least=2)


def ill(
    hits: int = 2,
    fates: Mapping[str, int] = ANSWERED,
    notices: Mapping[str, int] = NOTICED,
    in_part: Sequence[str] = (),
    left: Sequence[str] = (),
    verdict: Verdict = FINE,
) -> list[Figure]:
    """Row 21: three bookings."""
    counts = Counter(fates), Counter(NOTICED), Counter(notices)
    outcome = rescue.Illness(3, 1, 2, hits, *counts, [*in_part], [*left], verdict)
    return rescue.figures(outcome, least=2)


def post(hits: int = 2, verdict: Verdict = FINE, **wrong: Sequence[str]) -> list[Figure]:
    """Row 22. wrong: sentences, by their field."""
    sentences = _as_lists(wrong)
    return messages.figures(messages.Post(2, hits, 9, **sentences, verdict=verdict), least=2)


def bargain(hits: int = 2, verdict: Verdict = FINE, **wrong: Sequence[str]) -> list[Figure]:
    """Row 23. wrong: sentences, by their field."""
    outcome = both_sides.Bargains(2, hits, 3, 3, **_as_lists(wrong), verdict=verdict)
    return both_sides.figures(outcome, least=2)


def _as_lists(wrong: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: [*these] for name, these in wrong.items()}
