"""Those who care for a child: a guardian, who consents, and a caregiver, who cannot (未保法 22)."""

import re
import unicodedata
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from kit.crypto import Secret
from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.participants import CarerKind

MOST_CARERS = 4  # of one child

KIND_NAMES: dict[CarerKind, str] = {
    CarerKind.GUARDIAN: N_("Guardian"),
    CarerKind.CAREGIVER: N_("Caregiver"),
}
RELATIONS: dict[str, str] = {
    "mother": N_("Mother"),
    "father": N_("Father"),
    "grandparent": N_("Grandparent"),
    "relative": N_("Another relative"),
    "appointed": N_("Guardian by appointment"),
    "other": N_("Somebody else"),
}
TIMES: dict[str, str] = {
    "": N_("Not known"),
    "morning": N_("In the morning"),
    "noon": N_("At noon"),
    "afternoon": N_("In the afternoon"),
    "evening": N_("In the evening"),
    "weekend": N_("At the weekend"),
}


class NewCarer(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a guardian or caregiver (domain §6.2); a phone number in named mode only."""

    kind: CarerKind = CarerKind.GUARDIAN
    relation: Annotated[str, msgspec.Meta(max_length=30)] = ""
    best_time: Annotated[str, msgspec.Meta(max_length=60)] = ""
    through_partner: bool = False
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""


class Carer(msgspec.Struct, frozen=True):
    id: UUID
    participant: UUID
    kind: CarerKind
    relation: str
    phone: Secret | None
    best_time: str
    through_partner: bool
    retain_until: date
    version: int

    @property
    def may_consent(self) -> bool:
        """Only a guardian answers for a child; whoever cares day by day cannot (未保法 22)."""
        return self.kind is CarerKind.GUARDIAN


class NoSuchCarer(Refusal):
    status = 404
    message = N_("There is no such guardian or caregiver.")


class TooManyCarers(Refusal):
    message = N_("Nobody has more than %(most)s guardians and caregivers here.")


def tidied(new: NewCarer) -> NewCarer:
    """Return `new` as it is kept: only relations and times we offer, a number in plain digits."""
    plain = unicodedata.normalize("NFKC", new.phone)
    return msgspec.structs.replace(
        new,
        relation=new.relation if new.relation in RELATIONS else "",
        best_time=new.best_time if new.best_time in TIMES else "",
        phone=" ".join(plain.split()),
    )


_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,18}[0-9]")


def wrong_fields(new: NewCarer, *, named: bool, kept: bool = False) -> dict[str, str]:
    """Return a sentence for each field of a tidied entry that does not fit.

    `named`: the named mode is open; `kept`: a number is there already.
    """
    wrong: dict[str, str] = {}
    if not new.relation:
        wrong["relation"] = gettext("Please choose one of the options.")
    if new.phone and not named:
        wrong["phone"] = gettext("Numbers stay at the school while only codenames are kept.")
    elif new.phone and not _PHONE.fullmatch(new.phone):
        wrong["phone"] = gettext("This is not a phone number.")
    if not (new.through_partner or new.phone or kept):
        wrong["through_partner"] = gettext("Say how to reach this person: the school is enough.")
    return wrong
