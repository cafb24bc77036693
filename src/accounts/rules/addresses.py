"""E-mail addresses, and the networks people come from."""

import ipaddress
import re

from kit.forms import WrongForm
from kit.i18n import gettext

LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)


def normal(address: str, field: str = "email") -> str:
    """Return `address` as we keep it: in small letters, so that one mailbox is one account.

    Raises:
        WrongForm: about `field`.
    """
    address = address.strip().lower()
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise WrongForm(
            {field: gettext("Please enter an e-mail address, for example name@example.org.")}
        )
    return address


def network(host: str) -> str:
    """Return which network a visitor counts for: an IPv4 address, an IPv6 /64, or the text itself."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host[:40]
    if address.version == 4:  # noqa: PLR2004 -- the name of the protocol
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
