"""The letter to guardians: who asks, for what, and a yes or no to each purpose (PIPL 17, 30, 31)."""

from typing import ClassVar

import msgspec

from exports.rules.papers import Paper
from exports.rules.profiles import Profile
from kit.i18n import N_, gettext

# What is asked, apart from each other; the first two are what taking part needs.
PURPOSES: dict[str, str] = {
    "participate": N_("My child takes part in this activity."),
    "data": N_("The organisers keep the few details named above, for this activity only."),
    "pairing_contact": N_("Contact within the pair afterwards, through the school."),
    "direct_contact": N_("Direct contact by phone afterwards, at times we agree on."),
    "counselling": N_("A talk with a counsellor, if my child wants one."),
    "emergency_medical": N_(
        "Treatment at the nearest hospital in an emergency; we are told at once."
    ),
    "off_site": N_("Leaving the school grounds together with the group."),
    "photo_taken": N_("Photos are taken."),
    "internal_report": N_("Photos in the organisers' own report."),
    "school_wall": N_("Photos on the wall of the school."),
    "public_web": N_("Photos on public pages of the organisers."),
    "media_interview": N_("Talking to the press, with a teacher present."),
}


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What the letter says; `purposes` are keys of PURPOSES."""

    activity: str
    when: str = ""
    place: str = ""
    who: str = ""
    contact: str = ""
    school: str = ""
    purposes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class ConsentLetter(Paper, frozen=True, kw_only=True):
    """The letter as a paper of its own, for the school to copy."""

    template: ClassVar[str] = "documents/consent_letter.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css")

    letter: Letter
    profile: Profile = Profile()


def facts(said: Letter) -> list[tuple[str, str]]:
    """Return what the letter says of the activity: who asks for what, when and where."""
    named = (
        (gettext("Activity"), said.activity),
        (gettext("Time"), said.when),
        (gettext("Place"), said.place),
        (gettext("Who we are"), said.who),
        (gettext("Ask us"), said.contact),
        (gettext("School"), said.school),
    )
    return [(name, value) for name, value in named if value]


def promises() -> list[str]:
    """Return what a guardian must be told before they say yes (PIPL 17, 30)."""
    return [
        gettext(
            "We keep: a codename the school chooses, grade, age band, interests, whether there is an "
            "allergy or help is needed, and your answers below. No address, no ID number, no reason."
        ),
        gettext(
            "It stays with the school and the organisers, protected, and is deleted within 30 days "
            "after the activity ends. Nobody else receives it."
        ),
        gettext(
            "You may say no to anything below. Only the first two answers decide about taking part; "
            "no other answer changes how your child is treated."
        ),
        gettext(
            "You may take back a yes at any time, through the school or with us, without a reason. "
            "If you are not satisfied, tell the school or the university."
        ),
    ]


def signatures() -> list[str]:
    """Return the lines to sign; from eight years the child signs too."""
    line = "＿" * 8
    return [
        gettext("Row on the school's list: %(line)s   I am the child's: %(line)s") % {"line": line},
        gettext("Signature of the guardian: %(line)s   Date: %(line)s") % {"line": line},
        gettext("The child, from 8 years: I want to take part. %(line)s") % {"line": line},
    ]
