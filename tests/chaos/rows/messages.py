"""Row 22: customers and coaches write to each other, and replicas are killed meanwhile.

Each has one session with one other, opens the question and sends a text, again and again, with a
word that is in no other text. Some customers stop their coach's messages while one is on its way,
and the coach keeps writing. Half of the texts have their replica killed under them, up to 0.12 s
later, and some other answers are lost.
"""

import asyncio
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.playground import chat_actions
from handlers.buttons.message_links import WriteTo
from handlers.chat.everyone.thread import SetStopped
from storage.transactions import Reader
from tests.chaos import standing, verdicts
from tests.chaos.ambush import Ambush, rounds_until
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import PATIENCE, Fleet, until
from tests.chaos.rush import press_all
from tests.chaos.standing import Pair
from tests.chaos.verdicts import Verdict, count_and_first
from tests.chaos.witness import SentUpdate, Witness

PAIRS: Final = 30
SOME: Final = 4
TEXTS: Final = 6  # of each, in a round: fewer than one may write in ten minutes
STOPPING: Final = 3  # one customer in this many has had enough
KILLS: Final = 10  # in each round, at most
LOST: Final = 0.02  # of a replica's answers, as in row 2
LATER: Final = timedelta(minutes=11)  # then one may write again
WORD: Final = re.compile(r"word-\d+-\d+")
KEPT: Final = """
SELECT m.text, p.telegram_id FROM messages m
JOIN appointments a ON a.coach_id = m.coach_id AND a.id = m.appointment_id
JOIN coaches c ON c.id = a.coach_id
JOIN people p ON p.id = CASE WHEN m.by_coach THEN a.customer_id ELSE c.person_id END
"""


@dataclass
class Post:
    """The outcome. hits: kills before the replica had answered. written: how many texts were sent.
    lost, twice, astray, unwanted: sentences."""

    kills: int = 0
    hits: int = 0
    written: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)


async def run(form: Form, seed: int) -> list[Figure]:
    """A round of thirty pairs, or thirty rounds; in the smoke form one of a few pairs."""
    pairs = form.choose(smoke=SOME, short=PAIRS, long=PAIRS)
    rounds, texts = (
        form.choose(smoke=1, short=1, long=30),
        form.choose(smoke=2, short=4, long=TEXTS),
    )
    least = form.choose(smoke=1, short=5, long=200)
    return figures(await run_talks(seed, pairs, rounds, texts, least=least), least)


def figures(outcome: Post, least: int) -> list[Figure]:
    """The figures of the outcome. least: how many kills before an answer there must have been."""
    verdict = outcome.verdict
    lost = outcome.lost + verdict.lost + verdict.faults + verdict.unsent
    most = max((one.times for one in verdict.copies), default=1)
    honest = most <= 2 and not verdict.unflagged_copies
    copies = f"{len(verdict.copies)}, at most {most} times, "
    copies += (
        "each flagged"
        if not verdict.unflagged_copies
        else count_and_first(verdict.unflagged_copies)
    )
    return [
        Figure(
            22,
            f"`SIGKILL` under {outcome.written:,} messages of people to each other, "
            f"{outcome.kills:,} times: before the answer",
            f"≥ {least}",
            f"{outcome.hits:,}",
            outcome.hits >= least,
        ),
        Figure(22, "lost, or not delivered", "0", count_and_first(lost), not lost),
        Figure(22, "passed on twice", "0", count_and_first(outcome.twice), not outcome.twice),
        Figure(
            22,
            "delivered to anybody but the other one",
            "0",
            count_and_first(outcome.astray),
            not outcome.astray,
        ),
        Figure(
            22,
            "passed on after they were stopped",
            "0",
            count_and_first(outcome.unwanted),
            not outcome.unwanted,
        ),
        Figure(
            22,
            "delivered more than once",
            "twice at most, each flagged",
            copies if verdict.copies else "0",
            honest,
        ),
    ]


