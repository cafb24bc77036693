"""What the form of one call asks, and whether what was filled in fits: all of it, not only the first."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from kit import forms
from kit.i18n import gettext
from volunteers.rules import answers as given_answers
from volunteers.rules import applications, eligibility
from volunteers.rules.applications import Mode, NewApplication, Post, Recruitment
from volunteers.rules.eligibility import TICKED, Rule, Unmet
from volunteers.rules.questions import AGREED, Question
from volunteers.rules.sources import Source

STAND_INS = {"name": "-", "student_no": "000"}  # of required fields, to look at the others


class Asked(msgspec.Struct, frozen=True):
    """What a call asks besides the usual; `posts` are those one can wish for."""

    questions: tuple[Question, ...] = ()
    rules: tuple[Rule, ...] = ()
    sources: tuple[Source, ...] = ()
    posts: tuple[Post, ...] = ()

    @property
    def ticks(self) -> tuple[Rule, ...]:
        """The rules that applicants say they meet."""
        return tuple(rule for rule in self.rules if rule.kind in TICKED)


class Entry(msgspec.Struct, frozen=True):
    """One filled-in form."""

    new: NewApplication
    answers: dict[UUID, str]


class _Saying(msgspec.Struct, frozen=True):
    """Somebody as they describe themselves: nobody who applies learns whom our records know."""

    ticked: tuple[UUID, ...]
    earlier: bool | None = None


def read(asked: Asked, posted: forms.Posted) -> Entry:
    """Return what was filled in.

    Raises:
        WrongForm: naming every field that does not fit.
    """
    new, unfit = _parsed(posted)
    ticked = tuple(
        rule.id for rule in asked.ticks if forms.text(posted, f"rule-{rule.id}") == AGREED
    )
    new = msgspec.structs.replace(new, ticked=ticked)
    answers, unfit_answers = given_answers.read(asked.questions, posted)
    if wrong := wrong_fields(asked, new, answers) | unfit_answers | unfit:
        raise forms.WrongForm(_in_order(asked, wrong))
    return Entry(fitting(asked, new), answers)


def wrong_fields(asked: Asked, new: NewApplication, answers: Mapping[UUID, str]) -> dict[str, str]:
    """Return a sentence for each field of a tidied application that this call does not take."""
    wrong = applications.wrong_fields(new)
    typed = given_answers.as_typed(asked.questions, answers)
    wrong |= given_answers.read(asked.questions, typed)[1]
    if asked.sources and new.source not in {one.id for one in asked.sources}:
        wrong["source"] = gettext("Please choose one.")
    if asked.posts and new.post and new.post not in {one.id for one in asked.posts}:
        wrong["post"] = gettext("Please choose one of the options.")
    return _unmet_sentences(asked, new, answers) | wrong


def fitting(asked: Asked, new: NewApplication) -> NewApplication:
    """Return `new` without what this call does not ask for."""
    return msgspec.structs.replace(
        new,
        source=new.source if asked.sources else None,
        post=new.post if asked.posts else None,
    )


def unmet(asked: Asked, new: NewApplication, answers: Mapping[UUID, str]) -> tuple[Unmet, ...]:
    """Return the rules that somebody does not meet by what they say."""
    return eligibility.unmet(asked.rules, _Saying(new.ticked), answers)


def full(asked: Asked, call: Recruitment, new: NewApplication) -> dict[str, str]:
    """Return a sentence beside the source or post that has no place left, where nobody may wait."""
    if call.mode is not Mode.FIRST_COME or call.reserve:
        return {}
    source = next((one for one in asked.sources if one.id == new.source), None)
    if source and not source.left:
        return {
            "source": gettext("All %(places)s places there are taken.") % {"places": source.places}
        }
    post = next((one for one in asked.posts if one.id == new.post), None)
    if post and post.quota is not None and post.taken >= post.quota:
        return {"post": gettext("All %(places)s places there are taken.") % {"places": post.quota}}
    return {}


def as_typed(asked: Asked, new: NewApplication, answers: Mapping[UUID, str]) -> dict[str, object]:
    """Return a filled-in form as the page shows it, by field."""
    stored = msgspec.structs.asdict(new)
    several = ("free", "skills", "interests", "languages")
    return {
        **{name: list(stored[name]) for name in several},
        **{
            name: stored[name]
            for name in ("name", "student_no", "college", "year", "phone", "email", "motivation")
        },
        "gender": new.gender.value,
        "experience": str(new.experience),
        "source": str(new.source or ""),
        "post": str(new.post or ""),
        **{f"rule-{rule}": AGREED for rule in new.ticked},
        **given_answers.as_typed(asked.questions, answers),
    }


def _parsed(posted: forms.Posted) -> tuple[NewApplication, dict[str, str]]:
    """Return what could be read, and a sentence for each field that could not."""
    try:
        return applications.tidied(forms.parse(NewApplication, posted)), {}
    except forms.WrongForm as unfit:
        rest = {name: posted[name] for name in posted if name not in unfit.by_field}
        stand_ins = {name: one for name, one in STAND_INS.items() if name in unfit.by_field}
        return applications.tidied(forms.parse(NewApplication, rest | stand_ins)), unfit.by_field


def _unmet_sentences(
    asked: Asked, new: NewApplication, answers: Mapping[UUID, str]
) -> dict[str, str]:
    return eligibility.sentences(unmet(asked, new, answers))


def _in_order(asked: Asked, wrong: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences in the order in which the form shows their fields."""
    first = ["name", "student_no", "college", "year", "source", "post", "phone", "email"]
    own = [f"rule-{rule.id}" for rule in asked.ticks] + [one.field for one in asked.questions]
    place = {name: at for at, name in enumerate(first)}
    place |= {name: 100 + at for at, name in enumerate(own)}
    place["consent"] = 1_000
    return dict(sorted(wrong.items(), key=lambda item: place.get(item[0], 50)))
