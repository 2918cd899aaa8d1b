"""Which of two records of one person stays, and what keeps them apart."""

from dataclasses import replace

import pytest

from domain.people.merging import MergeSide, TwoChats, TwoCoaches, check, survivor_first

FIRST, SECOND = MergeSide(1, chat=False, coach=False), MergeSide(2, chat=False, coach=False)
CHATS = replace(SECOND, chat=True)


def test_whoever_has_a_chat_stays_and_of_two_without_the_older() -> None:
    for one, other in ((FIRST, SECOND), (SECOND, FIRST)):
        assert survivor_first(one, other) == (FIRST, SECOND)
    for one, other in ((FIRST, CHATS), (CHATS, FIRST)):
        assert survivor_first(one, other) == (CHATS, FIRST)


def test_two_chats_and_two_coaches_are_two_people() -> None:
    check(FIRST, CHATS)
    check(replace(FIRST, coach=True), SECOND)
    with pytest.raises(TwoChats) as chats:
        check(replace(FIRST, chat=True), CHATS)
    assert chats.value == TwoChats((1, 2))
    with pytest.raises(TwoCoaches) as coaches:
        check(replace(FIRST, coach=True), replace(CHATS, coach=True))
    assert coaches.value == TwoCoaches((1, 2))


def test_somebody_acts_by_a_chat_or_by_an_account() -> None:
    assert CHATS.acts
    assert replace(FIRST, account=True).acts
    assert not FIRST.acts
