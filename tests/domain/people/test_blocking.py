"""Who may be kept from booking, by whom, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.people.blocking import BlocksOneself, BlocksTeam, can_block, may_block, until
from domain.refusals import NotAllowed, Refusal
from domain.roles import Actor, Door, Role

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
CUSTOMER, COACH, MANAGER, ADMIN = Role


def acting(*roles: Role) -> Actor:
    return Actor(1, frozenset({CUSTOMER, *roles}), Door.CHAT)


@pytest.mark.parametrize(
    ("by", "person", "roles", "refusal"),
    [
        (MANAGER, 2, {CUSTOMER}, None),
        (MANAGER, 2, set(), None),
        (MANAGER, 1, {CUSTOMER}, BlocksOneself()),
        (MANAGER, 2, {CUSTOMER, COACH}, BlocksTeam(2, "admin")),
        (MANAGER, 2, {CUSTOMER, MANAGER}, BlocksTeam(2, "admin")),
        (MANAGER, 2, {CUSTOMER, ADMIN}, BlocksTeam(2)),
        (ADMIN, 2, {CUSTOMER, COACH}, None),
        (ADMIN, 2, {CUSTOMER, MANAGER}, None),
        (ADMIN, 2, {CUSTOMER, ADMIN}, BlocksTeam(2)),
        (ADMIN, 1, {CUSTOMER, ADMIN}, BlocksOneself()),
        (COACH, 2, {CUSTOMER}, NotAllowed("manager")),
        (COACH, 1, {CUSTOMER}, NotAllowed("manager")),
        (CUSTOMER, 2, {CUSTOMER}, NotAllowed("manager")),
    ],
)
def test_customers_are_for_the_team_and_the_team_for_admins_to_block(
    by: Role, person: int, roles: set[Role], refusal: Refusal | None
) -> None:
    assert can_block(acting(by), person, roles) == (refusal is None)
    if refusal is None:
        may_block(acting(by), person, list(roles))
        return
    with pytest.raises(type(refusal)) as refused:
        may_block(acting(by), person, list(roles))
    assert refused.value == refusal


def test_nobody_may_set_free_an_admin_before_they_have_lost_their_role() -> None:
    assert BlocksTeam(2).role == ""


def test_a_block_of_no_minutes_has_no_end() -> None:
    assert until(0, NOW) is None
    assert until(90, NOW) == NOW + timedelta(minutes=90)
