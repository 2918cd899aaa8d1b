"""When two records are of one person, which of them stays, and what keeps them apart."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class SamePerson(Refusal, code="same_person"):
    """Both are one record already."""

    person_id: int


@dataclass(unsafe_hash=True)
class TwoChats(Refusal, code="two_chats"):
    """Both have a chat with us: somebody writes as either of them, and reads along."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class BothAct(Refusal, code="both_act"):
    """Somebody has a chat or an account as either of them: they link the two themselves, by a code,
    as anyone who has the one would read along as the other."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class TwoCoaches(Refusal, code="two_coaches"):
    """Both are coaches, each with a calendar."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class BookedTwice(Refusal, code="booked_twice"):
    """Both have something at one time. `appointments`: pairs of ids, each of both of them."""

    person_ids: tuple[int, ...]
    appointments: tuple[tuple[int, int], ...] = ()


@dataclass(unsafe_hash=True)
class OwnCustomer(Refusal, code="own_customer"):
    """One has booked with the coach whom the other is."""

    person_ids: tuple[int, ...]


@dataclass(unsafe_hash=True)
class MergeChanged(Refusal, code="merge_changed"):
    """Either of them is not any more what was on the screen."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What decides of one of them. chat: somebody writes to us as them. coach: they are one.

    account: somebody has shown what they are known by, and signs in with it.
    """

    id: int
    chat: bool
    coach: bool
    account: bool = False

    @property
    def acts(self) -> bool:
        """Whether anybody does anything as them."""
        return self.chat or self.account


def survivor_first(one: Side, other: Side) -> tuple[Side, Side]:
    """Who stays, and who becomes part of them: one with a chat stays, since cards, questions
    and updates under way hang on it; of two without, who was written down first."""
    return (one, other) if (not one.chat, one.id) < (not other.chat, other.id) else (other, one)


def check(one: Side, other: Side) -> None:
    """Raise what keeps two records apart, by themselves."""
    if one.chat and other.chat:
        raise TwoChats((one.id, other.id))
    if one.coach and other.coach:
        raise TwoCoaches((one.id, other.id))
