"""The operator's page, checked against what there is."""

import re
from pathlib import Path

import pytest

from bot import clean_up
from bot.commands.command_line import COMMANDS
from bot.delivery import outcomes
from handlers.http.metrics import Metrics
from storage.transactions import Database

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()


def test_it_names_only_metrics_that_are_measured() -> None:
    measured = Metrics().text().decode()
    known = set(re.findall(r"^# TYPE (\S+)", measured, re.MULTILINE))
    named = set(re.findall(r"`(coachbook_[a-z_]+)", PAGE))
    assert len(named) > 8
    assert named <= known


def test_it_names_only_commands_that_are_there_and_every_one_for_operators() -> None:
    named = set(re.findall(r"coachbook ([a-z-]+)", PAGE))
    assert named == {"run", "doctor", "backup", "restore", "dead-letters"}
    assert named <= COMMANDS.keys()


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", PAGE))
def test_its_links_lead_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).is_file()


def test_every_event_it_names_is_logged_somewhere() -> None:
    [named] = re.findall(r"Worth an alarm: (.*)\.", PAGE)
    rooms = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    logged = "".join(path.read_text() for path in rooms if "playground" not in path.parts)
    events = re.findall(r"`([a-z_.]+)`", named)
    assert len(events) > 5
    assert [event for event in events if f'"{event}"' not in logged] == []


async def test_its_statements_run(database: Database) -> None:
    blocks = re.findall(r"(?:^ {4}(?:SELECT|UPDATE)[^;]*;)", PAGE, re.MULTILINE)
    assert len(blocks) == 4
    async with database.read() as reader:
        for block in blocks:
            await reader.fetch(block)


def test_its_figures_are_those_of_the_code() -> None:
    assert f"after {clean_up.UPDATES_KEPT.days} days the update is deleted" in PAGE.lower()
    assert f"outcomes of updates after {clean_up.HANDLED_KEPT.days} days" in PAGE
    assert f"done with {clean_up.SENT_KEPT.days} days after they were due" in PAGE
    assert outcomes.TRIES == 12
    waits = [
        min(2.0**attempt, outcomes.LONGEST_WAIT) * 0.75 for attempt in range(1, outcomes.TRIES)
    ]
    assert sum(waits) == pytest.approx(30 * 60, rel=0.1)
