"""What a volunteer and a child would be as a pair, in words; and what forbids it (V12)."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from kit.errors import Gap
from kit.i18n import N_, gettext
from volunteers.rules import matching, obstacles, one_each, registration
from volunteers.rules.applications import (
    FREE_TIMES,
    INTERESTS,
    LANGUAGES,
    SKILLS,
    Application,
    ApplicationStatus,
)
from volunteers.rules.matching import Criterion, Duo, Fit, Problem, Rule
from volunteers.rules.obstacles import OF_VOLUNTEER, WHY_NOT, why_not
from volunteers.rules.pairing_rules import USUAL, PairingRules
from volunteers.rules.pairs import CannotBePaired, hundredths
from volunteers.rules.participants import Participant

__all__ = ["OF_VOLUNTEER", "WHY_NOT", "why_not"]

SHOWN = 3  # reasons before placing: what speaks for a pair, at a glance
COMMON = {"mandarin"}  # spoken by everybody, so nothing to mention

CRITERIA: dict[Criterion, str] = {
    Criterion.NEEDS: N_("Help that is needed"),
    Criterion.INTERESTS: N_("Interests"),
    Criterion.FREE: N_("Free times"),
    Criterion.LANGUAGES: N_("Language, dialect"),
    Criterion.EXPERIENCE: N_("Experience"),
}


class Gates(msgspec.Struct, frozen=True):
    """Who passes the hard conditions now: participants on the roster, volunteers prepared.

    `one_gender` are participants whose partner asks for pairs of one gender (V12).
    `taken_back` are participants who are not on it because a consent was withdrawn, `lacking` says
    of volunteers who are not cleared what it is. `never` are two who must not meet, volunteer first;
    `rules` are those by which the association judges.
    """

    rostered: frozenset[UUID]
    trained: frozenset[UUID]
    cleared: frozenset[UUID]
    with_minors: bool = True
    taken_back: frozenset[UUID] = frozenset()
    one_gender: frozenset[UUID] = frozenset()
    lacking: Mapping[UUID, tuple[Gap, ...]] = {}
    never: frozenset[tuple[UUID, UUID]] = frozenset()
    rules: PairingRules = USUAL

    def of(self, volunteer_id: UUID) -> tuple[Rule, ...]:
        """Return what one volunteer still lacks; without minors nothing is asked of them (V24)."""
        if not self.with_minors:
            return ()
        held = {Rule.CLEARANCE: self.cleared, Rule.TRAINING: self.trained}
        return tuple(rule for rule, people in held.items() if volunteer_id not in people)

    def why(self, volunteer_id: UUID) -> tuple[str, ...]:
        """Say what one volunteer still lacks, gravest first."""
        return why_not(self.of(volunteer_id), lacking=self.lacking.get(volunteer_id, ()))


class Chance(msgspec.Struct, frozen=True):
    """One child beside the volunteer who is being placed: how well they fit, or why they may not."""

    participant: Participant
    score: int
    reasons: tuple[str, ...]
    why_not: tuple[str, ...] = ()
    best: bool = False

    @property
    def fit(self) -> int:
        """How well they suit each other, 0–100."""
        return hundredths(self.score)


def problem(
    volunteers: Collection[Application],
    participants: Collection[Participant],
    gates: Gates,
    *,
    current: Collection[Duo] = (),
    places: Mapping[UUID, int] | None = None,
    families: bool = False,
) -> Problem:
    """Return these people as the engine reads them.

    `current` are pairs that should rather stay, `places` how many children a volunteer can still take
    where it is not what the rules allow everybody. With `families` those who belong together go to one
    volunteer, if the rules say so.
    """
    share = families and gates.rules.siblings_share
    family = one_each.families(registration.companions(list(participants))) if share else {}
    here = {one.volunteer: str(one.id) for one in volunteers}
    places = places or {}
    return Problem(
        volunteers=tuple(
            _volunteer(one, gates, places.get(one.id, gates.rules.most_each)) for one in volunteers
        ),
        participants=tuple(
            _participant(one, gates, here, family.get(one.id)) for one in participants
        ),
        rules=gates.rules.for_engine([(str(a), str(p)) for a, p in gates.never], current),
    )


def allowed(volunteer: Application, participant: Participant, gates: Gates) -> Fit:
    """Return what these two would be as a pair.

    Raises:
        CannotBePaired
    """
    duo = (str(volunteer.id), str(participant.id))
    fit = matching.fits(problem([volunteer], [participant], gates))[duo]
    if fit.blocked:
        raise CannotBePaired(
            volunteer=volunteer.name,
            codename=participant.codename,
            why=_why(fit, volunteer, participant, gates)[0],
        )
    return fit


def chances(
    volunteer: Application, participants: Collection[Participant], gates: Gates
) -> list[Chance]:
    """Return every child beside `volunteer`, the best fit first, those who may not be paired last."""
    fits = matching.fits(problem([volunteer], participants, gates))
    found = [(fits[str(volunteer.id), str(one.id)], one) for one in participants]
    found.sort(key=lambda each: (bool(each[0].blocked), -each[0].score))
    return [
        Chance(
            one,
            fit.score,
            alike(volunteer, one)[:SHOWN],
            _why(fit, volunteer, one, gates),
            best=at == 0 and not fit.blocked,
        )
        for at, (fit, one) in enumerate(found)
    ]


def _why(
    fit: Fit, volunteer: Application, participant: Participant, gates: Gates
) -> tuple[str, ...]:
    return why_not(
        fit.blocked,
        taken_back=participant.id in gates.taken_back,
        lacking=gates.lacking.get(volunteer.id, ()),
        gender=_gender(volunteer, participant, gates),
    )


def _gender(volunteer: Application, participant: Participant, gates: Gates) -> str:
    by_school = _by_school(participant, gates)
    return obstacles.gender(volunteer.gender, participant.gender, by_school=by_school)


def _by_school(participant: Participant, gates: Gates) -> bool:
    return participant.same_gender or participant.id in gates.one_gender


def broken(
    together: Sequence[tuple[Application, Participant]], gates: Gates
) -> list[tuple[str, ...]]:
    """Say of each two who are a pair which rules of today about the two of them they would break."""
    volunteers = {one.id: one for one, _ in together}
    asked = problem(list(volunteers.values()), [one for _, one in together], gates)
    duos = [(str(one.id), str(other.id)) for one, other in together]
    found = matching.each(asked, duos)
    return [
        why_not(
            [rule for rule in found[duo].blocked if rule in obstacles.OF_TWO],
            gender=_gender(one, other, gates),
        )
        for duo, (one, other) in zip(duos, together, strict=True)
    ]


def alike(volunteer: Application, participant: Participant) -> tuple[str, ...]:
    """Say what speaks for a pair, the telling things first."""
    said = []
    if shared := _named(INTERESTS, volunteer.interests, participant.interests):
        said.append(gettext("Both like %(what)s") % {"what": _joined(shared)})
    if met := _named(SKILLS, volunteer.skills, participant.needs):
        said.append(gettext("Can help: %(what)s") % {"what": _joined(met)})
    if spoken := _named(LANGUAGES, set(volunteer.languages) - COMMON, participant.languages):
        said.append(gettext("Both speak %(what)s") % {"what": _joined(spoken)})
    if _named(FREE_TIMES, volunteer.free, participant.free):
        said.append(gettext("Free at the same times"))
    if volunteer.experience:
        said.append(gettext("Has done this before"))
    return tuple(said)


def about_child(participant: Participant, grade: str) -> str:
    """Describe a child in one short line: grade and what they like."""
    liked = [gettext(INTERESTS[one]) for one in participant.interests if one in INTERESTS]
    return " · ".join(part for part in (grade, _joined(liked)) if part)


def about_volunteer(volunteer: Application) -> str:
    """Describe what a volunteer brings in one short line."""
    liked = [gettext(INTERESTS[one]) for one in volunteer.interests if one in INTERESTS]
    known = [gettext(SKILLS[one]) for one in volunteer.skills if one in SKILLS]
    return _joined((liked + known)[:SHOWN])


def _named(names: dict[str, str], ours: Collection[str], theirs: Collection[str]) -> list[str]:
    return [gettext(name) for key, name in names.items() if key in ours and key in theirs]


def _joined(words: list[str]) -> str:
    return gettext(", ").join(words)


def _volunteer(one: Application, gates: Gates, places: int) -> matching.Volunteer:
    lacks = gates.of(one.id)
    return matching.Volunteer(
        id=str(one.id),
        gender=one.gender or None,
        cleared=Rule.CLEARANCE not in lacks,
        trained=Rule.TRAINING not in lacks,
        reserve=one.status is ApplicationStatus.RESERVED,
        capacity=places,
        skills=frozenset(one.skills),
        interests=frozenset(one.interests),
        languages=frozenset(one.languages),
        free=frozenset(one.free),
        years=min(one.experience, 100),
    )


def _participant(
    one: Participant, gates: Gates, here: Mapping[UUID, str], family: UUID | None
) -> matching.Participant:
    """Return a child; `here` are applications by person, where last time's helper is among them."""
    return matching.Participant(
        id=str(one.id),
        gender=one.gender or None,
        consent=one.id in gates.rostered,
        priority=one.priority,
        same_gender=_by_school(one, gates),
        needs=frozenset(one.needs),
        interests=frozenset(one.interests),
        languages=frozenset(one.languages),
        free=frozenset(one.free),
        previous=here.get(one.previous_helper) if one.previous_helper else None,
        family=str(family) if family else None,
    )
