"""An admin merges two records of one person.

/merge [one + other]   who, and who else, if not named → both; or from a person's card
1 first, second        typed, as in `people` → both, or a choice of people
2 both                 side by side, what joining means, or what keeps them apart → joined
"""

from collections.abc import Sequence
from typing import Final

from domain.people.merging import (
    BookedTwice,
    BothAct,
    MergeChanged,
    OwnCustomer,
    SamePerson,
    TwoChats,
    TwoCoaches,
)
from domain.refusals import BadInput
from domain.roles import TEAM, Permission
from domain.services.display_zones import leading
from handlers.actions.people.merging import merge
from handlers.buttons.keyboards import way_out
from handlers.buttons.people_links import LookMerge, MergeWith, People, ShowPerson
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.admin.people import people, person_card
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import people_matches
from handlers.queries.people import merging as queries
from handlers.queries.people import people as search
from handlers.queries.people.merging import MergeCandidate, MergePair
from handlers.wording.words import Html
from storage.people.person_cards import PersonEntry

FIRST: Final = "merge.first"
SECOND: Final = "merge.second"
MOST: Final = 8
BETWEEN: Final = ("+", "&", "=", "\n", ",", ";")


@button("nmj")
class JoinPeople(Press):
    """Join them, as they were at this mark."""

    one: int
    other: int
    seen: int


async def start(turn: Turn) -> Reply:
    """/merge, perhaps with both named on its line."""
    for sign in BETWEEN:
        one, between, another = turn.text.partition(sign)
        if between and one.strip() and another.strip():
            return await _both(
                turn, await _find_people(turn, one), await _find_people(turn, another)
            )
    return await first(turn) if turn.text else await ask(turn, _first(turn))


async def _both(turn: Turn, some: Sequence[PersonEntry], others: Sequence[PersonEntry]) -> Reply:
    """Both of them, if the text names each one unambiguously."""
    some, others = sorted((some, others), key=lambda matches: abs(len(matches) - 1))
    if len(some) != 1 or not others:
        return await ask(turn, _first(turn))
    first_id = some[0].id
    if len(others) == 1:
        return await look(turn, LookMerge(first_id, others[0].id))
    rest = [one for one in others if one.id != first_id]
    return await ask(turn, Question(SECOND, _which(turn, rest, first_id), {"first": first_id}))


async def first(turn: Turn) -> Reply:
    """The typed person; next: who else are they?"""
    matches = await _find_people(turn, people_matches.search_text(turn))
    if not matches:
        return await ask_again(turn, _first(turn), BadInput("person_found"))
    if len(matches) == 1:
        return await other(turn, MergeWith(matches[0].id))
    return await ask(turn, Question(FIRST, _which(turn, matches, None)))


async def other(turn: Turn, press: MergeWith) -> Reply:
    """Ask who else they are."""
    return await ask(turn, await _second(turn, press.person))


async def second(turn: Turn) -> Reply:
    """The typed person is the other record."""
    first_id = int(fact(turn, "first"))
    matches = [
        one
        for one in await _find_people(turn, people_matches.search_text(turn))
        if one.id != first_id
    ]
    if not matches:
        return await ask_again(turn, await _second(turn, first_id), BadInput("person_found"))
    if len(matches) == 1:
        return await look(turn, LookMerge(first_id, matches[0].id))
    return await ask(turn, Question(SECOND, _which(turn, matches, first_id), {"first": first_id}))


async def look(turn: Turn, press: LookMerge) -> Reply:
    """Both as they are."""
    pair = await queries.pair(turn.database, press.one, press.other, actor=turn.actor, now=turn.now)
    return Reply(_screen(turn, pair))


async def join(turn: Turn, press: JoinPeople) -> Reply:
    """Join them; a second press changes nothing."""
    person_id = await merge(
        turn.database,
        press.one,
        press.other,
        press.seen,
        **turn.intent,
    )
    reply = await people.show(turn, ShowPerson(person_id))
    card = await search.card(turn.database, person_id, actor=turn.actor, now=turn.now)
    # The join may have made them a coach.
    commands = command_list(turn, card.person, turn.catalogue.coach_of(person_id))
    return Reply(reply.screen, toast=turn.words.label("merge.joined"), commands=commands)


async def _find_people(turn: Turn, text: str) -> Sequence[PersonEntry]:
    matches = await search.search(turn.database, text, actor=turn.actor)
    return matches.people if text.strip() else ()


def _first(turn: Turn) -> Question:
    return Question(FIRST, Screen(turn.words.text("merge.who"), (way_out(turn.words, People()),)))


