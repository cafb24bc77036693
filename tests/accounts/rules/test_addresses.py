import pytest

from accounts.rules.addresses import network, normal
from kit.forms import WrongForm


def test_one_mailbox_is_one_account_however_it_is_typed():
    assert normal(" Zhou.Min@Example.ORG ") == "zhou.min@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "zhou",
        "zhou@",
        "@example.org",
        "zhou@example",
        "a@b.c\nBcc: d@e.f",
        "a b@c.de",
        f"{'a' * 64}@{'b' * 250}.cn",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(WrongForm):
        normal(typed)


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_household_counts_as_one_network(host, counted):
    assert network(host) == counted
