"""The page that says where things are, checked against where they are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text()
TABLE = [
    line for line in PAGE[PAGE.index("## I want to change") :].splitlines() if line.startswith("| ")
][1:]
ROOMS = ("bot", "handlers", "storage", "domain", "locales", "tests", "benchmarks", "tools", "docs")
LAYERS = (
    *("domain", "storage", "handlers/actions", "handlers/queries"),
    "handlers/http/api/routes",
)
# Not where the table suggests, though they have their name in one subject only.
LIKEWISE = {"offering", "offering_rules", "session_rows", "sessions", "wait_log"}
# In backticks, and with a folder or an ending: other words there are names of things.
PATH = re.compile(r"`([\w.-]*(?:/[\w.-]+)*(?:/|\.(?:py|md|toml|po|json|example)))`")


@pytest.mark.parametrize("path", sorted(set(PATH.findall(PAGE))))
def test_every_place_it_names_is_there(path: str) -> None:
    place = ROOT / path
    assert place.is_dir() if path.endswith("/") else place.is_file()


@pytest.mark.parametrize("document", ["README.md", "DECISIONS.md", "CHANGELOG.md"])
def test_other_documents_name_places_that_are_there_too(document: str) -> None:
    named = PATH.findall((ROOT / document).read_text())
    # A folder may be named for short, and files of the user's own are not here.
    named = [path for path in named if path.partition("/")[0] in ROOMS and "/" in path]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_row_of_its_table_leads_somewhere() -> None:
    assert len(TABLE) > 20
    assert [row for row in TABLE if not PATH.search(row)] == []


def test_every_folder_of_the_rooms_is_on_it() -> None:
    folders = {
        path.parent.name
        for room in ("bot", "handlers")
        for path in ROOT.glob(f"{room}/*/__init__.py")
    }
    assert len(folders) > 10
    assert [name for name in sorted(folders) if f"{name}/" not in PAGE] == []


def test_every_subject_is_on_it() -> None:
    subjects = {
        path.parent.name for layer in LAYERS for path in ROOT.glob(f"{layer}/*/__init__.py")
    } - {"migrations", "tables"}
    assert len(subjects) > 15
    assert [name for name in sorted(subjects) if f"**{name}**" not in PAGE] == []


def test_a_module_with_another_subject_elsewhere_is_on_it() -> None:
    """Whoever looks under the same subject in the next room finds out there why it is not there."""
    start = PAGE.index("Some modules are not where the table suggests")
    explained = PAGE[start : PAGE.index("## The life of an update")]
    subjects: dict[str, set[str]] = {}
    for layer in LAYERS:
        for path in ROOT.glob(f"{layer}/*/*.py"):
            if path.stem != "__init__" and path.parent.name not in ("migrations", "tables"):
                subjects.setdefault(path.stem, set()).add(path.parent.name)
    apart = {stem for stem, folders in subjects.items() if len(folders) > 1}
    named = set(re.findall(r"[`/](\w+)(?:\.py)?`", explained))
    assert named - LIKEWISE == apart


def test_its_lives_have_ten_lines_each() -> None:
    lives = re.findall(r"## The life of .*?\n\n((?:\d+\. .*\n)+)", PAGE)
    assert [life.count("\n") for life in lives] == [10, 10, 10]
