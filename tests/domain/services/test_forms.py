"""What a service asks before it is booked, and which answers it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadInput
from domain.services.form_refusals import Unanswered
from domain.services.forms import (
    LONGEST_ANSWER,
    MOST_OPTIONS,
    SKIPPED,
    AnswerKind,
    FormQuestion,
    final_answers,
    next_question,
    options_of,
    read_answers,
    sooner,
)

LEVEL = FormQuestion(1, AnswerKind.CHOICE, "Level?", options=("Beginner", "Advanced"))
AGE = FormQuestion(2, AnswerKind.NUMBER, "How old?", required=False)
GOAL = FormQuestion(3, AnswerKind.TEXT, "What for?")
FORM = (LEVEL, AGE, GOAL)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (LEVEL, " beginner ", "Beginner"),
        (LEVEL, "BEGINNER", "Beginner"),
        (LEVEL, "Expert", None),
        (LEVEL, "A", None),
        (AGE, "41", "41"),
        (AGE, "1,5", "1,5"),
        (AGE, "-3", "-3"),
        (AGE, "forty", None),
        (AGE, "1e9", None),
        (AGE, "9" * 10, None),
        (AGE, "1 2", None),
        (AGE, "٤١", None),
        (GOAL, " two\nlines ", "two\nlines"),
        (GOAL, "x" * 200, "x" * 200),
        (GOAL, "x" * 201, None),
        (GOAL, " ", None),
    ],
)
def test_an_answer_is_taken_or_refused(
    question: FormQuestion, text: str, answer: str | None
) -> None:
    if answer is None:
        with pytest.raises(BadInput):
            question.read(text)
    else:
        assert question.read(text) == answer


@given(st.dictionaries(st.sampled_from([1, 2, 3, 9]), st.sampled_from([SKIPPED, "a", "b"])))
def test_a_form_is_kept_once_nothing_is_open_that_has_to_be_answered(
    answers: dict[int, str],
) -> None:
    needed = all(answers.get(one.id) for one in FORM if one.required)
    if needed:
        kept = final_answers(FORM, answers)
        assert kept == tuple((one.text, answers[one.id]) for one in FORM if answers.get(one.id))
        assert next_question(FORM, {2: SKIPPED, **answers}) is None
    else:
        assert next_question(FORM, answers) is not None
        with pytest.raises(Unanswered):
            final_answers(FORM, answers)


def test_answers_that_come_all_at_once_are_read_each_by_its_question() -> None:
    answers = [(3, " to run\nfar "), (1, "beginner")]
    kept = (("Level?", "Beginner"), ("What for?", "to run\nfar"))
    assert read_answers(FORM, answers) == read_answers(FORM, answers, optional=True) == kept
    assert read_answers(FORM, answers[:1], optional=True) == kept[1:]
    with pytest.raises(Unanswered) as unsaid:
        read_answers(FORM, answers[:1])
    assert unsaid.value == Unanswered(1)
    for forged in ([(9, "x")], [*answers, (3, "again")], [*answers, (9, "x")]):
        with pytest.raises(BadInput) as refused:
            read_answers(FORM, forged)
        assert refused.value == BadInput("answers")


@pytest.mark.parametrize(
    ("question", "text", "refusal"),
    [
        (LEVEL, "Expert", BadInput("answer_choice")),
        (LEVEL, "", BadInput("answer_choice", LONGEST_ANSWER)),
        (AGE, "forty", BadInput("answer_number")),
        (AGE, "4" * 201, BadInput("answer_number", LONGEST_ANSWER)),
        (GOAL, "x" * 201, BadInput("answer", LONGEST_ANSWER)),
    ],
)
def test_what_no_answer_is_is_refused_by_what_was_asked(
    question: FormQuestion, text: str, refusal: BadInput
) -> None:
    with pytest.raises(BadInput) as refused:
        question.read(text)
    assert refused.value == refusal


def test_questions_are_asked_in_their_order_and_one_that_is_left_out_only_once() -> None:
    assert next_question(FORM, {}) is LEVEL
    assert next_question(FORM, {1: "Beginner"}) is AGE
    assert next_question(FORM, {1: "Beginner", 2: SKIPPED}) is GOAL
    assert next_question(FORM, {1: SKIPPED, 2: SKIPPED}) is LEVEL
    assert next_question((), {}) is None


def test_a_question_is_asked_sooner_and_the_first_stays() -> None:
    assert sooner(FORM, 3) == (LEVEL, GOAL, AGE)
    assert sooner(FORM, 2) == (AGE, LEVEL, GOAL)
    assert sooner(FORM, 1) == sooner(FORM, 99) == FORM
    assert sooner((GOAL, AGE, LEVEL), 1) == (GOAL, LEVEL, AGE)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("a, b", ("a", "b")),
        ("a; b, c;", ("a", "b, c")),
        ("a; b; ;", ("a", "b")),
        ("a\n b \n\nc", ("a", "b", "c")),
        ("a", None),
        ("", None),
        ("a, A", None),
        ("a, A, b", None),
        ("a, " + "b" * 40, ("a", "b" * 40)),
        (",".join("abcdefgh"), tuple("abcdefgh")),
        ("a, " + "b" * 41, None),
        (",".join("abcdefghi"), None),
    ],
)
def test_options_are_two_to_eight_and_all_different(
    text: str, options: tuple[str, ...] | None
) -> None:
    if options is None:
        with pytest.raises(BadInput) as refused:
            options_of(text)
        assert refused.value in (BadInput("options", MOST_OPTIONS), BadInput("options", 40))
    else:
        assert options_of(text) == options
