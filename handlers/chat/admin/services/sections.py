"""The pages of a service's card: one for each subject, each in a module of its own.

A section says what it shows and which keys change that. Every change on it leads back to it.
`service_card` lists the sections.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue
from domain.services.service import Service
from handlers.actions.services.catalogue import change_service, newest
from handlers.buttons.coach_links import ShowService
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Row, Screen
from handlers.chat.frame.editing import Facts, Field, RecordEditor
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, merge_scripts
from handlers.chat.frame.turn import Turn


@button("sm")
class ShowSection(Press):
    """A page of the card of a service. section: the name of one."""

    service: int
    section: str


def _nothing_said(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Section:
    """A subject of a service.

    name: in its message id, `section.<name>`, the label of its key and the heading of its page.
    lines: what its page says, as HTML. rows: the keys there. brief: the part of it on the card.
    fields: what is edited on it, and leads back to it. steps: whatever else its keys lead to.
    """

    name: str
    lines: Callable[[Turn, Catalogue, Service], list[str]]
    rows: Callable[[Turn, Catalogue, Service], tuple[Row, ...]]
    brief: Callable[[Turn, Catalogue, Service], list[str]] = _nothing_said
    fields: tuple[Field[Service], ...] = ()
    steps: Script = field(default_factory=Script)

    @property
    def script(self) -> Script:
        """Its steps, those of its fields included."""

        async def show_section(turn: Turn, service: Service) -> Reply:
            return show_saved(turn, await newest(turn.database), self, service)

        return merge_scripts(self.steps, record(show_section).script(*self.fields))


def page(turn: Turn, catalogue: Catalogue, section: Section, service: Service) -> Screen:
    """The page of a section, of the service as it is now."""
    words = turn.words
    head = words.text("service.section", service=service.title, section=title(turn, section))
    text = "\n\n".join((head, "\n".join(section.lines(turn, catalogue, service))))
    rows = section.rows(turn, catalogue, service)
    return Screen(text, (*rows, way_out(words, ShowService(service.id))))


def show_saved(turn: Turn, catalogue: Catalogue, section: Section, service: Service) -> Reply:
    """The page after a change."""
    screen = page(turn, catalogue, section, service)
    return Reply(screen, toast=turn.words.label("service.saved"), aloud=True)


def title(turn: Turn, section: Section) -> str:
    """What a section is called."""
    return turn.words.label(f"section.{section.name}")


def service_of(turn: Turn, service_id: int) -> Service:
    """The service of that id. Raises NotFound."""
    service = turn.catalogue.services.get(service_id)
    if service is None:
        raise NotFound
    return service


async def change(turn: Turn, service_id: int, how: Callable[[Service], Service]) -> Service:
    """The service, changed once. Raises NotFound, NotAllowed."""
    return await change_service(turn.database, service_id, how, **turn.intent)


def record(shown: Callable[[Turn, Service], Awaitable[Reply]]) -> RecordEditor[Service]:
    """Services as records whose fields are edited. shown: as in `RecordEditor`."""
    return RecordEditor(Permission.SERVICES, _find, _save, shown)


def _find(turn: Turn, facts: Facts) -> Service:
    return service_of(turn, facts.get("service", 0))


async def _save(turn: Turn, service: Service, how: Callable[[Service], Service]) -> Service:
    return await change(turn, service.id, how)
