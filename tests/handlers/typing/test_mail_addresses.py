"""A typed address is one that every header can carry, or is asked for again."""

import pytest

from domain.refusals import BadInput
from handlers.typing.mail_addresses import address_of


@pytest.mark.parametrize("typed", ["=?utf-8?q?a?=@example.org", "mia@example.org\r\nBcc: x"])
def test_what_would_be_read_as_more_than_an_address_is_asked_for_again(typed: str) -> None:
    with pytest.raises(BadInput):
        address_of(typed)
    assert address_of("Mia.Keller@exämple.org") == "Mia.Keller@xn--exmple-cua.org"
