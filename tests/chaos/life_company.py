"""More rules of the state machine: time, groups, rooms, series, holds, leave that repeats."""

from dataclasses import replace
from math import ceil
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.chaos.life_cast import CUSTOMERS, DAY, HOUR, ZONES
from tests.chaos.life_deeds import Book, Deed, Tidy
from tests.chaos.life_intents import DECIDING, PROPOSING, Intent, intents
from tests.chaos.life_machine import Life
from tests.chaos.life_series import PlanSeries
from tests.chaos.life_wishes import (
    GROUPS,
    JOINING,
    KEEPING,
    PLANNING,
    REPEATING,
    ROOMING,
    SERIES,
)

PASSING: Final = (
    *("minute", "hour", "letter", "start", "end", "half a day", "letter", "hour", "day"),
    *("lapse", "answer", "answer"),
)
MEANWHILE = ("book", "join", "cancel", "move_by_coach", "keep", "take_leave", "carry_out")


class Company(Life):
    """The booking life as time passes, with all that several people share."""

    @rule(to=st.sampled_from(PASSING))
    def time_passes(self, to: str) -> None:
        """Some time, or up to the very second something is due."""
        now, sessions = self.model.now, self.model.sessions.values()
        spans = {"minute": 60, "hour": HOUR + 1, "half a day": 12 * HOUR, "day": DAY}
        marks: dict[str, list[float]] = {
            "letter": [x.due for x in self.model.letters],
            "start": [s.start for s in sessions],
            "end": [s.end for s in sessions],
            "lapse": [
                *(hold.until for hold in self.model.holds.values()),
                *(turn.until for turn in self.model.queue.turns.values() if turn.kept),
            ],
            "answer": [at for s in sessions for at in s.answered_by],
        }
        ahead = [mark for mark in marks.get(to, ()) if mark > now]
        self.model.now = ceil(min(ahead)) if ahead else now + spans.get(to, 60)
        if self.model.lapsed_places():
            # Until somebody looks, the database counts them as taken.
            self._do(Tidy())

    @rule(answer=intents(*PROPOSING, *DECIDING, "cancel"), offer=intents("propose", "suggest"))
    def somebody_answers_in_the_second_in_which_it_lapses(
        self, answer: Intent, offer: Intent
    ) -> None:
        self._perform(offer)
        sessions = self.model.sessions.values()
        ahead = [at for s in sessions for at in s.answered_by if at > self.model.now]
        deed = self._deed(answer)
        if not ahead or deed is None:
            return
        self.model.now = ceil(min(ahead))
        # What somebody answers in that moment is left to them, and looked at again.
        self._race_of([deed, Tidy()], then=Tidy())

    @rule(offers=st.lists(intents("propose", "suggest"), min_size=3, max_size=4))
    def a_coach_has_many_times_on_offer(self, offers: list[Intent]) -> None:
        """Three for each of some sessions; nine of them are held."""
        for number, offer in enumerate(offers):
            wish = replace(offer, kind="book", coach="Anna", service="short", day=1)
            self._perform(replace(wish, minute=(540, 600, 720, 960)[number]))
            self._perform(replace(offer, which=2, day=1, coach="Anna", who=offer.who % 3))

    @rule(day=st.integers(1, 2), service=st.sampled_from(("short", "class")), who=st.integers(0, 2))
    def somebody_books_while_leave_is_taken(self, day: int, service: str, who: int) -> None:
        wish = intents_of("book", "Anna", service, day)
        self._race(replace(wish, who=who), replace(wish, kind="take_leave", who=1))

    @rule(intent=intents(*JOINING))
    def joins(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(intent=intents(*JOINING), more=st.lists(intents(*JOINING), min_size=1, max_size=2))
    def some_want_the_last_places(self, intent: Intent, more: list[Intent]) -> None:
        """In one class: whoever comes first opens it, and there are three places."""
        deed = self._deed(intent)
        assert isinstance(deed, Book)
        racing: list[Deed] = [deed]
        for number, other in enumerate(more, 1):
            who = CUSTOMERS[(CUSTOMERS.index(deed.customer) + number) % 3]
            racing.append(replace(deed, customer=who, places=1 + other.fold))
        self._race_of(racing)

    @rule(intent=intents(*GROUPS))
    def something_becomes_of_a_group(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(one=intents(*GROUPS), other=intents(*GROUPS, *JOINING, "cancel", "move_by_customer"))
    def two_change_a_group(self, one: Intent, other: Intent) -> None:
        self._race(one, other)

    @rule(intent=intents(*KEEPING))
    def looks_at_it_last(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(one=intents("keep", "book_kept"), other=intents(*KEEPING))
    def two_look_at_it_last(self, one: Intent, other: Intent) -> None:
        self._race(one, replace(other, which=one.which, coach=one.coach, minute=one.minute))

    @rule(intent=intents(*ROOMING))
    def something_becomes_of_a_room(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(day=st.integers(0, 3), service=st.sampled_from(("red", "room")), more=intents(*ROOMING))
    def coaches_want_one_room(self, day: int, service: str, more: Intent) -> None:
        """Four in the afternoon in Berlin is ten in the morning in New York, or eleven."""
        anna = intents_of("book", "Anna", service, day)
        first = self._deed(anna)
        assert isinstance(first, Book)
        second = replace(first, customer="Lena", coach="Ben", service="red")
        third = self._deed(more)
        self._race_of([first, second, *([third] if third else [])])

    @rule(intent=intents(*REPEATING))
    def something_becomes_of_leave_that_repeats(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(
        plan=intents(*PLANNING),
        meanwhile=st.none() | intents(*MEANWHILE),
        carried=st.sampled_from(("once", "twice", "dying", "racing", "not")),
        other=intents(*MEANWHILE),
        moments=st.integers(0, 60),
    )
    def plans_a_series(
        self, plan: Intent, meanwhile: Intent | None, carried: str, other: Intent, moments: int
    ) -> None:
        """And carries the plan out; somebody is faster, or the process dies meanwhile."""
        if not self._plans(plan):
            return
        if meanwhile:
            self._perform(meanwhile)
            self._compare()
        carry_out = replace(plan, kind="carry_out", which=0)
        if carried == "racing":
            self._race(carry_out, other)
        elif carried == "dying":
            self._dies(carry_out, moments)
        elif carried != "not":
            self._perform(carry_out)
            if carried == "twice":
                self._perform(carry_out)

    @rule(
        plan=intents("plan"),
        service=st.sampled_from(("short", "room", "class", "red")),
        minute=st.sampled_from((600, 720, 960)),
        change=st.sampled_from((*SERIES[1:], "plan_move", "plan_move")),
        what=intents("carry_out"),
        fails=st.sampled_from((None, None, "dying", "racing")),
        other=intents(*MEANWHILE, *SERIES, "approve"),
        moments=st.integers(0, 60),
    )
    def has_a_series_and_changes_it(
        self,
        plan: Intent,
        service: str,
        minute: int,
        change: str,
        what: Intent,
        fails: str | None,
        other: Intent,
        moments: int,
    ) -> None:
        """All of it, or from a date on, amid what others do."""
        plan = replace(plan, service=service, minute=minute, day=plan.day + 1)
        if not self._plans(plan):
            return
        self._perform(replace(plan, kind="carry_out", which=0))
        self._compare()
        what = replace(what, kind=change, which=what.which % 3)
        if change == "plan_move":
            if not self._plans(replace(what, minute=minute, day=what.day % 2)):
                return
            what = replace(what, kind="carry_out", which=0)
        if fails == "racing":
            self._race(what, replace(other, which=what.which))
        elif fails == "dying":
            self._dies(what, moments)
        else:
            self._perform(what)

    @rule(intent=intents(*SERIES))
    def something_becomes_of_a_series(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(one=intents(*SERIES), other=intents(*SERIES, "cancel", "approve", "move_by_customer"))
    def two_change_a_series(self, one: Intent, other: Intent) -> None:
        self._race(one, replace(other, which=one.which))

    def _plans(self, intent: Intent) -> bool:
        """Whether there was anything to plan. Planning again would make another draft."""
        deed = self._deed(intent)
        if not isinstance(deed, PlanSeries):
            return False
        key = self._key()
        expected = self.model.do(key, deed)
        came = self.stage.run(self._outcome(deed, key))
        self._demand(self.names.agree(expected, came), deed, expected, came)
        return True


def intents_of(kind: str, coach: str, service: str, day: int) -> Intent:
    """Mia's, at four in the afternoon."""
    assert coach in ZONES
    return Intent(kind, 0, coach, service, 0, day, 960, 0)
