"""Who is left alone after a 429, and for how long."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.cooldowns import EVERYONE, Cooldowns
from tests.turned import Turned

MIA, BEN, LENA = 7001, 7004, 7005


def test_the_first_who_is_told_is_left_alone_and_nobody_else() -> None:
    watch = Turned()
    quiet = Cooldowns(watch)

    assert not quiet.hear(MIA, 3)

    assert quiet.wait_of(MIA) == 3
    assert quiet.wait_of(BEN) <= 0
    assert quiet.wait_of(EVERYONE) <= 0


def test_a_second_chat_told_meanwhile_means_everyone() -> None:
    watch = Turned()
    quiet = Cooldowns(watch)
    quiet.hear(MIA, 3)
    watch.seconds += 2

    assert quiet.hear(BEN, 5)

    assert quiet.wait_of(LENA) == quiet.wait_of(EVERYONE) == 5


def test_a_second_chat_told_afterwards_is_the_first_again() -> None:
    watch = Turned()
    quiet = Cooldowns(watch)
    quiet.hear(MIA, 3)
    watch.seconds += 3.1

    assert not quiet.hear(BEN, 5)

    assert quiet.wait_of(LENA) <= 0


def test_a_second_chat_told_before_the_end_means_everyone_though_it_is_heard_after() -> None:
    watch = Turned()
    quiet = Cooldowns(watch)
    quiet.hear(MIA, 3)
    watch.seconds += 3.1

    assert quiet.wait_of(MIA) <= 0
    assert quiet.hear(BEN, 5, took=0.2)

    assert quiet.wait_of(LENA) == quiet.wait_of(MIA) == 5


def test_a_call_that_was_begun_after_the_end_was_told_after_it() -> None:
    watch = Turned()
    quiet = Cooldowns(watch)
    quiet.hear(EVERYONE, 3)
    watch.seconds += 3.1

    assert not quiet.hear(BEN, 5, took=0.05)

    assert quiet.wait_of(LENA) <= 0


def test_an_answer_to_a_call_about_no_chat_means_everyone() -> None:
    watch = Turned()
    quiet = Cooldowns(watch)

    assert quiet.hear(EVERYONE, 2)

    assert quiet.wait_of(MIA) == 2


def test_what_is_heard_twice_is_as_if_heard_once() -> None:
    """A replica hears itself."""
    watch = Turned()
    quiet = Cooldowns(watch)
    quiet.hear(MIA, 3)

    assert not quiet.hear(MIA, 3)

    assert quiet.wait_of(BEN) <= 0


TOLD = st.lists(
    st.tuples(
        st.sampled_from([EVERYONE, MIA, BEN, LENA]),
        st.integers(1, 30),
        st.integers(0, 20),
    ),
    min_size=1,
    max_size=20,
)


@given(TOLD)
def test_nothing_that_was_asked_for_is_ever_shortened(refusals: list[tuple[int, int, int]]) -> None:
    watch = Turned()
    quiet = Cooldowns(watch)
    ends: dict[int, float] = {}
    for chat, seconds, pause in refusals:
        quiet.hear(chat, seconds)
        ends[chat] = max(ends.get(chat, 0.0), watch.seconds + seconds)
        watch.seconds += pause
        for quiet_chat, end in ends.items():
            assert quiet.wait_of(quiet_chat) >= end - watch.seconds or end <= watch.seconds
