"""All house rules in one place: what each says now, and the key that changes it.

/rules     how late and how far ahead, service by service; what holds for all → where it is set
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.appointments.correspondence import KEPT
from domain.messages.quiet_hours import NEAR
from domain.services.catalogue import Business
from domain.services.service import Service
from domain.waitlist.waitlist import LONGEST, SHORTEST
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.pages import around
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.settings_links import PreviewScreen, ShowRules, ShowTexts
from handlers.chat.admin import reminder_times
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.settings import business_watch
from handlers.chat.admin.settings.ask_first import BusinessAskFirst
from handlers.chat.admin.settings.business_limits import BusinessLimits, EditBusinessLimit
from handlers.chat.admin.settings.business_reminders import BusinessReminders
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits
from handlers.chat.parts.house_rules import horizon
from handlers.wording import cards
from handlers.wording.words import Words

SERVICES: Final = 4  # on a page
"""Each has a line and a key."""


@dataclass(frozen=True, slots=True)
class SharedRule:
    """A rule that holds for the whole house.

    name: in the message id of its key, `house_rules.key_<name>`. sentence: what holds now, as HTML.
    opens: where it is set; None if it is the same for every house.
    """

    name: str
    sentence: Callable[[Words, Business], str]
    opens: Callable[[], Press] | None = None


def _or(words: Words, minutes: int, some: str, none: str) -> str:
    return words.text(some, length=words.length(minutes)) if minutes else words.text(none)


def _minutes(words: Words, seconds: float) -> str:
    return words.length(int(seconds) // 60)


RULES: Final[tuple[SharedRule, ...]] = (
    SharedRule(
        "open",
        lambda words, house: words.plural("limits.open", house.open_limit),
        lambda: EditBusinessLimit("o"),
    ),
    SharedRule(
        "day",
        lambda words, house: limits.caps(words, "customer", house.customer_caps),
        BusinessLimits,
    ),
    SharedRule(
        "gap",
        lambda words, house: (
            words.text("limits.gap", gap=words.length(house.gap))
            if house.gap
            else words.text("limits.gapless")
        ),
        lambda: EditBusinessLimit("g"),
    ),
    SharedRule(
        "hold",
        lambda words, house: (
            words.text("limits.kept", kept=words.length(house.hold_minutes))
            if house.hold_minutes
            else words.text("limits.unkept")
        ),
        lambda: EditBusinessLimit("h"),
    ),
    SharedRule(
        "answer",
        lambda words, house: _or(
            words, house.answer_minutes, "limits.answers", "limits.answers_any"
        ),
        lambda: EditBusinessLimit("a"),
    ),
    SharedRule(
        "offer",
        lambda words, house: words.text("limits.offers", length=words.length(house.offer_minutes)),
        lambda: EditBusinessLimit("f"),
    ),
    SharedRule(
        "writing",
        lambda words, house: words.text(
            "limits.writing" if house.writing_minutes else "limits.writing_ends",
            length=words.length(house.writing_minutes),
            kept=_minutes(words, KEPT.total_seconds()),
        ),
        lambda: EditBusinessLimit("m"),
    ),
    SharedRule(
        "ask_first",
        lambda words, house: words.text(
            "house_rules.asked" if house.ask_first else "house_rules.told"
        ),
        BusinessAskFirst,
    ),
    SharedRule(
        "reminders",
        lambda words, house: words.text(
            "house_rules.reminded", times=reminder_times.in_words(words, house.reminders)
        ),
        BusinessReminders,
    ),
    SharedRule("no_show", business_watch.strict, business_watch.WatchLimits),
    SharedRule(
        "waiting",
        lambda words, house: words.text(
            "house_rules.waiting_for",
            least=_minutes(words, SHORTEST.total_seconds()),
            most=_minutes(words, LONGEST.total_seconds()),
        ),
    ),
    SharedRule(
        "quiet",
        lambda words, house: words.text(
            "house_rules.quiet", near=_minutes(words, NEAR.total_seconds())
        ),
    ),
)


def screen(turn: Turn, page: int) -> Screen:
    """What holds, and where it is set. page: of the services, from 0."""
    words, business = turn.words, turn.catalogue.business
    services = sorted(turn.catalogue.services.values(), key=lambda one: (one.position, one.id))
    pages = max(-(-len(services) // SERVICES), 1)
    page = min(max(page, 0), pages - 1)
    page_services = services[page * SERVICES : (page + 1) * SERVICES]
    parts = [
        words.text("house_rules.of_house", business=business.name),
        cards.bullet([rule.sentence(words, business) for rule in RULES]),
    ]
    if page_services:
        parts.append(words.text("house_rules.by_service"))
        parts += [_of_service(words, one) for one in page_services]
    keys = [
        Key(words.label(f"house_rules.key_{rule.name}"), rule.opens())
        for rule in RULES
        if rule.opens
    ]
    labels = LabelFitter(words, HALF)
    of_services = [
        Key(
            labels.label("house_rules.service_key", cut="service", service=one.title),
            ShowSection(one.id, "limits"),
        )
        for one in page_services
    ]
    own: Row = (
        Key(words.label("house_rules.text_key"), ShowTexts("rules")),
        Key(words.label("preview.as_read_key"), PreviewScreen("rules")),
    )
    rows = (
        *in_rows(keys, 2),
        *in_rows(of_services, 2),
        *around(words, page, pages, ShowRules),
        own,
        way_out(words, ShowBusiness()),
    )
    return Screen("\n\n".join(parts), rows)


def _of_service(words: Words, service: Service) -> str:
    rules = service.rules
    lines = [
        words.text("house_rules.service", service=service.title),
        words.text(
            "service.notices",
            book=words.length(rules.notice_book),
            move=words.length(rules.notice_move),
            cancel=words.length(rules.notice_cancel),
        ),
        words.text("service.ahead", ahead=horizon(words, rules)),
    ]
    if any(rules.caps):
        lines.append(limits.caps(words, "service", rules.caps))
    if any(rules.customer_caps):
        lines.append(limits.caps(words, "customer_service", rules.customer_caps))
    return "\n".join(lines)
