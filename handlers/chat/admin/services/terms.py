"""A coach's own terms for a service: lengths and prices, and a place.

of_service   from the card of a service: each coach who does it → terms of_coach     from the card
of a coach: each service that they do → terms terms        what differs; typed, or back to the usual
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.business.offering_rules import LONGEST_ADDRESS as LONGEST
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.meeting import Meeting
from domain.services.service import Service
from domain.services.service_choice import USUAL
from domain.services.terms import USUAL_TERMS, Terms
from handlers.actions.services.terms import change_terms
from handlers.buttons.coach_links import ShowCoach, ShowService, ShowTerms, TermsOfCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.coach_record import coach_of
from handlers.chat.admin.services.service_lengths import example, lines, typed_lengths
from handlers.chat.admin.services.service_where import READERS, SAID
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, RecordEditor, reader
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn

LENGTHS, PLACE = "terms.lengths", "terms.place"


@button("sz")
class TermsOfService(Press):
    """The coaches of a service. page: from 0."""

    service: int
    page: int = 0


@button("kx")
class EditTermLengths(Press):
    """Own lengths and prices."""

    service: int
    coach: int
    side: int


@button("kxx")
class UsualLengths(Press):
    """Back to the usual ones."""

    service: int
    coach: int
    side: int


@button("ky")
class EditTermPlace(Press):
    """An own address, link or number."""

    service: int
    coach: int
    side: int


@button("kyx")
class UsualPlace(Press):
    """Back to the usual one."""

    service: int
    coach: int
    side: int


@dataclass(frozen=True, slots=True)
class Deal:
    """A coach's terms for a service. side: the card they were opened from, 0 the service's, 1 the
    coach's."""

    catalogue: Catalogue
    service: Service
    coach: Coach
    side: int
    terms: Terms

    @property
    def effective_service(self) -> Service:
        """The service as this coach does it."""
        return self.catalogue.service_for(self.service.id, self.coach, USUAL)


async def of_service(turn: Turn, press: TermsOfService) -> Reply:
    """Who does it, with those on their own terms marked."""
    words, service = turn.words, turn.catalogue.services.get(press.service)
    if service is None:
        raise NotFound
    able = [c for c in turn.catalogue.coaches.values() if service.id in c.service_ids]
    keys = [
        _key(turn, "coach", coach.name, service.id in coach.terms, ShowTerms(service.id, coach.id))
        for coach in sorted(able, key=lambda c: (c.name, c.id))
    ]
    rows = page_rows(
        words, keys, press.page, lambda page: TermsOfService(service.id, page), width=1
    )
    text = words.text("terms.of_service" if keys else "terms.nobody", service=service.title)
    return Reply(Screen(text, (*rows, way_out(words, ShowService(service.id)))))


async def of_coach(turn: Turn, press: TermsOfCoach) -> Reply:
    """What they do, with those on their own terms marked."""
    words, coach = turn.words, coach_of(turn, press.coach)
    services = [s for s in turn.catalogue.services.values() if s.id in coach.service_ids]
    keys = [
        _key(turn, "service", s.title, s.id in coach.terms, ShowTerms(s.id, coach.id, 1))
        for s in sorted(services, key=lambda s: (s.position, s.id))
    ]
    rows = page_rows(words, keys, press.page, lambda page: TermsOfCoach(coach.id, page), width=1)
    text = words.text("terms.of_coach" if keys else "terms.nothing", coach=coach.name)
    return Reply(Screen(text, (*rows, way_out(words, ShowCoach(coach.id)))))


async def show(turn: Turn, press: ShowTerms) -> Reply:
    """What differs."""
    return Reply(_page(turn, _deal(turn.catalogue, press.service, press.coach, press.side)))


def _key(turn: Turn, kind: str, name: str, own: bool, opens: Press) -> Key:
    labels = LabelFitter(turn.words, WHOLE)
    label = (
        labels.label("pages.on", cut="name", name=turn.words.user_text(kind, name)) if own else None
    )
    return Key(label or labels.user_text(kind, name), opens)


def _page(turn: Turn, deal: Deal) -> Screen:
    words, service = turn.words, deal.effective_service
    where = deal.catalogue.place_of(service, deal.coach)
    lengths_own, place_own = bool(deal.terms.lengths), bool(_own_place(deal))
    sentences = [
        words.text("terms.lengths_own" if lengths_own else "terms.lengths_usual"),
        *lines(turn, service),
        "",
        words.text("terms.place_own" if place_own else "terms.place_usual"),
    ]
    if where:
        sentences.append(words.text(f"service.where_{service.meeting}", place=where))
    head = words.text("terms.card", service=deal.service.title, coach=deal.coach.name)
    pressed = deal.service.id, deal.coach.id, deal.side
    rows: tuple[Row, ...] = (
        (Key(words.label("service.key_lengths"), EditTermLengths(*pressed)),),
        (Key(words.label(f"service.key_{SAID[service.meeting]}"), EditTermPlace(*pressed)),),
    )
    back: Press = TermsOfCoach(deal.coach.id) if deal.side else TermsOfService(deal.service.id)
    return Screen(f"{head}\n\n" + "\n".join(sentences), (*rows, way_out(words, back)))


