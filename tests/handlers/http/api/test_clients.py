"""A TypeScript client, made from the description alone by the tools that apps use, books."""

import asyncio
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

from handlers.http.api.docs_page import description
from tests.handlers.http.api.programs import Api
from tests.surroundings import inherited_environ

ROOT = Path(__file__).parents[4]
APP = Path(__file__).parent / "clients"


@cache
def tools() -> Path:
    """Where TypeScript and the client generators are; fetched if missing."""
    process = subprocess.run(
        [ROOT / ".ci" / "clients"], stdout=subprocess.PIPE, check=True, text=True
    )
    return Path(process.stdout.strip())


def node() -> str:
    """The one that drives the browser of the tests."""
    own = Path(playwright.__file__).parent / "driver" / "node"
    return os.environ.get("PLAYWRIGHT_NODEJS_PATH") or str(own)


async def run(folder: Path, *command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(node(), *command),
        cwd=folder,
        env=inherited_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-5_000:]
    return output.decode()


async def test_an_app_in_typescript_compiles_and_books(planted: Api, tmp_path: Path) -> None:
    for file in APP.iterdir():
        shutil.copy(file, tmp_path)
    modules = tmp_path / "node_modules"
    modules.symlink_to(tools() / "node_modules")
    (tmp_path / "openapi.json").write_bytes(description())
    maker = modules / "openapi-typescript" / "bin" / "cli.js"

    optional = "--default-non-nullable=false"  # what has a default may be left out
    await run(tmp_path, str(maker), "openapi.json", optional, "--output", "api.d.ts")
    await run(tmp_path, str(modules / "typescript" / "lib" / "tsc.js"))
    output = await run(tmp_path, "made/booking.js", planted.url, "cbk_playground_customer")

    assert output.split() == ["pending", "9000", "NO_LONGER_OFFERED"]
