"""Rules of the state machine for what waits for a yes: hand-overs, what is booked for customers."""

from dataclasses import replace
from math import ceil
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.chaos.life_company import Company
from tests.chaos.life_consent_wishes import (
    CONSENT,
    CONSENTING,
    FOR_CUSTOMERS,
    HANDING,
    HELD,
    consent_deed,
)
from tests.chaos.life_deeds import Deed, Tidy
from tests.chaos.life_intents import DECIDING, PROPOSING, Intent, intents

BESIDE: Final = (*DECIDING, *PROPOSING, "cancel", "move_by_customer", "move_by_coach")
# Also of the time held with the colleague, or for the customer.
MEANWHILE: Final = (*BESIDE, "book", "keep", "take_leave", "give_room", "series_cancel")
ANSWERED: Final = ("once", "twice", "dying", "racing", "too late")


class Consents(Company):
    """With what another coach, or a customer, must agree to."""

    @rule(intent=intents(*CONSENT))
    def asks_or_agrees(self, intent: Intent) -> None:
        self._perform(intent)

    @rule(
        wish=intents("book"),
        asks=intents("ask_colleague"),
        meanwhile=st.none() | intents(*MEANWHILE),
        answer=intents(*CONSENTING, "withdraw", "give"),
        how=st.sampled_from(ANSWERED),
        other=intents(*MEANWHILE, *HANDING),
        moments=st.integers(0, 40),
    )
    def a_colleague_is_asked(
        self,
        wish: Intent,
        asks: Intent,
        meanwhile: Intent | None,
        answer: Intent,
        how: str,
        other: Intent,
        moments: int,
    ) -> None:
        """And answers once, twice, dying, too late, or while something else becomes of it."""
        wish = replace(
            wish, coach="Anna", service="red" if wish.service == "class" else wish.service
        )
        self._perform(wish)
        self._perform(replace(asks, which=0, day=1, who=0))
        self._answers(wish, meanwhile, replace(answer, day=1), how, other, moments)

    @rule(
        wish=intents("book"),
        books=intents("book_for"),
        meanwhile=st.none() | intents(*MEANWHILE),
        answer=intents(*HELD),
        how=st.sampled_from(ANSWERED),
        other=intents(*MEANWHILE, *FOR_CUSTOMERS),
        moments=st.integers(0, 40),
    )
    def a_customer_is_asked(
        self,
        wish: Intent,
        books: Intent,
        meanwhile: Intent | None,
        answer: Intent,
        how: str,
        other: Intent,
        moments: int,
    ) -> None:
        """Somebody who has been there before; they answer in the same ways."""
        self._perform(replace(wish, coach="Anna"))
        books = replace(books, coach="Anna", who=books.who % 3)
        self._perform(books)
        self._answers(books, meanwhile, replace(answer, day=1), how, other, moments)

    @rule(one=intents(*CONSENT), other=intents(*CONSENT, *BESIDE, "take_leave"))
    def two_decide_about_a_question(self, one: Intent, other: Intent) -> None:
        self._race(one, replace(other, which=one.which))

    def _answers(
        self,
        request: Intent,
        meanwhile: Intent | None,
        answer: Intent,
        how: str,
        other: Intent,
        moments: int,
    ) -> None:
        answer = replace(answer, which=0, who=0)
        if meanwhile:
            # Often the very time that is held.
            there = replace(meanwhile, which=0, day=request.day, minute=request.minute)
            self._perform(replace(there, coach="Ben" if there.fold else "Anna", fold=0))
        if how == "racing":
            self._race(answer, replace(other, which=0))
        elif how == "dying":
            self._dies(answer, moments)
        elif how == "too late":
            self._answers_as_it_lapses(answer)
        else:
            for _ in range(1 + (how == "twice")):
                self._perform(answer)

    def _answers_as_it_lapses(self, answer: Intent) -> None:
        """In the very second its time is up, and the clock looks for it."""
        sessions = self.model.sessions.values()
        ahead = [at for s in sessions for at in s.answered_by if at > self.model.now]
        deed = self._deed(answer)
        if ahead and deed is not None:
            self.model.now = ceil(min(ahead))
            self._race_of([deed, Tidy()], then=Tidy())

    def _deed(self, intent: Intent) -> Deed | None:
        return consent_deed(intent, self.model)
