"""Each guard is found where it is removed: removing one that has moved would show nothing.

Checking that chaos misses them takes minutes (`make chaos GUARDS=1`), that they are found a moment.
"""

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

import pytest

from tests.chaos import life_unguarded, life_unguarded_desk, removals, unguarded
from tests.chaos.life_stage import Stage
from tests.services import Postgres


def removals_of(module: ModuleType) -> Mapping[str, Callable[..., None]]:
    """What a module removes from the booking life, by name."""
    return {name: value for name, value in vars(module).items() if name.startswith("no_")}


OF_LIFE = removals_of(life_unguarded)
OF_DESK = removals_of(life_unguarded_desk)


@pytest.fixture(scope="module")
def stage(postgres: Postgres) -> Iterator[Stage]:
    opened = Stage(postgres)
    yield opened
    opened.close()


@pytest.mark.parametrize("guard", unguarded.GUARDS)
def test_a_guard_of_the_bot_is_where_it_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, stage: Stage, guard: str
) -> None:
    put: list[object] = []

    def note(owner: object, name: str, by: object) -> None:
        assert getattr(owner, name) != by
        monkeypatch.setattr(owner, name, by)
        put.append(by)

    # In a process of its own, what is removed is gone for good; here it is put back.
    monkeypatch.setattr(removals, "setattr", note, raising=False)

    unguarded.take_away(guard)

    assert put
    for query in put:
        if isinstance(query, str):
            stage.execute(f"PREPARE query AS {query}; DEALLOCATE query")


@pytest.mark.parametrize("guard", OF_LIFE)
def test_a_guard_of_the_booking_life_is_where_it_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, stage: Stage, guard: str
) -> None:
    OF_LIFE[guard](stage, monkeypatch)


@pytest.mark.parametrize("guard", OF_DESK)
def test_a_guard_of_the_desk_is_where_it_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    OF_DESK[guard](monkeypatch)