async def run_talks(
    seed: int,
    pairs: int,
    rounds: int,
    texts: int = TEXTS,
    *,
    least: int = 0,
    guard: str | None = None,
) -> Post:
    """What comes of this many texts of each a round, and of a few more rounds for so many kills
    before an answer. guard: what the replicas do without."""
    outcome, chance, fleet = Post(), random.Random(seed), Fleet(seed, guard=guard)
    deadly = [0]  # how many kills there may have been by now

    def decides(body: bytes) -> bool:
        return ambush.kills < deadly[0] and WORD.search(body.decode()) is not None

    ambush = fleet.balancer = Ambush(seed, decides)
    async with fleet:
        crowd = [
            _Talk(fleet, number, pair)
            for number, pair in enumerate(await standing.pairs(fleet, pairs, "M"))
        ]
        ambush.victims = fleet.replicas
        for number in rounds_until(rounds, lambda: ambush.hits >= least):
            deadly[0] += KILLS
            ambush.armed, ambush.loses = True, lambda: chance.random() < LOST
            await asyncio.gather(
                *(one.live(texts, stops=not number and not one.number % STOPPING) for one in crowd)
            )
            ambush.armed, ambush.loses = False, lambda: False
            await asyncio.gather(*(one.ready() for one in fleet.replicas))
            await fleet.drain()
            fleet.advance(LATER)
        await fleet.drain()
        outcome.kills, outcome.hits = ambush.kills, ambush.hits
        outcome.verdict = await verdicts.reach(fleet)
        async with fleet.database.read() as reader:
            await _judge(reader, fleet.witness, crowd, outcome)
    return outcome


@dataclass(slots=True)
class _Talk:
    """What two people write about their session. texts: what was written, by its word, and to whom.
    perhaps: written as the customer stopped it; never: after that."""

    fleet: Fleet
    number: int
    pair: Pair
    texts: dict[str, tuple[SentUpdate, int]] = field(default_factory=dict)
    perhaps: str = ""
    never: str = ""

    async def live(self, texts: int, *, stops: bool) -> None:
        if self.never:
            return
        await asyncio.gather(*(self._write(texts, by_coach=side) for side in (False, True)))
        if stops:
            enough = self.pair.customer, SetStopped(self.pair.appointment, 0, 1)
            self.perhaps, _ = await asyncio.gather(
                self._say(by_coach=True), press_all(self.fleet, [enough])
            )
            self.never = await self._say(by_coach=True)

    async def _write(self, texts: int, *, by_coach: bool) -> None:
        for _ in range(texts):
            await self._say(by_coach=by_coach)

    async def _say(self, *, by_coach: bool) -> str:
        """The next word, once the text with it was taken."""
        mine, other = self.pair.customer, self.pair.coach
        if by_coach:
            mine, other = other, mine
        await press_all(self.fleet, [(mine, WriteTo(self.pair.appointment, int(by_coach)))])
        word, before = f"word-{self.number}-{len(self.texts)}", set(self.fleet.witness.updates)
        chat_actions.send(self.fleet.world, mine[0], {"text": f"And {word}, too?"})
        [sent] = [one for id_, one in self.fleet.witness.updates.items() if id_ not in before]
        self.texts[word] = sent, other[0].person.id
        await until(lambda: sent.taken_at is not None, PATIENCE)
        return word


async def _judge(reader: Reader, witness: Witness, talks: Sequence[_Talk], outcome: Post) -> None:
    kept = Counter((WORD.findall(text)[0], who) for text, who in await reader.fetch(KEPT))
    chats = _chats(witness)
    for talk in talks:
        outcome.written += len(talk.texts)
        for word, (sent, to) in talk.texts.items():
            times = kept.pop((word, to), 0)
            if sent.taken_at is None or (not times and word not in (talk.perhaps, talk.never)):
                outcome.lost.append(f"{word} was never passed on")
            if times and to not in chats[word]:
                outcome.lost.append(f"{word} never came to {to}")
            if times > 1:
                outcome.twice.append(f"{word}, {times} times")
            if times and word == talk.never:
                outcome.unwanted.append(f"{word} was passed on")
            if others := chats[word] - {to, sent.person}:
                outcome.astray.append(f"{word} came to {others}")
    outcome.astray += [f"{word} is for {who}" for word, who in kept]
    copies = outcome.verdict.copies
    outcome.verdict.copies = [one for one in copies if WORD.search(one.text)]


def _chats(witness: Witness) -> defaultdict[str, set[int]]:
    """The chats in which each word appeared."""
    chats: defaultdict[str, set[int]] = defaultdict(set)
    for (chat, _), call in witness.messages.items():
        for word in WORD.findall(str(call.payload.get("text"))):
            chats[word].add(chat)
    return chats
