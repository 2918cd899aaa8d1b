"""The command line, as a person meets it: real processes, real ports, real signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import pytest

from bot.commands import cli
from bot.commands.command_line import COMMANDS
from tests.processes import is_alive, program_of

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start `coachbook`; if it still runs at the end of the test, it is killed.

    Its standard error goes where pytest shows it for a failed test.
    """
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **settings: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environ | {f"COACHBOOK_{name}": value for name, value in settings.items()},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    with (tmp_path / "stderr").open("w+") as errors:
        yield begin
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        errors.seek(0)
        print(errors.read())


def address_in(line: str) -> str:
    return next(word for word in line.split() if word.startswith("http://"))


def fetch(url: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read()


def test_help_teaches_every_command(coachbook: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run = coachbook("--help")
    assert run.returncode == 0
    for command, (summary, teaching) in COMMANDS.items():
        assert summary in run.stdout
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0
        assert teaching in capsys.readouterr().out
    for lesson in ("examples:", "exit codes:", ".env.example"):
        assert lesson in run.stdout


def test_without_a_command_it_says_which_there_are(coachbook: Any) -> None:
    run = coachbook()
    assert run.returncode == 2
    assert "COMMAND" in run.stderr


@pytest.mark.parametrize("command", ["run", "playground", "migrate", "doctor", "dead-letters"])
def test_a_wrong_setting_ends_every_command_with_one_sentence(coachbook: Any, command: str) -> None:
    run = coachbook(command, TIMEZONE="Mars/Olympus")
    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    assert run.stderr == (
        "COACHBOOK_TIMEZONE must be an IANA time zone like Europe/Berlin, and 'Mars/Olympus' is "
        "none.\n"
    )


def test_settings_are_read_from_a_dotenv_file_too(coachbook: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COACHBOOK_CURRENCY=gold\n")
    run = coachbook("doctor")
    assert run.stderr == (
        "COACHBOOK_CURRENCY must be an ISO 4217 currency like EUR, and 'gold' is none.\n"
    )


def test_migrate_says_whether_there_was_anything_to_do(coachbook: Any) -> None:
    runs = [coachbook("migrate") for _ in range(2)]
    assert [(one.returncode, one.stdout) for one in runs] == [
        (0, "The database is up to date now.\n"),
        (0, "The database was up to date already.\n"),
    ]


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_database_that_is_away_ends_the_start_with_one_sentence(
    coachbook: Any, command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    run = coachbook(command, DATABASE_URL=f"postgresql://u:secret@127.0.0.1:{port}/x")
    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    assert run.stderr.splitlines()[-1] == (
        "The database cannot be reached (Connection refused): check COACHBOOK_DATABASE_URL, and "
        "whether it runs."
    )
    assert "Traceback" not in run.stderr


def test_a_data_folder_that_cannot_be_one_is_told(coachbook: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = coachbook("run", DATA_DIR=str(tmp_path / "file"))
    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    assert run.stderr == (
        f"COACHBOOK_DATA_DIR {tmp_path}/file cannot be used: {tmp_path}/file is a file and no "
        "folder; set it to a folder of your own.\n"
    )


def test_the_doctors_exit_code_is_one_when_anything_is_wrong(coachbook: Any) -> None:
    well = coachbook("doctor")
    ill = coachbook("doctor", REDIS_URL="redis://127.0.0.1:1/0")
    assert (well.returncode, ill.returncode) == (0, 1)
    assert "✗" not in well.stdout
    assert ill.stdout.count("✗") == 1


def test_dead_letters_are_looked_for_beside_a_bot_that_runs_and_without_one(
    coachbook: Any, start: Start
) -> None:
    alone = coachbook("dead-letters")
    assert (alone.returncode, alone.stdout) == (2, "")
    assert alone.stderr.startswith("The database is not at revision ")
    process = start("run")
    assert process.stdout is not None
    address_in(process.stdout.readline())
    beside = [coachbook("dead-letters", *more) for more in ([], ["--all"], ["retry", "--all"])]
    missing = coachbook("dead-letters", "show", "3")
    nothing = coachbook("dead-letters", "retry")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0

    outcomes = {
        (one.returncode, one.stdout, one.stderr) for one in (*beside, coachbook("dead-letters"))
    }
    assert outcomes == {(0, "No dead letter waits.\n", "")}
    assert (missing.returncode, missing.stdout) == (1, "There is no dead letter 3.\n")
    assert nothing.returncode == 2
    assert "one of the arguments ID --all is required" in nothing.stderr


@pytest.mark.usefixtures("cluster")
def test_a_backup_of_a_bot_that_runs_comes_back_on_another_machine(
    coachbook: Any, start: Start, tmp_path: Path
) -> None:
    process = start("run")
    assert process.stdout is not None
    address_in(process.stdout.readline())
    saved = coachbook("backup", "all.dump")
    refused = coachbook("restore", "all.dump", "--replace")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    other = {"DATA_DIR": str(tmp_path / "other")}
    back = coachbook("restore", "all.dump", **other)
    again = coachbook("restore", "all.dump", **other)

    assert (saved.returncode, saved.stdout.partition(" (")[0]) == (0, "Everything is in all.dump")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Coachbook is already running at http://")
    assert (back.returncode, back.stdout) == (0, "Everything in all.dump is back.\n")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("The database is not empty")
    moved = start("run", **other)
    assert moved.stdout is not None
    status, body = fetch(f"{address_in(moved.stdout.readline())}/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)


def test_the_playground_alone_is_a_bot_api_for_any_bot(start: Start) -> None:
    process = start("playground")
    assert process.stdout is not None
    line = process.stdout.readline()
    address = address_in(line)
    status, body = fetch(f"{address}/bot7000:playground/getMe")
    assert (status, json.loads(body)["result"]["username"]) == (200, "coachbook_bot")
    assert fetch(f"{address}/")[0] == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


@pytest.mark.parametrize("command", ["run", "playground"])
def test_a_port_that_is_taken_is_told_in_one_sentence(coachbook: Any, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = coachbook(command, HTTP_PORT=str(port))
    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    (sentence,) = run.stderr.splitlines()
    assert sentence.startswith(f"COACHBOOK_HTTP_PORT {port} cannot be opened on 127.0.0.1")


def test_run_says_where_it_is_serves_and_leaves_nothing_behind(start: Start) -> None:
    process = start("run")
    assert process.stdout is not None
    line = process.stdout.readline()
    address = address_in(line)
    assert line == f"Coachbook is running: open {address}\n"
    assert process.stdout.readline() == f"Its API, to read and to try: {address}/docs\n"
    assert fetch(f"{address}/healthz")[0] == 200
    assert fetch(f"{address}/")[0] == 200
    family = psutil.Process(process.pid).children(recursive=True)
    assert "postgres" in {program_of(child) for child in family}

    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 0
    assert process.stdout.read() == ""
    assert [child for child in family if is_alive(child)] == []


@pytest.mark.usefixtures("cluster")
def test_a_second_run_says_where_the_first_is_and_does_no_harm(
    start: Start, coachbook: Any, tmp_path: Path
) -> None:
    first = start("run")
    assert first.stdout is not None
    address = address_in(first.stdout.readline())
    second = coachbook("run")
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        f"Coachbook is already running at {address} (process {first.pid}, data in "
        f"{tmp_path}/data): open that, or stop it first.\n"
    )
    third = coachbook("run", "--unless-running")
    assert (third.returncode, third.stdout, third.stderr) == (0, "", second.stderr)
    assert fetch(f"{address}/readyz")[0] == 200


@pytest.mark.usefixtures("cluster")
def test_a_killed_run_starts_again_with_its_data(start: Start) -> None:
    first = start("run")
    assert first.stdout is not None
    address_in(first.stdout.readline())
    family = psutil.Process(first.pid).children(recursive=True)
    os.kill(first.pid, signal.SIGKILL)
    again = start("run")
    assert again.stdout is not None
    address = address_in(again.stdout.readline())
    status, body = fetch(f"{address}/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)
    deadline = monotonic() + 30
    while any(is_alive(child) for child in family) and monotonic() < deadline:
        sleep(0.05)
    assert [child for child in family if is_alive(child)] == []
