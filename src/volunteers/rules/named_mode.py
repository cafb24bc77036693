"""When real names of children may be kept: only while four things stand together (V11, gate G1)."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Gap, Refusal
from kit.i18n import N_, gettext
from volunteers.rules.telling import LONGEST_NOTE, tells_who

FIELDS = ("given_name", "birth_month", "allergy_text")  # of a participant
PHONE = "phone"  # of a guardian or caregiver
REVEALED = (*FIELDS, PHONE)

FIELD_NAMES: dict[str, str] = {
    "given_name": N_("Given name"),
    "birth_month": N_("Year and month of birth"),
    "allergy_text": N_("Which allergy"),
    "phone": N_("Phone number of the guardian"),
}
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Assessment(msgspec.Struct, frozen=True):
    """The impact assessment in four answers (PIPL 55, 56)."""

    need: Text
    readers: Text
    risks: Text
    measures: Text


class Plan(Assessment, frozen=True, kw_only=True):
    """An assessment and the day on which everything it speaks of is deleted."""

    retain_until: date


QUESTIONS: dict[str, tuple[str, str]] = {
    "need": (
        N_("What are real names needed for?"),
        N_("Say what cannot be done with codenames, and why the school cannot do it instead."),
    ),
    "readers": (
        N_("Who has to see them, and when?"),
        N_("Name roles, not people: for example the lead of the night, from Friday to Sunday."),
    ),
    "risks": (
        N_("What could happen to a child if they got out?"),
        N_("Think of strangers, of other children, and of the family."),
    ),
    "measures": (
        N_("What keeps that from happening?"),
        N_("For example: two people who may look, nothing on paper, deleted the week after."),
    ),
}


class NamedMode(msgspec.Struct, frozen=True):
    """Where opening the named mode of one activity stands."""

    id: UUID
    activity: UUID
    reason: str
    assessed_on: date | None
    assessment: str
    lead: UUID | None
    lead_at: datetime | None
    partner: str
    partner_at: datetime | None
    retain_until: date | None
    closed_at: datetime | None
    version: int

    @property
    def answers(self) -> Assessment | None:
        return msgspec.json.decode(self.assessment, type=Assessment) if self.assessment else None


class NewNamed(msgspec.Struct, frozen=True, kw_only=True):
    """What may be kept about a child in named mode, beyond the codename; "" deletes it."""

    given_name: Annotated[str, msgspec.Meta(max_length=30)] = ""
    birth_month: Annotated[str, msgspec.Meta(max_length=7)] = ""
    allergy_text: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""


class NamedModeClosed(Refusal):
    """Real data of children was about to be written or shown without leave (V11)."""

    message = N_("Real names are not kept in this activity: the named mode is not open.")

    def __init__(self, gaps: tuple[Gap, ...] = ()) -> None:
        super().__init__()
        self.gaps = gaps


class NotAssessed(Refusal):
    message = N_("Write the assessment first: there is nothing to agree to yet.")


class SamePersonTwice(Refusal):
    status = 403
    message = N_(
        "Two different people have to agree. The partner's word cannot come from the lead."
    )


class WrongEnd(Refusal):
    status = 422
    message = N_("Choose a day from tomorrow until %(latest)s.")

    def __init__(self, latest: str) -> None:
        super().__init__(latest=latest)
        self.by_field = {"retain_until": str(self)}


GAP_NAMES: dict[str, str] = {
    "closed": N_("It has been closed"),
    "assessment-missing": N_("The impact assessment is missing"),
    "assessment-old": N_("The impact assessment is older than twelve months"),
    "lead-missing": N_("The safeguarding lead has not agreed"),
    "partner-missing": N_("The partner has not agreed"),
    "partner-refused": N_("The partner who sends this child has said no"),
    "end-missing": N_("There is no day of deletion"),
    "end-passed": N_("The day of deletion has passed"),
}


def gaps(mode: NamedMode | None, today: date) -> tuple[Gap, ...]:
    """Return what keeps the named mode closed; empty means open (G1)."""
    missing: list[str] = []
    if mode is None or mode.assessed_on is None or not mode.assessment:
        missing.append("assessment-missing")
    elif _a_year_after(mode.assessed_on) <= today:
        missing.append("assessment-old")
    if mode is None or mode.lead is None or mode.lead_at is None:
        missing.append("lead-missing")
    if mode is None or mode.partner_at is None or not mode.partner:
        missing.append("partner-missing")
    if mode is None or mode.retain_until is None:
        missing.append("end-missing")
    elif mode.retain_until < today:
        missing.append("end-passed")
    if mode is not None and mode.closed_at is not None:
        missing.append("closed")
    return tuple(Gap(code) for code in missing)


def tidied(new: NewNamed) -> NewNamed:
    """Return named fields as they are kept."""
    return NewNamed(
        given_name=" ".join(unicodedata.normalize("NFKC", new.given_name).split()),
        birth_month=new.birth_month.strip(),
        allergy_text=" ".join(new.allergy_text.split()),
    )


_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")


def wrong_fields(new: NewNamed, today: date) -> dict[str, str]:
    """Return a sentence for each named field that does not fit."""
    wrong: dict[str, str] = {}
    if sentence := tells_who(new.given_name):
        wrong["given_name"] = sentence
    if sentence := tells_who(new.allergy_text):
        wrong["allergy_text"] = sentence
    month = new.birth_month
    if month and (not _MONTH.fullmatch(month) or month > today.isoformat()[:7]):
        wrong["birth_month"] = gettext("Give year and month only, for example 2014-05.")
    return wrong


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)
