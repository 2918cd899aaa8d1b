"""Links by which coaches come in: worth something once, for a while, to whoever has the token."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from domain.coaches.invite_refusals import InviteExpired, InviteUsed, InviteWithdrawn
from domain.coaches.invites import VALID, Invite, InviteState, digest, payload, token_of

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
TOKEN = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("withdrawn", "used_by", "left", "state"),
    [
        (False, None, timedelta(microseconds=1), InviteState.OPEN),
        (False, None, timedelta(0), InviteState.EXPIRED),
        (True, None, timedelta(days=1), InviteState.WITHDRAWN),
        (True, None, -timedelta(days=1), InviteState.WITHDRAWN),
        (False, 7, -timedelta(days=1), InviteState.USED),
        (True, 7, timedelta(days=1), InviteState.USED),
    ],
)
def test_what_a_link_is(
    withdrawn: bool, used_by: int | None, left: timedelta, state: InviteState
) -> None:
    invite = Invite(1, "Mia", None, None, NOW + left, withdrawn, used_by)
    assert invite.state(NOW) is state
    why = {
        InviteState.USED: InviteUsed,
        InviteState.WITHDRAWN: InviteWithdrawn,
        InviteState.EXPIRED: InviteExpired,
    }.get(state)
    if why is None:
        invite.check(NOW)
    else:
        with pytest.raises(why):
            invite.check(NOW)


def test_a_new_link_can_be_used() -> None:
    assert Invite(1, "Mia", None, None, NOW + VALID).state(NOW) is InviteState.OPEN


def test_a_link_fits_into_what_telegram_passes_on_and_is_no_other_link() -> None:
    assert timedelta(0) < VALID
    assert payload(TOKEN) == f"j_{TOKEN}"
    assert token_of(f" {payload(TOKEN)}\n") == TOKEN
    for other in ("", "j_", "c_3", payload(TOKEN)[:-1], payload(TOKEN.upper()), f"x{TOKEN}"):
        assert token_of(other) is None


def test_what_is_kept_is_not_the_token() -> None:
    assert digest(TOKEN) == sha256(TOKEN.encode()).hexdigest()
