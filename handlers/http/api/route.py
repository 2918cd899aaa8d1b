"""One declaration per route: where it is, what it accepts and returns, who may ask, what it
refuses.

    @route("POST", "/appointments", Scope.BOOKINGS_WRITE, status=201, refuses=(SlotTaken, TooSoon))
    async def book(call: Call, body: NewAppointment) -> Appointment:
        \"\"\"Book an appointment.

        This text is the route's description.
        \"\"\"

The function says the rest: `body` and `query` are read into their structs, the path's variables are
converted to their annotations, and the return type becomes the OpenAPI's. A refusal that it raises
has its status from `statuses`. A route that accepts or returns a file says which kinds (see
`files`). Only the list in `routes` needs to know of it.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast, get_type_hints

from msgspec import Struct, structs

from domain.programs.scopes import Scope
from domain.refusals import Refusal
from handlers.http.api.files import UploadRule
from handlers.http.api.request_faults import FieldFault

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
BASE: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class Route:
    """A declared route. scope: None if no sign-in is needed. name: its operation in the OpenAPI.
    tag: its subject (`subjects`). aliases: older spellings, each a method and a path. alias_of: the
    name of the route that this one is an alias of. bare: it answers without an envelope. secret:
    its answer is given once, and not stored for repeats. takes: the file that is its body. files:
    the media types of the file that it returns."""

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
    aliases: tuple[str, ...] = ()
    alias_of: str | None = None
    deprecated: bool = False
    says: Mapping[str, str] = field(default_factory=dict)
    secret: bool = False
    takes: UploadRule | None = None
    files: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether repeating the request could have an effect."""
        return self.method != "GET"

    @property
    def names(self) -> frozenset[str]:
        """All names in a request: in its path, its query and its body; and that of a file."""
        kinds = [kind for kind in (self.query, self.body) if kind is not None]
        fields = [one.encode_name for kind in kinds for one in structs.fields(kind)]
        return frozenset([*self.variables, *fields, *(["file"] if self.takes else [])])

    def words(self, code: str, fields: Sequence[FieldFault]) -> str | None:
        """How a bare route words an error, None for the usual words. fields: what is wrong, by
        field."""
        if any(one.code == "missing" for one in fields):
            code = "MISSING"
        if code in self.says or not fields:
            return self.says.get(code)
        return f"{fields[0].field}: {fields[0].message}"


def route(
    method: Method,
    path: str,
    scope: Scope | None,
    *,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
    statuses: tuple[int, ...] = (),
    bare: bool = False,
    secret: bool = False,
    base: str = BASE,
    name: str | None = None,
    aliases: tuple[str, ...] = (),
    subject: str | None = None,
    deprecated: bool = False,
    says: Mapping[str, str] | None = None,
    takes: UploadRule | None = None,
    files: tuple[str, ...] = (),
) -> Callable[[Callable[..., Awaitable[Any]]], Route]:
    """Declare a route. path: below `base`, with its variables in braces. statuses: further ones
    that it answers with. bare: without an envelope. aliases: older spellings, each a method and a
    whole path with the same variables, such as `GET /providers/{coach_id}`. subject: its heading,
    by default its module's name. takes: the file it is sent, as its `file`. files: media types of
    the file that it returns."""

    def declare(handle: Callable[..., Awaitable[Any]]) -> Route:
        hints = get_type_hints(handle, include_extras=True)
        gives = hints.pop("return")
        hints.pop("call")
        hints.pop("file", None)
        summary, _, description = inspect.cleandoc(handle.__doc__ or "").partition("\n\n")
        about = subject or handle.__module__.rpartition(".")[2]
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
            name=name or f"{about}_{handle.__name__}",
            tag=about,
            summary=summary.replace("\n", " ").rstrip("."),
            description=description,
            bare=bare,
            aliases=aliases,
            deprecated=deprecated,
            says=says or {},
            secret=secret,
            takes=takes,
            files=files,
        )

    return declare


def with_aliases(one: Route) -> Iterator[Route]:
    """The route, and one for each of its aliases: the same but for its place."""
    yield one
    for nr, alias in enumerate(one.aliases, 1):
        method, _, path = alias.partition(" ")
        yield replace(
            one,
            method=cast(Method, method),
            path=path,
            name=f"{one.name}_alias{nr}",
            aliases=(),
            alias_of=one.name,
            deprecated=True,
        )
