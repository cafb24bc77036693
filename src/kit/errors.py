"""The base of every refusal: data now, a translated sentence when it is shown."""

from typing import ClassVar

import msgspec

from kit.i18n import gettext


class Refusal(Exception):
    """What was asked for cannot be done, and the page can say why.

    A subclass sets `status` (the HTTP status) and `message`, marked with `N_`, whose
    `%(name)s` places are filled from the keyword arguments.
    """

    status: ClassVar[int] = 409
    message: ClassVar[str]

    def __init__(self, **details: object) -> None:
        super().__init__(self.message, details)
        self.details = details

    def __str__(self) -> str:
        return gettext(self.message) % self.details


class Gap(msgspec.Struct, frozen=True):
    """One reason why a gate is closed: its code, whom it is about, and where to mend it.

    Gate functions return `tuple[Gap, ...]`; empty means open (safety reference §4.2).
    `subject` is an id or a name the reader may see, `fix` a path inside the site or "".
    """

    code: str
    subject: str = ""
    fix: str = ""