async def _second(turn: Turn, person_id: int) -> Question:
    card = await search.card(turn.database, person_id, actor=turn.actor, now=turn.now)
    words, person = turn.words, card.person
    text = words.text("merge.with_whom", name=person.name, id=person.id)
    screen = Screen(text, (way_out(words, ShowPerson(person.id)),))
    return Question(SECOND, screen, {"first": person.id})


def _which(turn: Turn, matches: Sequence[PersonEntry], first_id: int | None) -> Screen:
    def press(person_id: int) -> Press:
        return MergeWith(person_id) if first_id is None else LookMerge(first_id, person_id)

    rows = people_matches.keys(turn, matches[:MOST], press)
    back = People() if first_id is None else ShowPerson(first_id)
    return Screen(turn.words.text("merge.which"), (*rows, way_out(turn.words, back)))


def _screen(turn: Turn, pair: MergePair) -> Screen:
    words, survivor, record = turn.words, pair.survivor, pair.record
    parts = [
        words.text("merge.title"),
        f"{words.text('merge.stays')}\n{_candidate(turn, survivor)}",
        f"{words.text('merge.goes')}\n{_candidate(turn, record)}",
    ]
    ids = survivor.person.id, record.person.id
    rows: list[Row] = [
        (Key(words.label("merge.first_card"), ShowPerson(ids[0])),),
        (Key(words.label("merge.second_card"), ShowPerson(ids[1])),),
    ]
    if pair.apart is None:
        parts += [words.text("merge.means"), *_besides(turn, survivor, record)]
        join_key = Key(words.label("merge.join_key"), JoinPeople(*ids, pair.mark), DANGER)
        rows.insert(0, (join_key,))
    else:
        parts.append(words.text(f"merge.apart_{pair.apart.code}"))
        if pair.clashes:
            parts.append("\n".join(_clashes(turn, pair)))
    return Screen("\n\n".join(parts), (*rows, way_out(words, People())))


def _candidate(turn: Turn, candidate: MergeCandidate) -> str:
    words, person = turn.words, candidate.person
    lines = [words.text("people.title", name=person.name, id=person.id)]
    lines += person_card.ways(turn, candidate)
    lines += person_card.session_counts(turn, candidate.history)
    return "\n".join(lines)


def _besides(turn: Turn, survivor: MergeCandidate, record: MergeCandidate) -> list[str]:
    """What else changes for the record that stays, or the one that goes."""
    words, lines = turn.words, []
    if record.person.coach_id is not None:
        lines.append(words.text("merge.coach"))
    lost = record.person.role
    if lost in TEAM and lost not in survivor.person.roles:
        lines.append(words.text("merge.role", role=words.label(f"people.role_{lost}")))
    if record.person.blocked and not survivor.person.blocked:
        lines.append(words.text("merge.blocked"))
    return lines


def _clashes(turn: Turn, pair: MergePair) -> list[Html]:
    lines = []
    for clash in pair.clashes:
        for candidate, a in zip((pair.survivor, pair.record), clash, strict=True):
            when = turn.words.at(a.starts_at, leading(a.meeting, a.zone, turn.zone))
            line = turn.words.text(
                "merge.clash",
                when=when,
                service=a.service_title,
                coach=a.coach_name,
                id=candidate.person.id,
            )
            lines.append(Html(line))
    return lines


MergeObstacle = TwoChats | BothAct | TwoCoaches | BookedTwice | OwnCustomer | MergeChanged


async def _apart(turn: Turn, refusal: MergeObstacle, press: Press | None) -> Reply:
    """What has changed meanwhile, shown again."""
    reply = await look(turn, LookMerge(*refusal.person_ids))
    return Reply(reply.screen, toast=turn.words.label("merge.changed"), alert=True)


async def _same(turn: Turn, refusal: SamePerson, press: Press | None) -> Reply:
    reply = await people.show(turn, ShowPerson(refusal.person_id))
    return Reply(reply.screen, toast=turn.words.label("merge.same"), aloud=True)


SCRIPT = Script(
    commands={"merge": Command(start, Permission.MERGE)},
    presses={
        MergeWith: Step(other, Permission.MERGE),
        LookMerge: Step(look, Permission.MERGE),
        JoinPeople: Step(join, Permission.MERGE),
    },
    answers={
        FIRST: AnswerStep(first, Permission.MERGE, takes=Takes.PERSON),
        SECOND: AnswerStep(second, Permission.MERGE, takes=Takes.PERSON),
    },
    refusals={
        SamePerson: _same,
        **dict.fromkeys(
            (TwoChats, BothAct, TwoCoaches, BookedTwice, OwnCustomer, MergeChanged), _apart
        ),
    },
)
