"""The rules of the house as customers read them: in its own words, and as its settings imply."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.messages.business_texts import BusinessTextKind, passage_for
from domain.services.catalogue import Catalogue
from domain.services.horizon import HorizonBy
from domain.services.rules import Rules
from domain.services.service import Approval, Service
from domain.waitlist.waitlist import LONGEST
from handlers.buttons.limits import units
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits
from handlers.wording import cards
from handlers.wording.legal import legal_lines
from handlers.wording.words import Words, words_for

MOST_NAMED: Final = 4  # services named for which the same holds
# UTF-16 units of a page: added to it are the line of a preview, and the note on services that did
# not fit.
LONGEST_PAGE: Final = 3600


def screen_text(turn: Turn) -> str:
    """All of it, as HTML, with as many services as fit."""
    words, business = turn.words, turn.catalogue.business
    head = words.text("house_rules.title", business=business.name)
    if business.place:
        head = f"{head}\n{words.text('business.place', place=business.place)}"
    offered_services = turn.catalogue.offered_services
    above = [head, *own_words(turn, BusinessTextKind.RULES)]
    below = [cards.bullet(_of_house(turn, offered_services)), *legal(turn)]
    room = LONGEST_PAGE - units("\n\n".join((*above, *below)))
    return "\n\n".join((*above, *_of_services(words, offered_services, room), *below))


def own_words(turn: Turn, text: BusinessTextKind) -> list[str]:
    """A text of the business in the reader's language, as HTML; nothing if there is none."""
    passage = passage_for(
        turn.catalogue.business.texts, text, turn.words.language, _default_language(turn)
    )
    return [turn.words.text("texts.said", passage=passage.text)] if passage else []


def legal(turn: Turn) -> list[str]:
    """Imprint and privacy, a paragraph for both; nothing if nobody has written any."""
    texts = turn.catalogue.business.texts
    lines = legal_lines(turn.words, texts, _default_language(turn), turn.words.text)
    return ["\n".join(lines)] if lines else []


def _default_language(turn: Turn) -> str:
    return words_for(turn.context.language).language


def _of_services(words: Words, offered_services: Sequence[Service], room: int) -> list[str]:
    """Until when one may book, move and cancel, and how far ahead: once for all that are alike."""
    kinds: dict[tuple[object, ...], list[Service]] = {}
    for service in offered_services:
        kinds.setdefault(_kind(service.rules), []).append(service)
    paragraphs: list[str] = []
    for services in kinds.values():
        lines = [f"• {one}" for one in _lines(words, services[0].rules)]
        if len(kinds) > 1:
            lines.insert(0, _service_names(words, services))
        part = "\n".join(lines)
        room -= units(part) + 2
        if room < 0:
            return [*paragraphs, words.text("house_rules.others")]
        paragraphs.append(part)
    return paragraphs


def _service_names(words: Words, services: Sequence[Service]) -> str:
    """The services for which the same holds; of many, the first are named."""
    names = [words.user_text("service", one.title) for one in services[:MOST_NAMED]]
    if rest := len(services) - len(names):
        names.append(words.plural("house_rules.more_services", rest))
    return words.text("house_rules.of_services", services=", ".join(names))


def _kind(rules: Rules) -> tuple[object, ...]:
    return (
        rules.notice_book,
        rules.notice_move,
        rules.notice_cancel,
        rules.horizon_by,
        rules.horizon_days if rules.horizon_by is HorizonBy.DAYS else rules.horizon_count,
        rules.horizon_until,
        rules.customer_caps,
    )


def _lines(words: Words, rules: Rules) -> list[str]:
    cancel, move = (_before(words, one) for one in (rules.notice_cancel, rules.notice_move))
    if cancel == move:
        lines = [words.text("house_rules.cancel_and_move", before=cancel)]
    else:
        lines = [
            words.text("house_rules.cancel", before=cancel),
            words.text("house_rules.move", before=move),
        ]
    book, ahead = _before(words, rules.notice_book), horizon(words, rules)
    lines.append(words.text("house_rules.book", before=book, ahead=ahead))
    if any(rules.customer_caps):
        caps = limits.in_words(words, rules.customer_caps)
        lines.append(words.text("house_rules.customer_caps", caps=caps))
    return lines


def _before(words: Words, minutes: int) -> str:
    """Until when, as plain text: until 12 hours before, or until it begins."""
    if not minutes:
        return words.label("house_rules.until_start")
    return words.label("house_rules.until", length=words.length(minutes))


def horizon(words: Words, rules: Rules) -> str:
    """How far ahead, as plain text."""
    by_days = rules.horizon_by is HorizonBy.DAYS
    count = rules.horizon_days if by_days else rules.horizon_count
    until: date | None = rules.horizon_until if rules.horizon_by is HorizonBy.DATE else None
    return limits.horizon(words, rules.horizon_by, count, until)


def _of_house(turn: Turn, offered_services: Sequence[Service]) -> list[str]:
    """What holds for every customer, whatever they book."""
    words, catalogue, business = turn.words, turn.catalogue, turn.catalogue.business
    lines = [words.plural("house_rules.open", business.open_limit)]
    if any(business.customer_caps):
        caps = limits.in_words(words, business.customer_caps)
        lines.append(words.text("house_rules.customer_caps", caps=caps))
    if business.hold_minutes:
        hold = words.length(business.hold_minutes)
        lines.append(words.text("house_rules.kept", length=hold))
    if business.answer_minutes and any(_asks(catalogue, one) for one in offered_services):
        answer = words.length(business.answer_minutes)
        lines.append(words.text("house_rules.answers", length=answer))
    wait = words.length(int(LONGEST.total_seconds()) // 60)
    lines.append(words.text("house_rules.waiting", length=wait))
    if business.reminders:
        times = words.together(map(words.length, business.reminders))
        lines.append(words.text("house_rules.reminders", times=times))
    return lines


def _asks(catalogue: Catalogue, service: Service) -> bool:
    """Whether any coach confirms requests for it by hand."""
    coaches = catalogue.coaches_for(service.id)
    return any((service.approval or coach.approval) is not Approval.AUTO for coach in coaches)
