"""Which passwords are good enough: long, and not among those that are tried first."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from kit.forms import WrongForm
from kit.i18n import gettext

SHORTEST = 12
LOOKED_AT = 72  # characters zxcvbn judges; its time grows with the square
STRONG = 3  # of 4: safe from 10¹⁰ guesses (zxcvbn's own scale)

Typed = Annotated[str, Meta(max_length=128)]


def refuse_weak(password: str, known: Iterable[str] = (), field: str = "password") -> None:
    """Refuse a password that is short or easy to guess; `known` are words a guesser would start with.

    Raises:
        WrongForm: about `field`.
    """
    if len(password) < SHORTEST:
        raise WrongForm(
            {
                field: gettext("At least %(fewest)s characters, please; a sentence is fine.")
                % {"fewest": SHORTEST}
            }
        )
    from zxcvbn import zxcvbn  # noqa: PLC0415 -- reads its word lists, 0.2 s

    if zxcvbn(password[:LOOKED_AT], user_inputs=list(known))["score"] < STRONG:
        raise WrongForm(
            {
                field: gettext(
                    "This is easy to guess. Four words that do not belong together are better."
                )
            }
        )
