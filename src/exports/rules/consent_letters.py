"""The letter to guardians as a paper: blank for the school to copy, or one for each codename."""

from typing import ClassVar

import msgspec

from exports.rules.papers import Paper
from exports.rules.profiles import Profile
from volunteers.rules import letters
from volunteers.rules.letters import Letter

PURPOSES = letters.ASKS
AT_ONCE = letters.IN_ONE_FILE


class Copy(msgspec.Struct, frozen=True):
    """One letter of a heap: for which codename, and the address to answer at by phone ("" for none)."""

    codename: str = ""
    row: str = ""
    link: str = ""


class ConsentLetter(Paper, frozen=True, kw_only=True):
    """The letter as a paper of its own; each of `copies` begins on a page of its own."""

    template: ClassVar[str] = "documents/consent_letter.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css", "paper-letters.css")

    letter: Letter
    profile: Profile = Profile()
    copies: tuple[Copy, ...] = (Copy(),)
