"""docs/api.md says what happens: each command is run, and answered in the shape shown."""

import asyncio
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.handlers.http.api.programs import Api
from tests.surroundings import inherited_environ

PAGE = Path(__file__).parents[4] / "docs" / "api.md"
ADDRESS = "http://127.0.0.1:8787"
BREAK = "\x1e"


def fits(shown: Any, answer: Any) -> bool:
    """Whether everything shown is in the answer, of the same kind; texts and booleans exactly."""
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(
            name in answer and fits(value, answer[name]) for name, value in shown.items()
        )
    if isinstance(shown, list):
        return (
            isinstance(answer, list) and len(answer) >= len(shown) and all(map(fits, shown, answer))
        )
    if isinstance(shown, bool) or (isinstance(shown, str) and shown != "…"):
        return bool(shown == answer)
    return type(shown) is type(answer)


async def test_every_command_of_the_page_is_answered_as_it_shows(
    planted: Api, tmp_path: Path
) -> None:
    blocks = re.findall(r"^```(sh|json)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    script = "set -eu\n"
    shown: list[Any] = []
    for kind, text in blocks:
        if kind == "sh":
            script += text.replace(ADDRESS, planted.url) + f"printf '{BREAK}'\n"
            shown.append(None)
        else:
            shown[-1] = json.loads(text)

    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", script),
        cwd=tmp_path,
        env=inherited_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, errors = await process.communicate()

    assert process.returncode == 0, errors.decode()
    answers = out.decode().split(BREAK)[:-1]
    assert len(answers) == len(shown) > 8
    for answer, example in zip(answers, shown, strict=True):
        if example is not None:
            assert fits(example, json.loads(answer)), (example, answer)


@pytest.mark.parametrize("link", re.findall(r"\]\((\w+\.md)\)", PAGE.read_text()))
def test_what_the_page_leads_to_is_there(link: str) -> None:
    assert (PAGE.parent / link).is_file()
