"""Our dataclasses with shared methods behave like those `dataclass` compiles."""

import dataclasses
from collections.abc import Hashable
from dataclasses import field, replace
from typing import Any

import pytest

from bot.loading import shared_methods

OPTIONS: tuple[dict[str, bool], ...] = (
    {},
    {"frozen": True},
    {"frozen": True, "slots": True},
    {"unsafe_hash": True},
    {"eq": False},
    {"repr": False, "frozen": True, "kw_only": True},
    {"order": True, "frozen": True},
)


def kind(module: str, options: dict[str, bool], base: Any = object, **more: Any) -> Any:
    """A class of that module with fields of each sort."""

    class Kind(base):  # type: ignore[misc]
        name: str = "Mia"
        note: str = field(default="", compare=False)
        hidden: str = field(default="", repr=False)
        rough: float = field(default=0.5, hash=False)

    Kind.__module__ = module
    for name, value in more.items():
        setattr(Kind, name, value)
    return dataclasses.dataclass(**options)(Kind)


def behaviour_of(kind: Any) -> list[Any]:
    """What a class's objects reveal about it."""
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"name": "Ada"},
        {"note": "n"},
        {"hidden": "h"},
        {"rough": 1.5},
    )
    objects = [kind(**way) for way in ways]
    hashes = isinstance(objects[0], Hashable)
    return [
        [one == other for one in objects for other in objects],
        [one != other for one in objects for other in objects],
        objects[0] == replace(objects[0]),
        objects[0].__eq__(1) is NotImplemented,
        hashes,
        hashes and [hash(one) == hash(objects[0]) for one in objects],
        [repr(one).rpartition("Kind")[2].partition(" at 0x")[0] for one in objects],
        kind.__doc__,
        kind.__match_args__,
    ]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_they_compare_hash_and_show_themselves_as_those_of_the_library(
    options: dict[str, bool],
) -> None:
    assert dataclasses.dataclass.__module__ == shared_methods.__name__  # as `bot` is imported
    assert behaviour_of(kind("domain.example", options)) == behaviour_of(kind("example", options))


def test_what_a_class_says_itself_stands() -> None:
    own = {"__eq__": lambda self, other: True, "__repr__": lambda self: "me"}
    for more in (own, own | {"__hash__": lambda self: 7}):
        ours, theirs = (kind(module, {"frozen": True}, **more) for module in ("bot.a", "a"))
        assert behaviour_of(ours) == behaviour_of(theirs)
        assert (hash(ours()) == 7) == ("__hash__" in more)


def test_one_is_never_equal_to_one_of_another_class() -> None:
    base = kind("storage.example", {"frozen": True})
    derived = kind("storage.example", {"frozen": True}, base)
    assert base() != derived()
    assert {base(): 1, derived(): 2}[derived()] == 2


def test_without_fields_all_are_equal_and_none_is_kept_from_changing() -> None:
    nothing: Any = type("Nothing", (), {"__module__": "handlers.example"})
    nothing = dataclasses.dataclass(frozen=True)(nothing)
    one = kind("handlers.example", {"frozen": True, "slots": True})()
    one.name = "Ada"
    assert one == type(one)("Ada")
    assert nothing() == nothing()
