"""Row 17: replicas killed inside the booking, moving and cancelling of series.

Half of the presses that decide on a series have their replica killed under them, up to 0.12 s
later: before, within or after their one transaction. The update goes to the next replica; some
other answers are lost, and Telegram sends those updates again.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from storage.transactions import Reader
from tests.chaos import verdicts
from tests.chaos.ambush import Ambush
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.planners import DECISIVE, Deed, Planners
from tests.chaos.rush import customers, lift_open_limit, register
from tests.chaos.verdicts import Verdict, count_and_first

PEOPLE: Final = 24
LONGER: Final = 600.0  # most seconds it goes on until enough has happened
LOST: Final = 0.02  # of a replica's answers, as in row 2
# All dates changed by one press have one audit line each, at the same instant.
DONE: Final = """
SELECT p.telegram_id, l.action, count(*)
FROM audit l JOIN people p ON p.id = l.actor_id
JOIN appointments a ON a.coach_id = l.coach_id AND a.id = l.entity_id
WHERE l.entity = 'appointment' AND a.series_id IS NOT NULL
GROUP BY p.telegram_id, l.action, l.at, a.series_id
"""
IN_PART: Final = """
SELECT format('series %s has %s dates of %s', s.id, count(a.id), coalesce(max(a.series_of), 0))
FROM series s LEFT JOIN appointments a ON a.coach_id = s.coach_id AND a.series_id = s.id
GROUP BY s.coach_id, s.id HAVING count(a.id) <> coalesce(max(a.series_of), 0) OR count(a.id) = 0
"""
NOTICES: Final = "SELECT kind, count(*) FROM outbox WHERE kind LIKE 'series%' GROUP BY kind"
TELLS: Final = {
    "series_booked": "book",
    "series_request": "book",
    "series_moved_by_customer": "move",
    "series_cancelled_by_customer": "cancel",
}


@dataclass(slots=True)
class Storm:
    """The outcome. hits: kills before the replica had answered. told and done: deeds, according to
    screens and to the audit. in_part: sentences. notices: by subject."""

    kills: int
    hits: int
    told: list[Deed]
    done: list[Deed]
    in_part: list[str] = field(default_factory=list)
    notices: Counter[str] = field(default_factory=Counter)
    verdict: Verdict = field(default_factory=Verdict)


async def run(form: Form, seed: int) -> list[Figure]:
    """15 seconds of it, or ten minutes; in the smoke form three."""
    least = form.choose(smoke=1, short=5, long=200)
    return figures(await storm(seed, form.choose(smoke=3, short=15, long=600), least), least)


async def storm(seed: int, seconds: float, least: int, guard: str | None = None) -> Storm:
    """What comes of this many seconds, or of more, until this many kills came before an answer.

    guard: what the replicas do without.
    """
    fleet, chance = Fleet(seed, guard=guard), random.Random(seed)
    ambush = fleet.balancer = Ambush(seed, _decides)
    async with fleet:
        known = await fleet.database.write(lift_open_limit)
        crowd = customers(fleet, PEOPLE)
        await register(fleet, crowd)
        ambush.victims, ambush.armed = fleet.replicas, True
        ambush.loses = lambda: chance.random() < LOST
        planners = Planners(fleet, seed, known, crowd)
        begun = fleet.witness.now()

        def over() -> bool:
            lasted = fleet.witness.now() - begun
            return lasted > seconds + LONGER or (lasted > seconds and ambush.hits >= least)

        await planners.live(over)
        # What strangers are told in the end is not a notice, and is repeated if it does not arrive.
        ambush.armed, ambush.loses = False, lambda: False
        await asyncio.gather(*(one.ready() for one in fleet.replicas))
        await fleet.drain()
        verdict = await verdicts.reach(fleet)
        async with fleet.database.read() as reader:
            done = await _stored_deeds(reader)
            in_part = [sentence for (sentence,) in await reader.fetch(IN_PART)]
            notices = Counter[str]()
            for kind, count in await reader.fetch(NOTICES):
                notices[TELLS.get(str(kind), str(kind))] += count
    reports = planners.reported_deeds()
    return Storm(ambush.kills, ambush.hits, reports, done, in_part, notices, verdict)


def figures(outcome: Storm, least: int) -> list[Figure]:
    """The figures of the outcome. least: how many kills under an unanswered press there must have
    been, and series booked."""
    verdict, kills, done = (
        outcome.verdict,
        outcome.kills,
        Counter(one.action for one in outcome.done),
    )
    reports, there = _sizes(outcome.told), _sizes(outcome.done)
    lost = [
        f"{key}: {reports[key]}, found {there[key]}"
        for key in reports
        if _fewer(there, reports, key)
    ]
    twice = [
        f"{key}: {there[key]}, told {reports[key]}" for key in there if _fewer(reports, there, key)
    ]
    parts = [
        f"{key}: told of {reports[key]} dates, and there are {there[key]}"
        for key in reports
        if len(reports[key]) == len(there[key]) and reports[key] != there[key]
    ]
    lost += verdict.lost + verdict.faults
    in_part, twice = outcome.in_part + parts, twice + verdict.twice
    notices = [
        f"{outcome.notices[action]} messages of {done[action]} times {action}"
        for action in sorted(done.keys() | outcome.notices.keys())
        if outcome.notices[action] != done[action]
    ]
    unsent, copied = verdict.unsent + notices, verdict.unflagged_copies
    enough = min(outcome.hits, done["book"]) >= least
    of = f"{done['book']:,} booked, {done['move']:,} moved, {done['cancel']:,} cancelled"
    return [
        Figure(
            17,
            f"`SIGKILL` under presses that decide of a series, {kills:,} times ({of}): before the "
            "answer",
            f"≥ {least}",
            f"{outcome.hits:,}",
            enough,
        ),
        Figure(17, "series changed in part", "0", count_and_first(in_part), not in_part),
        Figure(17, "lost of what was told", "0", count_and_first(lost), not lost),
        Figure(17, "done twice, or not told", "0", count_and_first(twice), not twice),
        Figure(
            17,
            "messages to coaches: unsent, or not one each",
            "0",
            count_and_first(unsent),
            not unsent,
        ),
        Figure(17, "messages twice, not flagged", "0", count_and_first(copied), not copied),
        Figure(
            17,
            "time that two have, or that is claimed for nothing",
            "0",
            count_and_first(verdict.overlaps),
            not verdict.overlaps,
        ),
    ]


Sizes = defaultdict[tuple[int, str], list[int]]


def _sizes(deeds: Iterable[Deed]) -> Sizes:
    """How many dates each time, by person and action."""
    sizes: Sizes = defaultdict(list)
    for one in sorted(deeds):
        sizes[one.person, one.action].append(one.dates)
    return sizes


def _fewer(these: Sizes, those: Sizes, key: tuple[int, str]) -> bool:
    return len(these[key]) < len(those[key])


async def _stored_deeds(reader: Reader) -> list[Deed]:
    return [Deed(who, action, dates) for who, action, dates in await reader.fetch(DONE)]


def _decides(body: bytes) -> bool:
    return any(f'"1:{tag}:'.encode() in body for tag in DECISIVE)
