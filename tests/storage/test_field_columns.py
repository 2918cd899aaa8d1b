"""The fields of a row are listed once, where its class is."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage.field_columns import cells_by_name, columns_of, field_names, values_of
from tests.source_files import modules

MOST = 3  # fields of one class at their places in a list written by hand
_SELECTED = re.compile(r".*\b(?:SELECT(?: DISTINCT)?|RETURNING)\b", re.DOTALL)
_FROM = re.compile(r"\bFROM\b")
_STATEMENT = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|RETURNING|FROM)\b")
# What this selects goes into the columns before it, and becomes no object.
_INSERTED = re.compile(r"(INSERT INTO \w+(?: AS \w+)? \([^()]*\)\s*)SELECT\b")
_NAMED = re.compile(r"\bAS \w+\s*(?:\{|$)")


@dataclass(frozen=True)
class Booking:
    id: int
    coach: str
    starts_at: str


class Seat(NamedTuple):
    booking_id: int
    booking: Booking


def test_what_is_selected_has_the_order_of_the_fields() -> None:
    assert columns_of(Booking) == "id, coach, starts_at"
    assert columns_of(Booking, "b", coach="c.name") == "b.id, c.name, b.starts_at"
    assert columns_of(Seat, booking=columns_of(Booking, "b")) == (
        "booking_id, b.id, b.coach, b.starts_at"
    )
    assert field_names(Seat) == ("booking_id", "booking")


def test_a_row_is_what_was_selected() -> None:
    booking = Booking(7, "Ana", "Monday")
    assert values_of(booking) == (7, "Ana", "Monday")
    assert values_of(Seat(7, booking)) == (7, booking)
    assert cells_by_name(Booking, values_of(booking)) == {
        "id": 7,
        "coach": "Ana",
        "starts_at": "Monday",
    }


def test_no_statement_lists_the_fields_of_its_rows_by_hand() -> None:
    """A pair of columns in the wrong order, both of one type, would go unnoticed."""
    listed = [
        (name, entity, fields)
        for name, text in modules("storage")
        if not name.startswith("storage/migrations/")
        for entity, fields in _listed_by_hand(ast.parse(text))
    ]
    assert listed == []


def test_lists_by_hand_are_recognised() -> None:
    row = "class Row(NamedTuple):\n    id: int\n    name: str\n    zone: str\n    state: str\n"

    def listed(statement: str) -> list[tuple[str, list[str]]]:
        return list(_listed_by_hand(ast.parse(f"{row}_SQL = {statement}\n")))

    assert listed('"SELECT r.id, r.name, r.zone, r.state FROM rows r"')
    assert listed('"SELECT id, coalesce(name, 1), upper(zone), state, 1 FROM rows"')
    assert listed('f"UPDATE rows SET name = $1 WHERE {A} RETURNING id, name, zone, state"')
    assert listed('"INSERT INTO rows (owner_id, id, name, zone, state) VALUES ($1, $2)"')
    assert listed('"r.id, r.name, r.zone, r.state"')
    assert listed("select(C.id, C.name, C.zone, C.state)")
    assert not listed('"INSERT INTO rows (name, zone, state) SELECT name, zone, state FROM old"')
    assert not listed('"SELECT id AS id, name AS name, zone AS zone, state AS state FROM rows"')
    assert not listed('f"SELECT {columns_of(Row)} FROM rows WHERE id = $1 AND name = $2"')


def _listed_by_hand(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Classes of a module, each with the fields that one of its statements lists at their places:
    more than a few of what becomes an object, or all of what is inserted."""
    entities = dict(_entities(tree))
    for is_selected, columns in (*_lists_in_calls(tree), *_lists_in_texts(tree)):
        for entity, fields in entities.items():
            at_place = _at_their_places(fields, columns)
            if len(at_place) > (MOST if is_selected else len(fields) - 1):
                yield entity, at_place


def _entities(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Dataclasses and named tuples, with their fields."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(one) for one in (*node.bases, *node.decorator_list)]
            fields = [
                ast.unparse(one.target) for one in node.body if isinstance(one, ast.AnnAssign)
            ]
            if len(fields) > MOST and any(
                "dataclass" in one or "NamedTuple" in one for one in bases
            ):
                yield node.name, fields


def _lists_in_calls(tree: ast.Module) -> Iterator[tuple[bool, list[str]]]:
    """What SQLAlchemy is to select."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("select", "returning")):
            yield True, [ast.unparse(one) for one in call.args]


def _lists_in_texts(tree: ast.Module) -> Iterator[tuple[bool, list[str]]]:
    """The lists in a module's SQL, each with whether it is of what is selected."""
    for text in _texts(tree):
        for items in _comma_lists(_INSERTED.sub(r"\1", text)):
            # A text that is only a list is put into one that selects it.
            is_selected = not _STATEMENT.search(text)
            columns: list[str] = []
            for item in items:
                if _SELECTED.match(item):
                    yield is_selected, columns
                    is_selected, columns = True, []
                columns.append(_FROM.split(_SELECTED.sub("", item))[0])
            yield is_selected, columns


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module that is not prose; what is put into one is left out."""
    parts: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            parts.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts.update(node.values)
            yield "".join(
                str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in parts:
            yield node.value


def _comma_lists(text: str) -> Iterator[list[str]]:
    """What commas separate, outside of all brackets and in each pair of them."""
    stack = [[""]]
    for character in text:
        if character == "(":
            stack.append([""])
        elif character == ")" and len(stack) > 1:
            inner = stack.pop()
            yield inner
            # Another statement in brackets is one value of this one.
            stack[-1][-1] += f"({_STATEMENT.sub('', ' '.join(inner))})"
        elif character == ",":
            stack[-1].append("")
        else:
            stack[-1][-1] += character
    yield from stack


def _at_their_places(fields: Sequence[str], columns: Iterable[str]) -> list[str]:
    """The most fields that a list of columns names in their order and distance. What is named there
    is read by its name; what is set, by its own."""
    columns = ["" if "=" in one or _NAMED.search(one) else one for one in columns]
    best: list[str] = []
    for offset in range(1 - len(fields), len(columns)):
        named = [
            field
            for at, field in enumerate(fields, offset)
            if 0 <= at < len(columns) and re.search(rf"\b{field}\b", columns[at])
        ]
        best = max(best, named, key=len)
    return best
