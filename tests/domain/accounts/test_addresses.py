"""Only what is out in the open may be asked for by strangers."""

import pytest

from domain.accounts.addresses import is_public, place_of


@pytest.mark.parametrize(
    "address",
    [
        *("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2606:4700:4700::1111%eth0"),
        # Behind which one of the open internet is hidden.
        *("64:ff9b::5db8:d822", "::ffff:1.1.1.1", "2002:101:101::"),
        *("2001:0:102:304::fefe:fefe", "2001:0:a00:1::fefe:fefe"),
    ],
)
def test_of_the_open_internet(address: str) -> None:
    assert is_public(address) is True


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.9", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        # Behind which one of the above is hidden.
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2002:c0a8:101::1", "2001:0:102:304::f5ff:fffe"),
        "4000::1",  # of what nobody has been given yet
        *("", "localhost", "127.1", "0x7f000001", "2130706433", "1.1.1.1, 10.0.0.1"),
    ],
)
def test_somebody_s_own(address: str) -> None:
    assert is_public(address) is False


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("", ""),
        ("nonsense, 1.2.3.4", "nonsense, 1.2.3.4"),
    ],
)
def test_whoever_has_many_addresses_asks_from_one_place(address: str, place: str) -> None:
    assert place_of(address) == place
