"""Which route a method and a path mean. Literal parts of a path take precedence over variables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handlers.http.api.route import Route


@dataclass(slots=True)
class _Node:
    """A place in the tree of paths. routes: what ends here, by method."""

    literal: dict[str, "_Node"] = field(default_factory=dict)
    variable: "_Node | None" = None
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """A route, and the variables of the path that matched it."""

    route: Route
    variables: Mapping[str, str]


class Router:
    """The routes of a list. Raises ValueError for two in one place."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node, names = self._root, []
        for part in _parts(route.path):
            if part.startswith("{"):
                names.append(part[1:-1])
                node.variable = node = node.variable or _Node()
            else:
                node = node.literal.setdefault(part, _Node())
        if route.method in node.routes:
            raise ValueError(f"two routes for {route.method} {route.path}")
        node.routes[route.method] = route, tuple(names)

    def find(self, method: str, path: str) -> RouteMatch | frozenset[str]:
        """The route; else the methods that are allowed at this path, none if there is no such
        path."""
        nodes: list[tuple[_Node, tuple[str, ...]]] = [(self._root, ())]
        for part in _parts(path):
            nodes = [step for node, values in nodes for step in _steps(node, values, part)]
        # The first match decides: a literal part is never also a number.
        for node, values in nodes:
            if method in node.routes:
                route, names = node.routes[method]
                return RouteMatch(route, dict(zip(names, values, strict=True)))
            if node.routes:
                return frozenset(node.routes)
        return frozenset()


def _steps(
    node: _Node, values: tuple[str, ...], part: str
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    if part in node.literal:
        yield node.literal[part], values
    if node.variable is not None and part:
        yield node.variable, (*values, part)


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")
