"""Further services in the same booking, one after the other.

the last look → Add another service → the services that fit, each with minutes and price
              → the last look at all of them; Without … takes one out again
"""

from contextlib import suppress
from dataclasses import replace

from domain.refusals import NoLongerOffered
from domain.roles import Permission
from domain.services import service_choice as choices
from domain.services.back_to_back import AloneReason
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.services.service_choice import MOST_ALSO, USUAL, Choice
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import PickSlot
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from handlers.wording import cards

MOST_TOLD = 8  # services that cannot be added


@button("bw")
class FurtherOn(Press):
    """The services that can be added to what was chosen. start: epoch minutes. page: from 0. why:
    as in `PickSlot`."""

    service: int
    coach: int
    start: int
    choice: str = ""
    page: int = 0
    why: int = 0


def lines(turn: Turn, service_id: int, coach: Coach, choice: Choice) -> list[str]:
    """Each of several services with its minutes and price; no lines for a single one."""
    if not choice.also:
        return []
    words = turn.words
    return [
        words.text(
            "book.part",
            service=part.title,
            length=words.length(part.minutes),
            price=words.money(part.price),
        )
        for part in turn.catalogue.parts(service_id, coach, choice)
    ]


def keys(turn: Turn, coach: Coach, slot: PickSlot) -> tuple[Row, ...]:
    """The keys of the last look that add services to a start, and take them out."""
    rows: list[Row] = []
    if _others(turn, slot.service, coach, choices.read(slot.choice)):
        further = FurtherOn(slot.service, coach.id, slot.start, slot.choice, 0, slot.why)
        rows.append((Key(turn.words.label("book.add_service"), further),))
    return *rows, *without(turn, slot)


def without(turn: Turn, slot: PickSlot) -> tuple[Row, ...]:
    """For each further service of a start, the key to the same without it."""
    choice = choices.read(slot.choice)
    rows: list[Row] = []
    for number, one in enumerate(choice.also):
        rest = replace(choice, also=choice.also[:number] + choice.also[number + 1 :])
        if service := turn.catalogue.services.get(one):
            label = LabelFitter(turn.words, WHOLE).label(
                "book.without_service", cut="service", service=service.title
            )
            rows.append((Key(label, replace(slot, choice=rest.as_text)),))
    return tuple(rows)


async def choose(turn: Turn, press: FurtherOn) -> Reply:
    """Ask what else: each service that can follow, with its minutes and price."""
    coach = turn.catalogue.coaches.get(press.coach)
    if coach is None:
        raise NoLongerOffered
    words, choice = turn.words, choices.read(press.choice)
    service = turn.catalogue.service_for(press.service, coach, choice)
    minute = int(in_range(press.start * 60).timestamp()) // 60
    slot = PickSlot(press.service, coach.id, 0, minute, press.choice, press.why)
    service_keys = [
        Key(
            LabelFitter(words, WHOLE).label(
                "book.further_key",
                cut="service",
                service=one.title,
                length=words.length(one.minutes),
                price=words.money(one.price),
            ),
            replace(slot, choice=_adding(choice, one).as_text),
        )
        for one in _further(turn, press.service, coach, choice)
    ]
    paragraphs = [
        words.text("book.choose_further", service=service.title, coach=coach.name)
        if service_keys
        else words.text("book.nothing_further", service=service.title, coach=coach.name)
    ]
    alone = _alone(turn, press.service, coach, choice)
    if alone:
        lines = [
            words.text(f"book.alone_{why}", service=one.title) for one, why in alone[:MOST_TOLD]
        ]
        paragraphs.append(words.text("book.alone", services=cards.bullet(lines)))
    rows = page_rows(
        words, service_keys, press.page, lambda page: replace(press, page=page), width=1
    )
    return Reply(Screen("\n\n".join(paragraphs), (*rows, way_out(words, slot))))


def _others(turn: Turn, service_id: int, coach: Coach, choice: Choice) -> bool:
    """Whether the coach does anything else that could follow, or a reason can be given why not.
    Nothing is added to a group's session."""
    first = turn.catalogue.services[service_id]
    if first.for_groups or len(choice.also) >= MOST_ALSO:
        return False
    chosen_ids = {service_id, *choice.also}
    return any(
        one.id in coach.service_ids and one.id not in chosen_ids
        for one in turn.catalogue.offered_services
    )


def _further(turn: Turn, service_id: int, coach: Coach, choice: Choice) -> list[Service]:
    """What can be added to what was chosen, as the coach does it."""
    services: list[Service] = []
    if len(choice.also) >= MOST_ALSO:
        return services
    for one in turn.catalogue.offered_services:
        if one.id not in coach.service_ids:
            continue
        with suppress(NoLongerOffered):
            turn.catalogue.service_for(service_id, coach, _adding(choice, one))
            services.append(turn.catalogue.service_for(one.id, coach, USUAL))
    return services


def _alone(
    turn: Turn, service_id: int, coach: Coach, choice: Choice
) -> list[tuple[Service, AloneReason]]:
    """What else the coach does, and why it cannot be added to what was chosen."""
    parts = turn.catalogue.parts(service_id, coach, choice)
    chosen_ids, services = {part.id for part in parts}, list[tuple[Service, AloneReason]]()
    for one in turn.catalogue.offered_services:
        if one.id in coach.service_ids and one.id not in chosen_ids:
            its = turn.catalogue.service_for(one.id, coach, USUAL)
            if why := turn.catalogue.alone((*parts, its), coach):
                services.append((its, why))
    return services


def _adding(choice: Choice, service: Service) -> Choice:
    return replace(choice, also=(*choice.also, service.id))


SCRIPT = Script(presses={FurtherOn: Step(choose, Permission.BOOK)})