def _own_place(deal: Deal) -> str | None:
    return deal.terms.addresses.of(deal.service.meeting)


def _deal(catalogue: Catalogue, service_id: int, coach_id: int, side: int) -> Deal:
    service, coach = catalogue.services.get(service_id), catalogue.coaches.get(coach_id)
    if service is None or coach is None:
        raise NotFound
    return Deal(catalogue, service, coach, side, coach.terms.get(service_id, USUAL_TERMS))


def _find(turn: Turn, facts: Facts) -> Deal:
    service, coach, side = (facts.get(name, 0) for name in ("service", "coach", "side"))
    return _deal(turn.catalogue, service, coach, side)


async def _save(turn: Turn, deal: Deal, change: Callable[[Deal], Deal]) -> Deal:
    catalogue = await change_terms(
        turn.database,
        deal.coach.id,
        deal.service.id,
        lambda terms: change(replace(deal, terms=terms)).terms,
        **turn.intent,
    )
    return _deal(catalogue, deal.service.id, deal.coach.id, deal.side)


async def _show_saved(turn: Turn, deal: Deal) -> Reply:
    return Reply(_page(turn, deal), toast=turn.words.label("service.saved"), aloud=True)


def _question(
    turn: Turn,
    deal: Deal,
    step: str,
    text: str,
    usual: Callable[[int, int, int], Press],
    *,
    own: bool,
) -> Question:
    words, pressed = turn.words, (deal.service.id, deal.coach.id, deal.side)
    keys: tuple[Row, ...] = ()
    if own:
        keys = ((Key(words.label("terms.usual"), usual(*pressed)),),)
    screen = Screen(text, (*keys, way_out(words, ShowTerms(*pressed))))
    facts = {"service": deal.service.id, "coach": deal.coach.id, "side": deal.side}
    return Question(step, screen, facts)


def _lengths_question(turn: Turn, deal: Deal, facts: Facts) -> Question:
    text = turn.words.text(
        "terms.type_lengths",
        service=deal.service.title,
        coach=deal.coach.name,
        example=example(turn.words, deal.service.price.currency),
    )
    return _question(turn, deal, LENGTHS, text, UsualLengths, own=bool(deal.terms.lengths))


def _place_question(turn: Turn, deal: Deal, facts: Facts) -> Question:
    words, meeting = turn.words, deal.service.meeting
    text = words.text(f"terms.type_{meeting}", service=deal.service.title, coach=deal.coach.name)
    question = _question(turn, deal, PLACE, text, UsualPlace, own=bool(_own_place(deal)))
    return replace(question, facts={**question.facts, "meeting": meeting.value})


async def _read_place(turn: Turn, deal: Deal, facts: Facts, question: Question) -> str:
    read, field = READERS[_meeting(deal, facts)]
    return read(turn.text, field, LONGEST)


def _put_place(deal: Deal, place: Any, facts: Facts) -> Deal:
    addresses = deal.terms.addresses.having(_meeting(deal, facts), place)
    return replace(deal, terms=replace(deal.terms, addresses=addresses))


def _meeting(deal: Deal, facts: Facts) -> Meeting:
    """How it was held when the question was asked; for a button, how it is held now."""
    return Meeting(facts.get("meeting", deal.service.meeting))


RECORD: Final[RecordEditor[Deal]] = RecordEditor(Permission.COACHES, _find, _save, _show_saved)
SCRIPT: Final = merge_scripts(
    Script(
        presses={
            TermsOfService: Step(of_service, Permission.COACHES),
            TermsOfCoach: Step(of_coach, Permission.COACHES),
            ShowTerms: Step(show, Permission.COACHES),
        }
    ),
    RECORD.script(
        Field(
            LENGTHS,
            EditTermLengths,
            _lengths_question,
            reader(lambda turn, deal: typed_lengths(turn, deal.service.price.currency)),
            lambda deal, lengths, facts: replace(deal, terms=replace(deal.terms, lengths=lengths)),
            choices={UsualLengths: lambda turn, deal, facts: ()},
        ),
        Field(
            PLACE,
            EditTermPlace,
            _place_question,
            _read_place,
            _put_place,
            choices={UsualPlace: lambda turn, deal, facts: None},
        ),
    ),
)
