"""The table that `make chaos` prints, and what makes it fail."""

from collections.abc import Callable

import pytest

from tests.chaos import __main__ as chaos
from tests.chaos import rows
from tests.chaos.ambush import rounds_until
from tests.chaos.figures import Figure, Form, table


def a_row(*figures: Figure) -> Callable[[str], rows.Run]:
    async def run(form: Form, seed: int) -> list[Figure]:
        print(f"{form} form, seed {seed}")
        return list(figures)

    return lambda _: run


def test_the_table_is_in_the_order_of_its_rows_and_says_what_was_missed() -> None:
    lost = Figure(2, "lost", "0", "1: a session | Mia's\nof Monday", met=False)
    assert table([lost, Figure(1, "overlaps", "0", "0", met=True)]) == (
        "| # | figure | goal | found |\n"
        "| --- | --- | --- | --- |\n"
        "| 1 | overlaps | 0 | 0 |\n"
        "| 2 | lost | 0 | **missed: 1: a session \\| Mia's of Monday** |"
    )


def test_the_seed_is_the_first_thing_that_is_printed_and_rows_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rows, "NAMES", ("nights",))
    monkeypatch.setattr(rows, "load", a_row(Figure(13, "gaps", "0", "0", met=True)))

    assert chaos.main(["--long", "--seed", "7", "nights"]) == 0

    output = capsys.readouterr()
    assert output.out.startswith("Seed 7: `python -m tests.chaos --long --seed 7 nights`\n")
    assert "long form, seed 7" in output.out
    assert output.err == "nights (0 s): met\n"


def test_a_goal_that_is_missed_fails_the_run_and_names_the_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rows, "NAMES", ("nights",))
    monkeypatch.setattr(rows, "load", a_row(Figure(13, "gaps", "0", "3", met=False)))

    assert chaos.main(["--seed", "7"]) == 1

    assert "MISSED with seed 7: gaps: 3" in capsys.readouterr().err


def test_a_row_that_breaks_off_has_missed_and_the_next_one_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(name: str) -> rows.Run:
        if name == "nights":
            raise OSError("no room left")
        return a_row(Figure(15, "rows that differ", "0", "0", met=True))(name)

    monkeypatch.setattr(rows, "NAMES", ("nights", "backup"))
    monkeypatch.setattr(rows, "load", load)

    assert chaos.main(["--seed", "7"]) == 1

    output = capsys.readouterr().out
    assert (
        "| 13 | nights | runs to its end | **missed: seed 7: OSError('no room left')** |" in output
    )
    assert "| 15 | rows that differ | 0 | 0 |" in output


def test_a_row_that_there_is_not_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        chaos.main(["weather"])
    assert "there is no 'weather' here" in capsys.readouterr().err


def test_rounds_go_on_until_enough_has_happened_and_not_for_ever() -> None:
    hits = iter([0, 0, 1])
    assert list(rounds_until(2, lambda: next(hits) > 0)) == [0, 1, 2, 3]
    assert list(rounds_until(3, lambda: True)) == [0, 1, 2]
    assert list(rounds_until(1, lambda: False)) == [0, 1, 2, 3, 4, 5]
