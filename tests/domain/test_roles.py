"""Who may do what: the one table, asked in every way."""

import pytest

from domain.refusals import BlockedPerson, NotAllowed
from domain.roles import ALLOWED, ASSIGNABLE, SYSTEM, TEAM, Actor, Door, Permission, Role, outranks

TABLE = {
    Permission.TALK: "customer coach manager admin",
    Permission.BOOK: "customer coach manager admin",
    Permission.WORK: "coach",
    Permission.SESSIONS: "coach manager admin",
    Permission.ANY_SESSION: "manager admin",
    Permission.HOURS: "coach manager admin",
    Permission.ANY_CALENDAR: "manager admin",
    Permission.CUSTOMERS: "coach manager admin",
    Permission.SERVICES: "manager admin",
    Permission.ROOMS: "manager admin",
    Permission.COACHES: "manager admin",
    Permission.HIRE: "admin",
    Permission.APPLY: "customer coach manager admin",
    Permission.APPLICATIONS: "admin",
    Permission.STATUS: "admin",
    Permission.COMPLAINTS: "manager admin",
    Permission.REPORTS: "manager admin",
    Permission.PEOPLE: "manager admin",
    Permission.BLOCK: "manager admin",
    Permission.FORGIVE: "admin",
    Permission.MERGE: "admin",
    Permission.AUDIT: "admin",
    Permission.BROADCAST: "admin",
    Permission.DATA: "admin",
    Permission.BUSINESS: "admin",
    Permission.ROLES: "admin",
    Permission.API_KEYS: "admin",
    Permission.APPOINT: "",
    Permission.TIME: "",
}


def actor(*roles: Role, coach_id: int | None = None, blocked: bool = False) -> Actor:
    return Actor(7, frozenset(roles), Door.CHAT, coach_id, blocked)


def test_every_permission_says_who_has_it() -> None:
    assert set(ALLOWED) == set(Permission)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_the_table_says(permission: Permission, role: Role) -> None:
    who = actor(role)
    assert who.may(permission) == (role in TABLE[permission].split())
    if not who.may(permission):
        with pytest.raises(NotAllowed) as refused:
            who.require(permission)
        assert refused.value.role == next(iter(TABLE[permission].split()), "admin")


def test_roles_are_ranked_as_they_are_listed_above_whoever_was_given_none() -> None:
    ranked = [None, *Role]
    for place, role in enumerate(Role, 1):
        assert [other for other in ranked if outranks(role, other)] == ranked[:place]


def test_every_role_but_that_of_a_coach_can_be_given_and_those_above_are_the_team() -> None:
    assert set(ASSIGNABLE) == set(Role) - {Role.COACH}
    assert [role for role in Role if outranks(role, Role.COACH)] == list(TEAM)


def test_who_has_two_roles_may_what_either_may() -> None:
    both = actor(Role.COACH, Role.MANAGER)
    assert both.may(Permission.WORK)
    assert both.may(Permission.SERVICES)


@pytest.mark.parametrize("permission", Permission)
def test_the_house_does_what_nobody_asks_for_and_nothing_else(permission: Permission) -> None:
    assert SYSTEM.may(permission) == (permission in (Permission.APPOINT, Permission.TIME))


def test_the_house_is_no_person() -> None:
    with pytest.raises(NotAllowed):
        _ = SYSTEM.person


def test_the_blocked_may_nothing() -> None:
    blocked = actor(Role.CUSTOMER, blocked=True)
    assert not blocked.may(Permission.BOOK)
    with pytest.raises(BlockedPerson):
        blocked.require(Permission.BOOK)


def test_a_coach_answers_as_themself_and_the_team_in_anybodys_place() -> None:
    assert actor(Role.COACH, coach_id=3).answering(4) == 3
    assert actor(Role.MANAGER, coach_id=3).answering(4) == 4
    assert actor(Role.ADMIN).answering(4) == 4
    assert actor(Role.CUSTOMER).answering(4) is None
