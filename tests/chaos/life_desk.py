"""Rules of the state machine for the desk: messages, answers to reminders, rescues, the line."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.chaos.life_cast import wall_time
from tests.chaos.life_consents import Consents
from tests.chaos.life_deeds import Cancel, Deed, Move
from tests.chaos.life_desk_wishes import DESK, WAITING, WRITING, desk_deed
from tests.chaos.life_eyes import Eyes
from tests.chaos.life_intents import DECIDING, PROPOSING, Intent, intents
from tests.chaos.life_lines import HandOn
from tests.chaos.life_proposing import Choose
from tests.chaos.life_rescue import LookAhead, SaveRescue
from tests.chaos.life_stage import Stage

BESIDE: Final = (*DECIDING, *PROPOSING, "cancel", "move_by_customer", "book")
MEANWHILE: Final = (*BESIDE, "book_proposed", "keep", "take_leave", "group_move")
IN_TURN: Final = ("pass_on", "take_kept", "leave_line")
SAVED: Final = ("once", "twice", "dying", "racing")


class Desk(Consents):
    """All of it, with what people say to each other between booking and session."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.model.eyes = Eyes(self)

    @rule(intent=intents(*DESK))
    def says_something(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(intent=intents("write"), times=st.integers(2, 11))
    def writes_and_writes(self, intent: Intent, times: int) -> None:
        for _ in range(times):
            self._perform(intent)

    @rule(intent=intents(*DESK), moments=st.integers(0, 30))
    def dies_while_saying_something(self, intent: Intent, moments: int) -> None:
        self._dies(intent, moments)

    @rule(one=intents(*DESK), other=intents(*WRITING, *BESIDE))
    def two_say_something(self, one: Intent, other: Intent) -> None:
        self._race(one, other)

    @rule(
        wishes=st.lists(intents("book", "join"), min_size=1, max_size=3),
        days=st.integers(0, 2),
        meanwhile=st.none() | intents(*MEANWHILE),
        saved=st.sampled_from(SAVED),
        other=intents(*MEANWHILE),
        moments=st.integers(0, 250),
    )
    def falls_ill(
        self,
        wishes: list[Intent],
        days: int,
        meanwhile: Intent | None,
        saved: str,
        other: Intent,
        moments: int,
    ) -> None:
        """And saves what each booked customer is told; somebody is faster, or the process dies."""
        for wish in wishes:
            self._perform(replace(wish, coach=wishes[0].coach, day=wishes[0].day))
        self._compare()
        plan = self._looks_ahead(wishes[0], days)
        if plan is None:
            return
        if meanwhile:
            self._perform(replace(meanwhile, which=0))
        if saved == "racing":
            deed = self._deed(replace(other, which=0))
            self._race_of([plan, *([deed] if deed else [])])
        elif saved == "dying":
            self._deed_dies(plan, moments)
        else:
            for _ in range(1 + (saved == "twice")):
                self._do(plan)

    @rule(ways=st.lists(st.integers(0, 3), min_size=1, max_size=3), at_once=st.booleans())
    def the_rescued_answer(self, ways: list[int], at_once: bool) -> None:
        """As many as there are ways; the last two at the same moment."""
        names = [n for n, s in self.model.sessions.items() if s.open and s.rescue is not None]
        deeds = [self._answer(name, way) for name, way in zip(names, ways, strict=False)]
        if at_once:
            self._race_of(deeds[-2:])
            deeds = deeds[:-2]
        for deed in deeds:
            self._do(deed)

    @rule(intent=intents(*WAITING))
    def does_something_in_line(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(one=intents(*WAITING), other=intents(*WAITING, *BESIDE))
    def two_do_something_in_line(self, one: Intent, other: Intent) -> None:
        deeds = [deed for i in (one, other) if (deed := self._deed(i))]
        # What is left to others in that moment is looked at again.
        self._race_of(deeds, then=HandOn())

    @rule(
        wish=intents("book", "join"),
        joining=st.lists(intents("stand_in_line"), min_size=1, max_size=3),
        gives_back=intents("cancel", "cancel_by_coach", "move_by_coach"),
        answers=st.lists(intents(*IN_TURN), max_size=3),
        sleeps=st.booleans(),
        moments=st.integers(0, 40),
    )
    def a_time_comes_free(
        self,
        wish: Intent,
        joining: list[Intent],
        gives_back: Intent,
        answers: list[Intent],
        sleeps: bool,
        moments: int,
    ) -> None:
        """And goes down the line, from one to the next; the process dies over the last answer."""
        self._perform(wish)
        for number, one in enumerate(joining):
            self._perform(replace(one, who=(wish.who + 1 + number) % 3, which=0))
        self._do(HandOn())
        self._perform(replace(gives_back, which=0, who=wish.who % 3))
        self._do(HandOn())
        for answer in answers[:-1]:
            self._perform(replace(answer, which=0))
            self._do(HandOn())
        if sleeps:
            self.time_passes("lapse")
            self._do(HandOn())
        for answer in answers[-1:]:
            self._dies(replace(answer, which=0), moments)
            self._do(HandOn())

    def fetch(self, sql: str, *arguments: Any) -> Any:
        return self.stage.fetch(sql, *arguments)

    def _answer(self, name: str, way: int) -> Deed:
        session = self.model.sessions[name]
        if way == 0:
            return Cancel(name, session.customer)
        if way == 1:
            return Move(name, session.customer, session.start + 7 * 86_400)
        return Choose(name, session.customer, session.proposed[way % len(session.proposed)])

    def _looks_ahead(self, intent: Intent, days: int) -> SaveRescue | None:
        """A coach takes leave from a day on, or is ill from now on; what that would mean."""
        coach, now = intent.coach, wall_time(intent.coach, self.model.now).replace(fold=0)
        midnight = datetime.combine(now.date(), datetime.min.time())
        starts = midnight + timedelta(days=intent.day)
        if intent.day == 0 and days:
            starts = now.replace(minute=now.minute // 5 * 5, second=0)
        ends = midnight + timedelta(days=intent.day + 1 + days)
        look = LookAhead(coach, starts, ends)
        came: Any = self.stage.run(self._outcome(look, ""))
        expected = self.model.do("", look)
        if expected[0] != "touched":
            self._demand(self.names.agree(expected, came), look, expected, came)
            return None
        self._demand(isinstance(came, tuple), look, expected, came)
        _, agreed, seen = came
        names = sorted(one.name for one in seen)
        self._demand(names == [*expected[1:]], look, expected, came)
        return SaveRescue(coach, starts, ends, agreed, seen)

    def _deed(self, intent: Intent) -> Deed | None:
        return desk_deed(intent, self.model)
