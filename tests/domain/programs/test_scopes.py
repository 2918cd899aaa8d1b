"""What keys of the API may do, as it is stored and sent."""

from domain.programs.scopes import EVERYTHING, FOR_KEYS, Scope, scopes_of

STORED = (
    *("bookings:read", "bookings:write", "calendar:read", "calendar:write"),
    *("catalogue:read", "catalogue:write", "people:read", "people:write", "roles:write"),
    *("reports:read", "business:read", "business:write"),
    *("notifications:read", "notifications:write", "webhooks:read", "webhooks:write"),
)


def test_no_key_reaches_an_account() -> None:
    assert [scope for scope in FOR_KEYS if scope in STORED] == list(STORED)
    assert {*FOR_KEYS, Scope.ACCOUNT} == EVERYTHING == set(Scope)
    assert Scope.ACCOUNT not in FOR_KEYS


def test_what_a_later_version_has_added_is_no_scope_here() -> None:
    assert scopes_of(["people:read", "bookings:write"]) == {
        Scope.PEOPLE_READ,
        Scope.BOOKINGS_WRITE,
    }
    assert scopes_of(["people:erase", "PEOPLE_READ", ""]) == frozenset()
