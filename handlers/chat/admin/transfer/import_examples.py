"""An example file for each kind of thing that can be brought in.

Headings and cells are in the reader's language, and name what this business offers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from domain.appointments.appointment import Status
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.transfer.importing import ImportKind
from handlers.buttons.keyboards import in_rows
from handlers.buttons.screen import Key, Row
from handlers.chat.admin.transfer.import_links import ImportExample
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.files import tables
from handlers.files.tables import Cell, Table
from handlers.queries.coaches.coaches import by_id
from handlers.wording.formats import minor_units
from handlers.wording.words import Words, zone_info

ZOE: Final = ("Zoe Miller", "+49 30 901820", "zoe@example.org")
MAX: Final = ("Max Power", None, "max@example.org")
KINDS: Final = {kind.value: kind for kind in ImportKind}


def keys(words: Words) -> Sequence[Row]:
    """A key for each kind."""
    example_keys = [
        Key(
            words.label("import.example_key", kind=words.label(f"export.{kind}")),
            ImportExample(kind),
        )
        for kind in KINDS
    ]
    return in_rows(example_keys, 1)


async def send(turn: Turn, press: ImportExample) -> Reply:
    """The file."""
    turn.actor.require(Permission.DATA)
    kind = KINDS.get(press.kind)
    if kind is None:
        raise NotFound
    words = turn.words
    fields, lines = _OF[kind](turn)
    heads = [words.label(f"file.{field}") for field in fields]
    title = words.label(f"export.{kind}")
    content = await tables.csv_file(Table(title, heads, lines), words.locale)
    caption = words.text("import.example", kind=title)
    return Reply(file=File(f"example-{kind}.csv", content, caption))


ExampleRows = tuple[Sequence[str], Sequence[Sequence[Cell]]]


def _customers(turn: Turn) -> ExampleRows:
    return ("name", "phone", "email"), (ZOE, MAX)


def _services(turn: Turn) -> ExampleRows:
    words, currency = turn.words, turn.context.currency
    fields = ("service", "minutes", "price", "currency", "category", "description")
    names = (words.label(f"import.example_{what}") for what in ("service", "category", "about"))
    service, category, about = names
    return fields, ((service, 60, 50, currency, category, about),)


def _coaches(turn: Turn) -> ExampleRows:
    service = next(iter(turn.catalogue.services.values()), None)
    zone = turn.catalogue.business.zone
    does = service.title if service else None
    return ("name", "phone", "email", "zone", "services"), ((*MAX, zone, does),)


def _bookings(turn: Turn) -> ExampleRows:
    coach, service = _bookable(turn)
    words = turn.words
    state = words.label(f"file.state_{Status.CONFIRMED}")
    fields = ("day", "time", "customer", "email", "coach", "service", "state", "price")
    return fields, (
        (
            _working_day(turn, coach),
            words.minute(_begins(turn, coach)),
            *(ZOE[0], ZOE[2]),
            coach.name if coach else MAX[0],
            service.title if service else None,
            state,
            _price(service),
        ),
    )


def _bookable(turn: Turn) -> tuple[Coach | None, Service | None]:
    """A coach who is open, and a service they do."""
    catalogue = turn.catalogue
    for coach in catalogue.coaches.values():
        for service in catalogue.services.values():
            if coach.active and service.id in coach.service_ids and not service.hidden:
                return by_id(catalogue, coach.id, actor=turn.actor), service
    return None, None


def _working_day(turn: Turn, coach: Coach | None) -> date:
    """In two weeks or soon after, when they work."""
    zone = zone_info(coach.zone if coach else turn.catalogue.business.zone)
    first = turn.now.astimezone(zone).date() + timedelta(days=14)
    days = [first + timedelta(days=n) for n in range(7)]
    return next((day for day in days if coach and coach.hours.on(day)), first)


def _begins(turn: Turn, coach: Coach | None) -> int:
    hours = coach.hours.on(_working_day(turn, coach)) if coach else ()
    return hours[0][0] if hours else 600


def _price(service: Service | None) -> Cell:
    if service is None:
        return None
    places = minor_units(service.price.currency)
    return Decimal(service.price.minor).scaleb(-places)


_OF: Final[Mapping[ImportKind, Callable[[Turn], ExampleRows]]] = {
    ImportKind.CUSTOMERS: _customers,
    ImportKind.SERVICES: _services,
    ImportKind.COACHES: _coaches,
    ImportKind.BOOKINGS: _bookings,
}
SCRIPT = Script(presses={ImportExample: Step(send, Permission.DATA)})
