"""One declaration a route: where it is, what it takes and gives, who may ask, what it refuses.

    @route("POST", "/appointments", Scope.BOOKINGS_WRITE, status=201, refuses=(SlotTaken, TooSoon))
    async def book(asked: Asked, body: NewAppointment) -> Appointment:
        \"\"\"Book an appointment.

        What stands here is the route's description.
        \"\"\"

The function says the rest: `body` and `query` are read into their structs, whatever else is named
in the path is converted to its annotation, and what it returns is what the OpenAPI says. A refusal
that it raises has its status from `statuses`. Nothing else needs to know of it but the list in
`routes`.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_type_hints

from msgspec import Struct

from domain.refusals import Refusal
from domain.scopes import Scope

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
BASE: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class Route:
    """What a declaration came to. scope: None for what anybody may ask without being known.

    name: its operation in the OpenAPI. alias_of: the route of which this is an old spelling. bare:
    it answers without an envelope. uses_person: whoever asks has to be somebody.
    """

    method: Method
    path: str
    handle: Callable[..., Awaitable[Any]]
    scope: Scope | None
    status: int
    gives: Any
    body: type[Struct] | None
    query: type[Struct] | None
    variables: Mapping[str, Any]
    refuses: tuple[type[Refusal], ...]
    statuses: tuple[int, ...]
    name: str
    tag: str
    summary: str
    description: str
    bare: bool = False
    alias_of: str | None = None
    deprecated: bool = False
    wants: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether asking twice could do something twice."""
        return self.method != "GET"


def route(
    method: Method,
    path: str,
    scope: Scope | None,
    *,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
    statuses: tuple[int, ...] = (),
    bare: bool = False,
    base: str = BASE,
    name: str | None = None,
) -> Callable[[Callable[..., Awaitable[Any]]], Route]:
    """Declare a route. path: under `base`, with its variable parts in braces. statuses: that it
    answers beside those of its refusals and of every route. bare: without an envelope."""

    def declare(handle: Callable[..., Awaitable[Any]]) -> Route:
        hints = get_type_hints(handle, include_extras=True)
        gives = hints.pop("return")
        hints.pop("asked")
        summary, _, description = inspect.cleandoc(handle.__doc__ or "").partition("\n\n")
        subject = handle.__module__.rpartition(".")[2]
        return Route(
            method=method,
            path=base + path,
            handle=handle,
            scope=scope,
            status=status,
            gives=gives,
            body=hints.pop("body", None),
            query=hints.pop("query", None),
            variables=hints,
            refuses=refuses,
            statuses=statuses,
            name=name or f"{subject}_{handle.__name__}",
            tag=subject,
            summary=summary.replace("\n", " ").rstrip("."),
            description=description,
            bare=bare,
        )

    return declare
