"""The page that says what meets each security requirement, checked against what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text()
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*\.(?:py|md|conf|lock))`")
ROWS = re.findall(r"^\| (\d[^|]*) \|[^|]*\| (.*) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(PATH.findall(PAGE))))
def test_every_place_it_names_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def numbers(row: str) -> list[str]:
    """The numbers of a row: 6.5.1, 6.5.5; or 7.1.1–7.1.3."""
    requirements: list[str] = []
    for part in row.split(", "):
        first, _, last = part.partition("–")
        section, _, begin = first.rpartition(".")
        end = int(last.rpartition(".")[2] or begin)
        requirements += [f"{section}.{nr}" for nr in range(int(begin), end + 1)]
    return requirements


def test_each_requirement_stands_there_once_with_what_holds_it() -> None:
    requirements = [number for row, _ in ROWS for number in numbers(row)]
    assert len(requirements) > 180
    assert sorted(requirements) == sorted(set(requirements))
    for row, held in ROWS:
        assert held[0] in "✓✗–", row
        assert held[0] != "✗" or len(held) > 20, row
