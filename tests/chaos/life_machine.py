"""The state machine: rules that do something to the product and to the model, and compare."""

import asyncio
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import permutations
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.refusals import SlotTaken
from domain.time.spans import moment
from tests.chaos import life_postman as postman
from tests.chaos.life_checks import overlaps
from tests.chaos.life_deeds import Book, Deed, Tidy, outcome
from tests.chaos.life_intents import (
    BOOKING,
    DECIDING,
    HOURS,
    OVERTAKING,
    PROPOSING,
    TAKING,
    TAKING_OTHERS,
    Intent,
    intents,
)
from tests.chaos.life_model import Model
from tests.chaos.life_stage import Stage
from tests.chaos.life_wishes import ANY, deed_of

# The mornings before the clock changes in Berlin and New York, and before an ordinary night.
MORNINGS: Final = tuple(
    datetime(2026, month, day, 7, tzinfo=UTC) for month, day in ((3, 28), (10, 24), (3, 7), (6, 2))
)
PAUSE: Final = 0.0004  # a crash comes this many seconds later per `moment`


class Life(RuleBasedStateMachine):
    """The booking life of three customers and two coaches, through two replicas.

    No rule requires anything to exist: the outcome of a race depends on the moment, and what
    hypothesis draws must not.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.names = stage.reset()
        self.model = Model(int(MORNINGS[0].timestamp()))
        self.history: list[tuple[str, Deed]] = []
        self.made = 0

    @initialize(morning=st.sampled_from(MORNINGS))
    def begin(self, morning: datetime) -> None:
        self.model.now = int(morning.timestamp())

    @rule(intent=intents(*BOOKING))
    def books_or_changes(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(intent=intents("book"))
    def books(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(intent=intents(*DECIDING))
    def decides(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(
        wish=intents("book"),
        intent=intents("propose", "suggest"),
        meanwhile=st.none() | intents(*OVERTAKING),
        answer=intents(*PROPOSING, *DECIDING),
    )
    def asks_and_gets_other_times(
        self, wish: Intent, intent: Intent, meanwhile: Intent | None, answer: Intent
    ) -> None:
        self._perform(replace(wish, coach="Anna"))
        self._perform(replace(intent, coach="Anna", which=0))
        if meanwhile:
            self._perform(replace(meanwhile, which=0, minute=answer.minute))
            answer = replace(answer, which=0)
        self._perform(answer)

    @rule(intent=intents(*PROPOSING))
    def proposes_or_answers(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(intent=intents(*HOURS))
    def changes_hours(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(intent=intents(*ANY), moments=st.integers(0, 30))
    def dies_and_is_delivered_again(self, intent: Intent, moments: int) -> None:
        """The process dies somewhere between the first query and the reply."""
        self._dies(intent, moments)

    def _dies(self, intent: Intent, moments: int) -> None:
        if deed := self._deed(intent):
            self._deed_dies(deed, moments)

    def _deed_dies(self, deed: Deed, moments: int) -> None:
        key = self._key()
        self.stage.run(self._die(deed, key, moments * PAUSE))
        came = self.stage.run(self._outcome(deed, key, replica=1))
        expected = self.model.do(key, deed)
        # Without a key it cannot know whether it did that itself.
        self._demand(not deed.keyed or self.names.agree(expected, came), deed, expected, came)
        self.history.append((key, deed))

    @rule(which=st.lists(st.integers(0, 30), min_size=1, max_size=4))
    def is_delivered_again(self, which: list[int]) -> None:
        """Old updates again, shuffled, late, and at once."""
        history = self.history
        again = [history[-1 - n % len(history)] for n in which if history]
        keyed = [(key, deed) for key, deed in again if deed.keyed]
        came = self._at_once(keyed)
        for (key, deed), outcome_ in zip(keyed, came, strict=True):
            expected = self.model.said[key]
            self._demand(self.names.agree(expected, outcome_), deed, expected, outcome_)
        for key, deed in again:
            if not deed.keyed:
                [outcome_] = self._at_once([(key, deed)])
                expected = self.model.do(key, deed)
                self._demand(self.names.agree(expected, outcome_), deed, expected, outcome_)

    @rule(intent=intents(*ANY))
    def is_delivered_to_both_replicas(self, intent: Intent) -> None:
        deed = self._deed(intent)
        if deed is not None and deed.keyed:
            key = self._key()
            came = self._at_once([(key, deed), (key, deed)])
            expected = self.model.do(key, deed)
            self._demand(all(self.names.agree(expected, x) for x in came), deed, expected, came)
            self.history.append((key, deed))

    @rule(one=intents(*ANY), other=intents(*ANY))
    def two_at_once(self, one: Intent, other: Intent) -> None:
        self._race(one, other)

    @rule(
        one=intents(*TAKING, "keep"),
        other=intents("book", "keep", "take_leave", "take_rule", "set_date"),
    )
    def two_want_the_same_time(self, one: Intent, other: Intent) -> None:
        other = replace(other, coach=one.coach, day=one.day, minute=one.minute, fold=one.fold)
        self._race(one, other)

    @rule(one=intents(*TAKING_OTHERS), other=intents(*OVERTAKING, *TAKING_OTHERS))
    def two_want_a_proposed_time(self, one: Intent, other: Intent) -> None:
        self._race(one, replace(other, which=one.which, minute=one.minute))

    @rule(
        one=intents(*DECIDING, *PROPOSING),
        other=intents(*DECIDING, *PROPOSING, "cancel", *TAKING),
    )
    def two_decide_about_the_same(self, one: Intent, other: Intent) -> None:
        self._race(one, replace(other, which=one.which))

    def _race(self, one: Intent, other: Intent) -> None:
        """The outcome of two at once must be that of one after the other."""
        self._race_of([deed for i in (one, other) if (deed := self._deed(i))])

    def _race_of(self, racing: list[Deed], *, then: Deed | None = None) -> None:
        """then: done after them, before anybody looks."""
        deeds = [(self._key(), deed) for deed in racing]
        came = dict(zip(deeds, self._at_once(deeds), strict=True))
        if then:
            self._at_once([("", then)])
        overlapping = overlaps(self.stage.look())
        self._demand(not overlapping, *overlapping)
        wrong: list[Any] = []
        # All of it is expected before any of it is named.
        orders = [self.model.after(order, then) for order in permutations(deeds)]
        for model, expected in orders:
            names = deepcopy(self.names)
            unlike: list[Any] = [
                (x, expected[x], came[x])
                for x in expected
                if not names.agree_at_once(expected[x], came[x], [other[x] for _, other in orders])
            ]
            unlike = unlike or self.stage.wrong_about(model, names)
            if not unlike:
                self.model, self.names = model, names
                self.history += deeds
                return
            wrong += [*unlike, "nor"]
        self._demand(False, f"no order explains {racing}:", *wrong)

    @rule(twice=st.booleans())
    def time_tidies_up(self, twice: bool) -> None:
        lapsing = [self.model.sessions[name].series for name in self.model.overdue()]
        # Two may each find some dates of a series, and tell of these.
        twice = twice and len({*lapsing} - {None}) == len([one for one in lapsing if one])
        self.model.do("", Tidy())
        for came in self._at_once([("", Tidy())] * (1 + twice)):
            self._demand(self.names.agree(("tidied",), came), came)

    @rule(dies=st.sampled_from((None, "before its calls", "during its calls")))
    def delivers(self, dies: str | None) -> None:
        """The outbox is claimed and sent; or claimed, and never heard of again."""
        now = moment(self.model.now)
        claim_now, send_now = partial(postman.claim, now=now), partial(postman.send, now=now)
        rows = self.stage.run(self.stage.replicas[0].write(claim_now))
        expected = self.model.claim(int(postman.LEASE.total_seconds()))
        came = sorted(
            (r.recipient_id, r.kind, *postman.subject(r), r.maybe_repeated, bool(r.holds))
            for r in rows
        )
        wanted = sorted(
            (
                self.names.people[x.to].id,
                x.kind,
                self.names.of(x.about),
                x.version,
                x.repeated,
                holds,
            )
            for x, holds in expected
        )
        self._demand(came == wanted, f"claimed {came}, wanted {wanted}")
        more = self.stage.run(self.stage.replicas[1].write(claim_now))
        self._demand(not more, "claimed what another has:", more)
        if dies == "during its calls":
            changed = self.stage.run(postman.begin_calls(self.stage.replicas[1], rows))
            self._demand(not changed, "holds, or does not, a moment later:", changed)
            for letter, holds in expected:
                letter.called = holds
        if not dies:
            self.stage.run(self.stage.replicas[1].write(partial(send_now, rows=rows)))
            for letter, holds in expected:
                letter.state = (
                    "sent" if holds and not postman.pointless(self.model, letter) else "dropped"
                )

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        self._compare()

    def _compare(self) -> None:
        self.stage.steps += 1
        wrong = self.stage.wrong_about(self.model, self.names)
        self._demand(not wrong, *wrong)

    def _deed(self, intent: Intent) -> Deed | None:
        return deed_of(intent, self.model)

    def _perform(self, intent: Intent) -> None:
        if deed := self._deed(intent):
            self._do(deed)

    def _do(self, deed: Deed) -> None:
        """Done first, expected after: the model looks some of it up."""
        key = self._key()
        came = self.stage.run(self._outcome(deed, key))
        expected = self.model.do(key, deed)
        self._demand(self.names.agree(expected, came), deed, expected, came)
        self.history.append((key, deed))
        if isinstance(came, SlotTaken) and isinstance(deed, Book):
            self._offers_what_is_free(deed, came)

    def _offers_what_is_free(self, deed: Book, taken: SlotTaken) -> None:
        self._demand(len(set(taken.nearest)) == len(taken.nearest) <= 3, taken)
        for start in taken.nearest:
            there = replace(deed.wanted_session, start=start)
            obstacle = self.model.obstacle(there, mine=deed.customer)
            self._demand(obstacle is None, start, "is not free:", obstacle)

    def _at_once(self, deeds: list[tuple[str, Deed]]) -> list[Any]:
        async def work() -> list[Any]:
            return await asyncio.gather(
                *(self._outcome(deed, key, replica=n) for n, (key, deed) in enumerate(deeds))
            )

        return self.stage.run(work())

    async def _outcome(self, deed: Deed, key: str, *, replica: int = 0) -> Any:
        database = self.stage.replicas[replica % 2]
        return await outcome(deed, database, self.names, key, moment(self.model.now))

    async def _die(self, deed: Deed, key: str, seconds: float) -> None:
        task = asyncio.create_task(self._outcome(deed, key))
        await asyncio.wait([task], timeout=seconds)
        task.cancel()
        await asyncio.wait([task])

    def _demand(self, right: bool, *facts: object) -> None:
        if not right:
            self.stage.complaints.append(" ".join(map(str, facts)))
            raise AssertionError(self.stage.complaints[-1])

    def _key(self) -> str:
        self.made += 1
        return f"update {self.made}"
