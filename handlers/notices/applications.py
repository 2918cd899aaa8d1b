"""What is told about applications, to those who decide and those who applied."""

from domain.coaches.applications import DeclineReason
from domain.messages.notices import NoticeKind
from handlers.buttons.application_links import AnswerTeam, Apply, ShowApplication
from handlers.buttons.press import Home
from handlers.buttons.screen import PRIMARY, Key
from handlers.buttons.set_up_links import SetUp
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words


def _application(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the deciders: somebody would like to be a coach."""
    title = heading(words.rich("notice.application", name=facts["name"]))
    notes = [facts[name] for name in ("category", "about") if facts.get(name)]
    lines = [Rich.of(words.user_text("note", one)) for one in notes]
    return Notice(NoticeKind.APPLICATION, title, tuple(lines), _look(facts, words))


def _application_answered(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the deciders: what came back."""
    title = heading(words.rich("notice.application_answered", name=facts["name"]))
    question = words.rich("apply.question_line", note=facts["question"])
    answer = words.rich("apply.answer_line", note=facts["answer"])
    lines = (join_rich([question, answer], "\n"),)
    return Notice(NoticeKind.APPLICATION_ANSWERED, title, lines, _look(facts, words))


def _look(facts: Facts, words: Words) -> tuple[tuple[Key, ...], ...]:
    show = ShowApplication(facts["application"])
    return ((Key(words.label("application.look_key"), show, PRIMARY),),)


def _question(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the applicant: what the team would like to know."""
    title = heading(words.rich("notice.application_question"))
    lines = (words.rich("apply.question_line", note=facts["question"]),)
    ways = ((Key(words.label("apply.answer_key"), AnswerTeam(), PRIMARY),),)
    return Notice(NoticeKind.APPLICATION_QUESTION, title, lines, ways)


def _application_approved(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the applicant: they are a coach."""
    ready = facts["ready"]
    title, *lines = words.rich(
        "notice.application_approved" if ready else "notice.application_approved_set_up",
        name=facts["name"],
    ).split("\n\n")
    key = (
        Key(words.label("key.menu"), Home())
        if ready
        else Key(words.label("set_up.begin"), SetUp(), PRIMARY)
    )
    return Notice(NoticeKind.APPLICATION_APPROVED, title, tuple(lines), ((key,),))


def _application_declined(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the applicant: no, and why."""
    title = heading(words.rich("notice.application_declined"))
    reason = facts["reason"]
    if reason in set(DeclineReason):
        reason = words.label(f"application.because_{reason}")
    lines = (
        words.rich("apply.reason", reason=reason),
        words.rich("notice.application_declined_again"),
    )
    ways = ((Key(words.label("apply.how_it_is"), Apply()),),)
    return Notice(NoticeKind.APPLICATION_DECLINED, title, lines, ways)


NOTICES: Composers = {
    NoticeKind.APPLICATION: _application,
    NoticeKind.APPLICATION_ANSWERED: _application_answered,
    NoticeKind.APPLICATION_QUESTION: _question,
    NoticeKind.APPLICATION_APPROVED: _application_approved,
    NoticeKind.APPLICATION_DECLINED: _application_declined,
}
