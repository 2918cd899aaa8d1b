"""What a key of the API may do, as a number on a button says it."""

import pytest

from domain.programs.api_keys import (
    SUBJECTS,
    NoScopes,
    grantable_scopes,
    in_bounds,
    level_of,
    new_key,
    of_subject,
    scopes_of,
    with_next_level,
)
from domain.programs.scopes import FOR_KEYS, Scope


def test_every_scope_of_a_key_is_of_a_subject() -> None:
    assert {one for subject in SUBJECTS for one in of_subject(subject)} == set(FOR_KEYS)


def test_a_subject_turns_from_nothing_to_reading_to_changing_and_back() -> None:
    seen, number = [], 0
    for _ in range(4):
        seen.append(level_of(scopes_of(number), "people"))
        number = with_next_level(number, SUBJECTS.index("people"))
    assert seen == [0, 1, 2, 0]
    reports = with_next_level(0, SUBJECTS.index("reports"))
    assert scopes_of(reports) == (Scope.REPORTS_READ,)
    assert with_next_level(reports, SUBJECTS.index("reports")) == 0
    # Whoever may name admins may do anything: that is not part of changing users.
    roles = with_next_level(0, SUBJECTS.index("roles"))
    assert scopes_of(roles) == (Scope.ROLES_WRITE,)
    assert level_of(scopes_of(roles), "roles") == 2


def test_all_of_them_fit_and_what_is_forged_is_nothing() -> None:
    number = 0
    for place, subject in enumerate(SUBJECTS):
        for _ in of_subject(subject):
            number = with_next_level(number, place)
    assert set(scopes_of(number)) == set(FOR_KEYS)
    assert in_bounds(number) == number
    assert [in_bounds(forged) for forged in (-1, 3 ** len(SUBJECTS), 2**62)] == [0, 0, 0]


def test_a_key_may_do_something_and_never_deal_with_accounts() -> None:
    assert grantable_scopes([Scope.PEOPLE_READ, Scope.ACCOUNT, Scope.PEOPLE_READ]) == (
        Scope.PEOPLE_READ,
    )
    with pytest.raises(NoScopes):
        grantable_scopes([Scope.ACCOUNT])


def test_keys_are_told_apart() -> None:
    assert new_key().startswith("cbk_")
    assert len(new_key()) == len("cbk_") + 43  # 256 bits
    assert len({new_key() for _ in range(50)}) == 50


def test_numbers_on_old_buttons_mean_what_they_meant() -> None:
    first = ("bookings", "calendar", "catalogue", "people", "reports", "business")
    assert SUBJECTS[:9] == (*first, "notifications", "webhooks", "roles")
    assert scopes_of(1 + 2 * 3) == (Scope.BOOKINGS_READ, Scope.CALENDAR_READ, Scope.CALENDAR_WRITE)
    assert with_next_level(1 + 2 * 3, 1) == 1
    assert with_next_level(1 + 2 * 3, 0) == 2 + 2 * 3
    assert (in_bounds(0), in_bounds(3**9 - 1)) == (0, 3**9 - 1)
    assert level_of([Scope.PEOPLE_WRITE], "bookings") == 0
    assert grantable_scopes([Scope.WEBHOOKS_READ, Scope.BOOKINGS_READ]) == (
        Scope.BOOKINGS_READ,
        Scope.WEBHOOKS_READ,
    )
