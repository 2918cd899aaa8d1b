"""When two records are one person, which of them stays, and what keeps them apart."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class SamePerson(Refusal, code="same_person"):
    """Both are already one record."""

    person_id: int


@dataclass(unsafe_hash=True)
class TwoChats(Refusal, code="two_chats"):
    """Both have a chat with us: whoever writes as one would read along as the other."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class BothAct(Refusal, code="both_act"):
    """Somebody has a chat or an account as each of them: they link the two themselves, by a code;
    else whoever has one could read along as the other."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class TwoCoaches(Refusal, code="two_coaches"):
    """Both are coaches, each with a calendar."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class BookedTwice(Refusal, code="booked_twice"):
    """Both have something booked at the same time. `appointments`: pairs of ids, one of each."""

    person_ids: tuple[int, ...]
    appointments: tuple[tuple[int, int], ...] = ()


@dataclass(unsafe_hash=True)
class OwnCustomer(Refusal, code="own_customer"):
    """One has booked with the coach who is the other."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class MergeChanged(Refusal, code="merge_changed"):
    """One of them has changed since the screen."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergeSide:
    """What matters about one of them. chat: somebody writes to us as them. coach: they are one.

    account: somebody has proved an identity of theirs, and signs in with it.
    """

    id: int
    chat: bool
    coach: bool
    account: bool = False

    @property
    def acts(self) -> bool:
        """Whether anybody acts as them."""
        return self.chat or self.account


def survivor_first(one: MergeSide, other: MergeSide) -> tuple[MergeSide, MergeSide]:
    """Who stays, and who becomes part of them: one with a chat stays, as cards, questions and
    updates under way depend on it; of two without, the older record."""
    return (one, other) if (not one.chat, one.id) < (not other.chat, other.id) else (other, one)


def check(one: MergeSide, other: MergeSide) -> None:
    """Raise what keeps two records apart by themselves."""
    if one.chat and other.chat:
        raise TwoChats((one.id, other.id))
    if one.coach and other.coach:
        raise TwoCoaches((one.id, other.id))
