"""What customers read of a service before they book it, and who confirms: fields of its basics."""

from typing import Final

from domain.business.offering_rules import LONGEST_DESCRIPTION
from domain.coaches.profiles import LONGEST_CATEGORY
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.service import Approval, Service
from domain.text import field_text
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.admin.services.sections import ShowSection, service_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute, button_field, nothing, reader
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import categories

SECTION = "basics"
CATEGORY, DESCRIPTION = "service.category", "service.description"


@button("sk")
class EditServiceCategory(Press):
    """Another category."""

    service: int


@button("skp")
class PickServiceCategory(Press):
    """The category that the service `of` has."""

    service: int
    of: int


@button("skx")
class NoServiceCategory(Press):
    """No category."""

    service: int


@button("sb")
class EditDescription(Press):
    """Another description."""

    service: int


@button("sbx")
class NoDescription(Press):
    """No description."""

    service: int


@button("sq")
class EditServiceApproval(Press):
    """By hand, at once, or as the coach's setting says?"""

    service: int


@button("sqs")
class SetServiceApproval(Press):
    """by: a key of APPROVALS."""

    service: int
    by: str


# As on buttons.
APPROVALS: Final[dict[str, Approval | None]] = {
    "coach": None,
    "manual": Approval.MANUAL,
    "auto": Approval.AUTO,
    "known": Approval.KNOWN,
}


def lines(turn: Turn, service: Service) -> list[str]:
    """What the page says about these."""
    words = turn.words
    sentences = [
        words.text("service.category", category=service.category)
        if service.category
        else words.text("service.no_category"),
        words.text(f"service.approval_{service.approval or 'coach'}"),
    ]
    if service.description:
        sentences.append(words.text("service.description", description=service.description))
    return sentences


def rows(turn: Turn, service: Service) -> tuple[Row, ...]:
    """The keys that change them."""
    words = turn.words
    return (
        (
            Key(words.label("service.key_category"), EditServiceCategory(service.id)),
            Key(words.label("service.key_description"), EditDescription(service.id)),
        ),
        (Key(words.label("service.key_approval"), EditServiceApproval(service.id)),),
    )


async def ask_approval(turn: Turn, press: EditServiceApproval) -> Reply:
    """Who confirms."""
    words, service = turn.words, service_of(turn, press.service)
    keys = [
        Key(
            words.label(f"service.by_{by}_key"),
            SetServiceApproval(service.id, by),
            SUCCESS if service.approval is approval else None,
        )
        for by, approval in APPROVALS.items()
    ]
    text = words.text("service.choose_approval", service=service.title)
    return Reply(Screen(text, (*in_rows(keys[:1], 1), *in_rows(keys[1:], 2), _back(turn, service))))


def _approval(turn: Turn, service: Service, facts: Facts) -> Approval | None:
    if facts["by"] not in APPROVALS:
        raise NotFound
    return APPROVALS[facts["by"]]


def _category_question(turn: Turn, service: Service, facts: Facts) -> Question:
    words, holders = turn.words, dict[str, int]()
    for other in sorted(turn.catalogue.services.values(), key=lambda s: (s.position, s.id)):
        if other.category:
            holders.setdefault(other.category, other.id)
    keys = categories.keys(
        words, holders, service.category, lambda one: PickServiceCategory(service.id, holders[one])
    )
    if service.category:
        keys.append(Key(words.label("service.no_category"), NoServiceCategory(service.id)))
    text = words.text("service.type_category", service=service.title, limit=LONGEST_CATEGORY)
    screen = Screen(text, (*in_rows(keys, 1), _back(turn, service)))
    return Question(CATEGORY, screen, {"service": service.id})


def _category_of(turn: Turn, service: Service, facts: Facts) -> str | None:
    return service_of(turn, facts["of"]).category


def _description_question(turn: Turn, service: Service) -> Question:
    words, keys = turn.words, list[Row]()
    if service.description:
        keys.append((Key(words.label("service.no_description"), NoDescription(service.id)),))
    text = words.text("service.type_description", service=service.title, limit=LONGEST_DESCRIPTION)
    screen = Screen(text, (*keys, _back(turn, service)))
    return Question(DESCRIPTION, screen, {"service": service.id})


def _back(turn: Turn, service: Service) -> Row:
    return way_out(turn.words, ShowSection(service.id, SECTION))


STEPS: Final = Script(presses={EditServiceApproval: Step(ask_approval, Permission.SERVICES)})
FIELDS: Final[tuple[Field[Service], ...]] = (
    categories.field(
        CATEGORY,
        EditServiceCategory,
        _category_question,
        (PickServiceCategory, _category_of),
        NoServiceCategory,
    ),
    Field(
        DESCRIPTION,
        EditDescription,
        lambda turn, service, facts: _description_question(turn, service),
        reader(
            lambda turn, service: field_text.passage(turn.text, "description", LONGEST_DESCRIPTION)
        ),
        attribute("description"),
        choices={NoDescription: nothing},
    ),
    button_field(attribute("approval"), {SetServiceApproval: _approval}),
)
