"""What a guardian is asked on a phone, and what an answer must have before it counts (V9, V10)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from kit import forms
from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.consent import NEEDED, as_of
from volunteers.rules.letters import ASKS, WHY, Letter, reworded
from volunteers.rules.participants import Consent, ConsentState, Purpose

LINK_LASTS = timedelta(days=14)
MOTHER, FATHER, OTHER = "mother", "father", "other"
RELATIONS: dict[str, str] = {
    MOTHER: N_("Mother"),
    FATHER: N_("Father"),
    OTHER: N_("Another legal guardian"),
}
LONGEST_RELATION = 30
_SAID_NO = (ConsentState.REFUSED, ConsentState.WITHDRAWN)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One purpose as a guardian sees it: what is asked, why, until when, and what they said so far.

    `is_new` marks a yes to a letter that has changed since in what matters here.
    """

    purpose: Purpose
    asks: str
    why: str
    end: str
    answer: Consent | None = None
    is_new: bool = False

    @property
    def needed(self) -> bool:
        return self.purpose in NEEDED

    @property
    def is_open(self) -> bool:
        """Say whether an answer is waited for."""
        if self.answer is None or self.is_new:
            return True
        return self.answer.state in (ConsentState.ASKED, ConsentState.EXPIRED)

    @property
    def says_yes(self) -> bool:
        return self.answer is not None and self.answer.state is ConsentState.GRANTED

    @property
    def says_no(self) -> bool:
        return self.answer is not None and self.answer.state in _SAID_NO


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a guardian signed: the text they read, who they are to the child, and each yes or no."""

    read: str
    relation: str
    own_word: bool
    said: Mapping[Purpose, bool]


class LetterChanged(Refusal):
    message = N_(
        "The letter has changed while you were reading. Please look at it once more; nothing has been "
        "saved yet."
    )


class NothingToPrint(Refusal):
    message = N_("Everybody has answered: there is no letter to print with a link.")


class NotAsked(Refusal):
    status = 404
    message = N_("This is not asked here (any more).")


def questions(
    letter: Letter, answers: Iterable[Consent], now: Mapping[Purpose, str], today: date
) -> list[Question]:
    """Return what is asked, in the order of the letter; what was answered before and is no longer asked too."""
    said = {one.purpose: as_of(one, today) for one in answers}
    asked = [Purpose(one) for one in letter.purposes]
    more = [one for one in Purpose if one not in asked and one in said and _counts(said[one])]
    return [
        Question(
            purpose=one,
            asks=gettext(ASKS[one]),
            why=gettext(WHY[one]),
            end=letter.end(one),
            answer=said.get(one),
            is_new=one in said
            and said[one].state is ConsentState.GRANTED
            and reworded(said[one].text_version, now, one),
        )
        for one in (*asked, *more)
    ]


def parsed(posted: forms.Posted, asked: Iterable[Question], *, child_speaks: bool) -> Reply:
    """Return what was posted as a reply.

    Raises:
        WrongForm: naming every question without an answer, and whatever else is missing.
    """
    wrong: dict[str, str] = {}
    said: dict[Purpose, bool] = {}
    for one in asked:
        answer = forms.text(posted, one.purpose)
        if answer in ("yes", "no"):
            said[one.purpose] = answer == "yes"
        else:
            wrong[one.purpose] = gettext("Please choose one of the two.")
    who, words = forms.text(posted, "relation"), forms.text(posted, "relation_other")
    relation = words if who == OTHER else gettext(RELATIONS[who]) if who in RELATIONS else ""
    if who not in RELATIONS:
        wrong["relation"] = gettext("Please say who you are to the child.")
    elif not relation:
        wrong["relation_other"] = gettext("Please write what you are to the child.")
    elif len(relation) > LONGEST_RELATION:
        wrong["relation_other"] = gettext("This is too long: at most %(most)s characters.") % {
            "most": LONGEST_RELATION
        }
    if not forms.text(posted, "sure"):
        wrong["sure"] = gettext("Please tick this box: it stands for your signature.")
    own_word = bool(forms.text(posted, "own_word"))
    if child_speaks and said.get(Purpose.PARTICIPATE) and not own_word:
        wrong["own_word"] = gettext("Please ask your child first, and tick this when they want to.")
    if wrong:
        raise forms.WrongForm(wrong)
    return Reply(
        read=forms.text(posted, "read")[:40], relation=relation, own_word=own_word, said=said
    )


def _counts(answer: Consent) -> bool:
    return answer.state is not ConsentState.ASKED
