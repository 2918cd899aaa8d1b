"""Loaded modules have no docstrings and nothing for type checkers, and are otherwise as written."""

import dataclasses
import sys
from pathlib import Path
from types import CodeType
from typing import Any, get_overloads

import pytest

from bot.loading.stripped_modules import StrippingLoader

SOURCE = '''"""The module."""

import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from nowhere import Nowhere
else:
    SOMEWHERE = "here"

if typing.TYPE_CHECKING:
    from nowhere import Elsewhere


@overload
def doubled(number: int) -> int: ...
@typing.overload
def doubled(number: str) -> str: ...
def doubled(number: Any) -> Any:
    return number * 2


@dataclass
class Told:
    """A class that is a dataclass."""

    name: str
    """What follows a field."""


class Plain:
    """A class."""

    def nothing(self) -> "Nowhere":
        """Nothing but this."""

    if TYPE_CHECKING:

        def only_said(self) -> None: ...

    if True:

        async def later(self, *rest: Nowhere, **more: Nowhere) -> None:
            """How it is awaited."""


def said(name: str, /, again: int = 2, *, loud: bool = False) -> str:
    """What is said."""
    return "What is said."


def refuses(number: int) -> None:
    assert number, "none"
'''


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    source = tmp_path / "example.py"
    source.write_text(SOURCE)
    return source


def load(source: Path, name: str = "storage.example") -> dict[str, Any]:
    code = StrippingLoader(name, str(source)).get_code(name)
    assert code is not None
    module = {"__name__": name}
    exec(code, module)
    return module


def cached_files(source: Path) -> list[Path]:
    return list(source.parent.glob("__pycache__/example.*.opt-bare*.pyc"))


@pytest.mark.parametrize("again", [False, True])
def test_only_what_its_readers_need_is_left_out(source: Path, again: bool) -> None:
    if again:
        load(source)  # what is looked at then is what was kept
    module = load(source)
    function, plain, refuses = module["said"], module["Plain"], module["refuses"]
    assert (module.get("__doc__"), function.__doc__, plain.__doc__) == (None, None, None)
    assert (function.__annotations__, plain.later.__annotations__) == ({}, {})
    assert (function("Mia"), plain().nothing(), plain.later.__doc__) == (
        "What is said.",
        None,
        None,
    )
    assert function.__kwdefaults__ == {"loud": False}
    assert [one.name for one in dataclasses.fields(module["Told"])] == ["name"]
    assert module["Told"].__doc__ == "Told"
    assert (module["SOMEWHERE"], module["doubled"](2)) == ("here", 4)
    assert not hasattr(plain, "only_said")
    assert get_overloads(module["doubled"]) == []
    with pytest.raises(AssertionError, match="none"):
        refuses(0)


def lines_of(code: CodeType) -> dict[str, list[int | None]]:
    """The line of each instruction, by function."""
    lines = {code.co_qualname: [line for line, *_ in code.co_positions()]}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            lines |= lines_of(constant)
    return lines


def test_an_instruction_knows_its_line_and_no_column(source: Path) -> None:
    far = "\n" * 5_000
    calls = f"def calls():\n    for n in calls(\n        'a',{far}        'b',\n    ):\n"
    calls += f"        try: print({'n, ' * 40})\n        finally: print(){far}    return\n"
    source.write_text(calls)
    code = StrippingLoader("storage.example", str(source)).get_code("storage.example")
    assert code is not None
    assert lines_of(code) == lines_of(compile(calls, str(source), "exec"))
    columns = {tuple(span) for _, _, *span in code.co_consts[0].co_positions()}
    assert columns == {(None, None)}


def test_stored_code_of_another_source_or_broken_is_made_again(source: Path) -> None:
    load(source)
    [file] = cached_files(source)
    source.write_text(SOURCE.replace("What is said.", "What is said now."))
    assert load(source)["said"]("Mia") == "What is said now."
    code = file.read_bytes()
    for broken in (code[:-9], code[:16], b"", code[:16] + b"\0" * 9):
        file.write_bytes(broken)
        assert load(source)["said"]("Mia") == "What is said now."
        assert file.read_bytes() == code


def test_others_and_what_cannot_be_kept_are_loaded_as_they_are(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text('"""Read."""\n')
    assert load(source, "handlers.http.api.example")["__doc__"] == "Read."
    assert load(source, "icalendar.example")["__doc__"] == "Read."
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert load(source)["__doc__"] == "Read."
    assert cached_files(source) == []
