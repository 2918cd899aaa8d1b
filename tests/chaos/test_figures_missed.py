"""Each figure is missed if the one thing it is about is wrong, and for no other reason.

Here the rows judge made-up records: `records` has them with nothing wrong. `test_verdicts` shows
that a verdict is not empty when something has happened.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.chaos import records
from tests.chaos import shared_records as shared
from tests.chaos.figures import Figure
from tests.chaos.planners import Deed
from tests.chaos.records import (
    CALM,
    CANCELLED,
    DUE,
    HEARD,
    KEPT,
    LOOKS,
    MOVED_HERE,
    MOVED_TO,
    PACED,
    REMINDED,
    RUSHED,
    UNDONE,
    a_message,
    a_refusal,
    a_reminder,
)
from tests.chaos.rows.postgres_crash import Look
from tests.chaos.rows.reminders_due import Waits
from tests.chaos.shared_records import DEEDS, SEATS
from tests.chaos.verdicts import Copies, Verdict

Record = Callable[..., list[Figure]]
Wrong = dict[str, Any]

LOST: Final[Wrong] = {"verdict": Verdict(lost=["told, not there: a session"])}
FAULTY: Final[Wrong] = {"verdict": Verdict(faults=["of 7: Oops"])}
TWICE: Final[Wrong] = {"verdict": Verdict(twice=["there, not told: a session"])}
UNSENT: Final[Wrong] = {"verdict": Verdict(unsent=["booked 1 to 7 is failed"])}
ADMITTED: Final[Wrong] = {"verdict": Verdict(copies=[Copies(7, "Booked", 22, flagged=True)])}
UNFLAGGED: Final[Wrong] = {"verdict": Verdict(copies=[Copies(7, "Booked", 2, flagged=False)])}
EVERYTHING: Final[Wrong] = {"verdict": Verdict(flags=21)}
SLOW: Final = [0.3] * 18 + [9.0] * 2

# What is wrong, and with which figure.
CASES: Final[list[tuple[Record, Wrong, str]]] = [
    (records.slot, {"booked": (1, 2)}, "bookings"),
    (records.slot, {"booked": (1, 0)}, "bookings"),
    (records.slot, {"taken": (199, 198)}, "just taken"),
    (records.slot, {"errors": ["a dead letter"]}, "errors"),
    (records.slot, {"overlaps": 1}, "overlaps"),
    (records.storm, {"taken": 999}, "updates/s taken"),
    (records.storm, LOST, ": lost"),
    (records.storm, FAULTY, ": lost"),
    (records.storm, TWICE, "effects twice"),
    (records.storm, UNSENT, "messages unsent"),
    (records.storm, ADMITTED, "messages sent twice"),
    (records.storm, UNFLAGGED, "messages sent twice"),
    (records.storm, EVERYTHING, "may have been sent twice"),
    (records.restarts, LOST, "lost, or done twice"),
    (records.restarts, FAULTY, "lost, or done twice"),
    (records.restarts, TWICE, "lost, or done twice"),
    (records.restarts, UNSENT, "lost, or done twice"),
    (records.restarts, ADMITTED, "messages sent twice"),
    (records.restarts, UNFLAGGED, "messages sent twice"),
    (records.restarts, {"seconds": (1, 20.1)}, "slowest end"),
    (records.restarts, {"codes": (0, 1)}, "exit code"),
    (records.restarts, {"codes": (-9, 0)}, "exit code"),
    (records.crash, LOST, "lost of"),
    (records.crash, FAULTY, "lost of"),
    (records.crash, UNSENT, "lost of"),
    (records.crash, TWICE, "effects twice"),
    (records.crash, {"taken": (9, 18.1)}, "first success"),
    (records.crash, {"taken": (9, 12.9)}, "first success"),
    (records.crash, {"looks": [*LOOKS, Look(11.5, 11.6, True)]}, "untrue"),
    (records.crash, {"looks": [*LOOKS, Look(14, 14.1, False)]}, "untrue"),
    (records.crash, {"looks": LOOKS[:1]}, "untrue"),
    (records.crash, {"looks": LOOKS[1:]}, "untrue"),
    (records.redis, LOST, "updates lost"),
    (records.redis, FAULTY, "updates lost"),
    (records.redis, TWICE, "effects twice"),
    (records.redis, UNSENT, "messages unsent"),
    (records.redis, {"sent": [*PACED, a_message(1, 99)]}, "messages in a second"),
    (records.redis, {"sent": [*PACED, a_message(1.99, 0)]}, "sooner than a second"),
    (records.redis, {"listening": 2}, "hear each other"),
    (records.telegram, UNSENT, "messages unsent"),
    (records.telegram, {"calls": HEARD[1:]}, "messages unsent"),
    (records.telegram, {"calls": [*HEARD[:2], a_message(1, 1)]}, "calls inside"),
    (records.telegram, LOST, "updates lost"),
    (records.telegram, FAULTY, "updates lost"),
    (records.telegram, TWICE, "effects twice"),
    (records.telegram, UNFLAGGED, "not flagged"),
    (records.rush, {"rushed": Waits(SLOW, RUSHED.texts, RUSHED.coaches)}, "press → screen"),
    (records.rush, {"rushed": Waits(RUSHED.presses, SLOW, RUSHED.coaches)}, "text → answer"),
    (records.rush, {"rushed": Waits(RUSHED.presses, RUSHED.texts, SLOW)}, "coach told"),
    (records.rush, {"rushed": Waits(RUSHED.presses, RUSHED.texts)}, "coach told"),
    (records.rush, {"calm": Waits(CALM.presses, CALM.texts)}, "coach told"),
    (records.rush, {"took": 2.3}, "drained"),
    (records.rush, {"sent": DUE[1:]}, "drained"),
    (records.rush, {"sent": [*DUE, a_message(1.96, 99)]}, "messages a second"),
    (records.rush, {"sent": [a_message(0.1, 0), *DUE[1:]]}, "to one chat"),
    (records.rush, {"refusals": [a_refusal(1, 7)]}, "429"),
    (records.sleep, {"messages": REMINDED[1:]}, ": missed"),
    (records.sleep, {"messages": [*REMINDED, a_reminder(6, KEPT)]}, "sent twice"),
    (records.sleep, {"messages": [*REMINDED, a_reminder(10.3, CANCELLED)]}, "cancelled or moved"),
    (records.sleep, {"messages": [*REMINDED[:2], a_reminder(10.3, UNDONE)]}, "cancelled or moved"),
    (
        records.sleep,
        {"messages": [REMINDED[0], a_reminder(5, MOVED_HERE, MOVED_TO + 60)]},
        "old time",
    ),
    (records.abuse, {"statuses": (200, 503)}, "5xx"),
    (records.abuse, {"faults": ["a replica has ended"]}, "faults"),
    (records.abuse, {"changed": ["a session"]}, "rows of other people"),
    (records.abuse, {"presses": (0.1, 3.1)}, "slowest"),
    (records.hour, {"grown_to": 105.1}, "memory"),
    (records.hour, {"taken": 97_199}, "memory"),
    (records.restore, {"differing": ["a row"]}, "rows differ"),
    (records.restore, {"again": [a_message(1, 1)]}, "sent again"),
    (records.restore, {"messages": ()}, "sent again"),
    (records.restore, {"came": (1, 2)}, "still to come"),
    (records.restore, {"came": (1, 1, 2)}, "still to come"),
    (records.restore, {"awaited": (), "came": ()}, "still to come"),
    (
        shared.race,
        {"seats": {1: 3, 2: 2}, "confirmations": {1: 3, 2: 2}},
        "places of group sessions",
    ),
    (
        shared.race,
        {"seats": {1: 3}, "confirmations": {1: 3}, "refused": {3: 2}},
        "places of group",
    ),
    (shared.race, {"confirmations": {1: 3}}, "without their places"),
    (shared.race, {"confirmations": {**SEATS, 3: 1}}, "without their places"),
    (shared.race, {"confirmations": {**SEATS, 3: 0}}, "without their places"),
    (shared.race, {"confirmations": {1: 2, 2: 1}}, "without their places"),
    (shared.race, {"refused": {3: 0}}, "refused though"),
    (shared.race, {"errors": ["a dead letter"]}, "errors"),
    (shared.race, {"disagreements": ["a claim"]}, "claimed for nothing"),
    (shared.series_storm, {"hits": 1}, "before the answer"),
    (shared.series_storm, {"in_part": ["series 1 has 3 dates of 4"]}, "in part"),
    (shared.series_storm, {"done": [Deed(1, "book", 3), *DEEDS[1:]]}, "in part"),
    (shared.series_storm, {"reports": [*DEEDS, Deed(1, "cancel", 4)]}, "lost"),
    (shared.series_storm, LOST, "lost"),
    (shared.series_storm, FAULTY, "lost"),
    (shared.series_storm, {"reports": DEEDS[1:]}, "done twice"),
    (shared.series_storm, TWICE, "done twice"),
    (shared.series_storm, UNSENT, "messages to coaches"),
    (shared.series_storm, {"notices": ["book", "move"]}, "messages to coaches"),
    (
        shared.series_storm,
        {"notices": ["book", "book", "move", "move"]},
        "messages to coaches",
    ),
    (shared.series_storm, UNFLAGGED, "not flagged"),
    (shared.series_storm, {"verdict": Verdict(overlaps=["A and B"])}, "that two have"),
    (shared.shared_room, {"one": (1, 2)}, "a room for 1"),
    (shared.shared_room, {"two": (2, 1)}, "a room for 2"),
    (shared.shared_room, {"untrue": ["7 has no room"]}, "without the room"),
    (shared.shared_room, {"crowded": ["two"]}, "more sessions"),
    (shared.shared_room, {"errors": ["a dead letter"]}, "errors"),
    (shared.shared_room, {"disagreements": ["a claim"]}, "claimed for nothing"),
    (shared.last_look, {"kept": (1, 2)}, "a slot is kept"),
    (shared.last_look, {"kept": (1, 0)}, "a slot is kept"),
    (shared.last_look, {"hits": 1}, "before the answer"),
    (shared.last_look, {"had": (1, 0)}, "bookings of each slot"),
    (shared.last_look, {"had": (2, 1)}, "bookings of each slot"),
    (shared.last_look, {"stolen": ["by 7"]}, "booked by another"),
    (shared.last_look, {"let_down": ["of 7"]}, "not had"),
    (shared.last_look, {"untrue": ["7 was told"]}, "otherwise than it is"),
    (shared.last_look, {"left": ["a claim"]}, "for nobody"),
    (shared.last_look, {"errors": ["a dead letter"]}, "errors"),
    (shared.ill, {"hits": 1}, "before the answer"),
    (shared.ill, {"in_part": ["1 leaves, and 2 of 3"]}, "in part"),
    (shared.ill, {"fates": {"moved": 2, "waiting": 1}}, "without an answer"),
    (shared.ill, {"fates": {"moved": 2, "stands": 1}}, "without an answer"),
    (shared.ill, {"fates": {"moved": 2}}, "without an answer"),
    (shared.ill, LOST, "lost"),
    (shared.ill, FAULTY, "lost"),
    (shared.ill, TWICE, "done twice"),
    (shared.ill, UNSENT, "messages unsent"),
    (
        shared.ill,
        {"notices": {"rescue_offer": 2, "rescue_cancelled": 1}},
        "messages unsent",
    ),
    (shared.ill, UNFLAGGED, "not flagged"),
    (shared.ill, {"left": ["a claim"]}, "held for nothing"),
    (shared.ill, {"verdict": Verdict(overlaps=["A and B"])}, "that two have"),
    (shared.bargain, {"hits": 1}, "before the answer"),
    (shared.bargain, {"twice": ["choose of 7 after choose"]}, "answered twice"),
    (shared.bargain, LOST, "lost"),
    (shared.bargain, FAULTY, "lost"),
    (shared.bargain, UNSENT, "messages unsent"),
    (shared.bargain, UNFLAGGED, "not flagged"),
    (shared.bargain, {"left": ["a claim"]}, "held for nothing"),
    (shared.post, {"hits": 1}, "before the answer"),
    (shared.post, {"lost": ["word-1-1"]}, "lost"),
    (shared.post, LOST, "lost"),
    (shared.post, FAULTY, "lost"),
    (shared.post, UNSENT, "lost"),
    (shared.post, {"twice": ["word-1-1"]}, "passed on twice"),
    (shared.post, {"astray": ["word-1-1"]}, "but the other one"),
    (shared.post, {"unwanted": ["word-1-1"]}, "after they were stopped"),
    (shared.post, UNFLAGGED, "more than once"),
    (
        shared.post,
        {"verdict": Verdict(copies=[Copies(7, "word-1-1", 3, flagged=True)])},
        "more than once",
    ),
]


@pytest.mark.parametrize("record", dict.fromkeys(record for record, _, _ in CASES))
def test_with_nothing_wrong_every_figure_is_met(record: Record) -> None:
    assert [figure for figure in record() if not figure.met] == []


@pytest.mark.parametrize(
    ("record", "wrong", "about"),
    CASES,
    ids=[f"{record.__name__}: {about}" for record, _, about in CASES],
)
def test_what_is_wrong_is_missed_by_the_figure_that_is_about_it(
    record: Record, wrong: Wrong, about: str
) -> None:
    [missed] = [figure.what for figure in record(**wrong) if not figure.met]

    assert about in missed


def test_no_figure_of_these_rows_is_left_out() -> None:
    missed: defaultdict[Record, set[int]] = defaultdict(set)
    for record, wrong, _ in CASES:
        missed[record] |= {n for n, figure in enumerate(record(**wrong)) if not figure.met}

    assert missed == {record: set(range(len(record()))) for record in missed}


def test_copies_are_too_many_or_not_admitted_and_the_figure_says_which() -> None:
    assert records.storm(**ADMITTED)[-2].found == "21, each flagged"
    assert records.storm(**UNFLAGGED)[-2].found.endswith("not flagged")
