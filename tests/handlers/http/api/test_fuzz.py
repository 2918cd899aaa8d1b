"""Every route meets what a program may send, right and wrong, and answers as its description says.

With THOROUGH=1 it meets much more of it, drawn afresh each time.
"""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.handlers.http.api.programs import Api

THOROUGH = bool(os.environ.get("THOROUGH"))
# A rule may say no to what is well formed: which rules, each route says.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 412, 422, 429]
[checks.negative_data_rejection]
expected-statuses = ["4xx"]
"""
ROLES = ("admin", "coach", "customer")
SHORT = ("--phases", "fuzzing", "--max-examples", "2", "--seed", "7")
LONG = ("--phases", "examples,coverage,fuzzing", "--max-examples", "30")


@pytest.mark.timeout(3600 if THOROUGH else 300)
@pytest.mark.parametrize("role", [*ROLES, None] if THOROUGH else ["admin"])
async def test_whatever_is_sent_is_answered_as_described(
    planted: Api, role: str | None, tmp_path: Path
) -> None:
    configuration = tmp_path / "fuzz.toml"
    configuration.write_text(CONFIGURATION)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"),
        *(f"{planted.url}/api/v1/openapi.json", "--checks", "all", "--no-color"),
        *(("--header", f"Authorization: Bearer cbk_playground_{role}") if role else ()),
        *("--suppress-health-check", "all", "--continue-on-failure"),
        *(LONG if THOROUGH else SHORT),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-20_000:]
