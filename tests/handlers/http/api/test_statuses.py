"""Which status a refusal has."""

import pkgutil
from importlib import import_module

import pytest

import domain
from domain.refusals import Refusal
from handlers.http.api.statuses import CODES, status_of


def test_every_refusal_has_one_status_and_every_code_a_refusal() -> None:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        import_module(module.name)

    listed = [code for codes in CODES.values() for code in codes.split()]

    assert sorted(listed) == sorted(Refusal.kinds)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("wrong_login", 401), ("not_allowed", 403), ("not_found", 404), ("slot_taken", 409),
        ("changed_meanwhile", 412), ("too_soon", 422), ("locked_out", 429), ("too_busy", 503),
    ],
)  # fmt: skip
def test_the_status_says_what_a_program_can_do_about_it(code: str, status: int) -> None:
    assert status_of(Refusal.kinds[code]) == status
