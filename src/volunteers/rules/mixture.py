"""What groups are to be even in, how even they are, and how that is said."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from kit.i18n import N_, gettext, ngettext
from volunteers.rules.applications import LANGUAGES, SKILLS, Gender
from volunteers.rules.balance import Deal, Item, cost
from volunteers.rules.belonging import Member, Wishes
from volunteers.rules.fits import COMMON
from volunteers.rules.groups import refuse_too_many, sizes, split
from volunteers.rules.pairs import school_year
from volunteers.rules.participants import AGE_NAMES, AgeBand


class Mode(StrEnum):
    """How pairs are dealt into groups (domain §4.4)."""

    EVEN = "even"
    LIST = "list"
    LEADERS = "leaders"


class Criterion(StrEnum):
    AGE = "age"
    GENDER = "gender"
    SKILLS = "skills"
    LANGUAGES = "languages"
    EXPERIENCE = "experience"


WEIGHTS: dict[Criterion, int] = {
    Criterion.AGE: 3,
    Criterion.GENDER: 3,
    Criterion.SKILLS: 1,
    Criterion.LANGUAGES: 2,
    Criterion.EXPERIENCE: 2,
}
CRITERIA: dict[Criterion, str] = {
    Criterion.AGE: N_("Grade or age"),
    Criterion.GENDER: N_("Boys and girls"),
    Criterion.SKILLS: N_("What the helpers are good at"),
    Criterion.LANGUAGES: N_("Dialects and languages of the helpers"),
    Criterion.EXPERIENCE: N_("Experience"),
}
GENDERS: dict[str, str] = {Gender.FEMALE: N_("Girls"), Gender.MALE: N_("Boys")}
NAMES: dict[Criterion, dict[str, str]] = {
    Criterion.GENDER: GENDERS,
    Criterion.SKILLS: SKILLS,
    Criterion.LANGUAGES: LANGUAGES,
    Criterion.EXPERIENCE: {"yes": N_("Has done this before")},
}
TENTH = 10


class Trait(msgspec.Struct, frozen=True):
    """Something that a pair has or has not: a child in grade 5, a helper who knows maths."""

    criterion: Criterion
    value: str

    @property
    def name(self) -> str:
        """Return what it is called in the reader's language."""
        if self.criterion is Criterion.AGE:
            if self.value.isdecimal():
                return school_year(int(self.value))
            return gettext(AGE_NAMES[AgeBand(self.value)]) if self.value else gettext("Not given")
        return gettext(NAMES[self.criterion][self.value])


class Mix(msgspec.Struct, frozen=True):
    """How many pairs of one group have each trait."""

    size: int
    counts: tuple[tuple[Trait, int], ...]

    def of(self, criterion: Criterion) -> list[tuple[Trait, int]]:
        return [(trait, count) for trait, count in self.counts if trait.criterion is criterion]


class Evenness(msgspec.Struct, frozen=True):
    """How even a division is: 0 `uneven` is perfect; `off` is by how many pairs a criterion is out at most.

    `uneven` adds up, for each trait, how many pairs would have to be elsewhere, in tenths, and each
    criterion counts as much as its weight says.
    """

    mixes: tuple[Mix, ...]
    uneven: int
    off: Mapping[Criterion, int]

    @property
    def said(self) -> list[tuple[Criterion, str, str, bool]]:
        """Say of each criterion that counts how even it is: (which, what, how, could it not be better)."""
        return [
            (one, gettext(CRITERIA[one]), _how_even(self.off[one]), not self.off[one])
            for one in CRITERIA
            if one in self.off
        ]


def traits(members: Sequence[Member]) -> list[Trait]:
    """Return what some of these pairs have, in the order of pages."""
    had = {trait for member in members for trait in had_by(member)}
    ages = sorted((trait for trait in had if trait.criterion is Criterion.AGE), key=_by_age)
    others = (Trait(criterion, value) for criterion, names in NAMES.items() for value in names)
    return [*ages, *(trait for trait in others if trait in had)]


def had_by(member: Member) -> set[Trait]:
    """Return what one pair has; a grade tells more than an age, and what nobody said counts as nothing."""
    child, helper = member.child, member.helper
    found = {Trait(Criterion.AGE, str(child.grade or child.age_band.value))}
    if child.gender:
        found.add(Trait(Criterion.GENDER, child.gender.value))
    found |= {Trait(Criterion.SKILLS, one) for one in helper.skills if one in SKILLS}
    spoken = set(helper.languages) - COMMON
    found |= {Trait(Criterion.LANGUAGES, one) for one in spoken if one in LANGUAGES}
    if helper.experience:
        found.add(Trait(Criterion.EXPERIENCE, "yes"))
    return found


def deal(
    members: Sequence[Member],
    wished: Wishes,
    count: int,
    mode: Mode,
    pinned: Mapping[str, int],
) -> Deal:
    """Return what is to be dealt; `members` come in the partner's order.

    By the partner's list everybody stays where the list would put them, as far as the wishes allow;
    otherwise the groups are to be even.

    Raises:
        NoGroups, GroupTooSmall, TooManyGroups
    """
    refuse_too_many(len(members), count)
    home: dict[str, int] = {}
    columns = [] if mode is Mode.LIST else traits(members)
    if mode is Mode.LIST:
        runs = split([member.id for member in members], count)
        home = {one: at for at, run in enumerate(runs) for one in run}
    return Deal(
        items=tuple(Item(member.id, _row(member, columns)) for member in members),
        sizes=sizes(len(members), count),
        weights=tuple(WEIGHTS[trait.criterion] for trait in columns),
        together=wished.together,
        apart=wished.apart,
        pinned=pinned,
        home=home,
    )


def evenness(members: Sequence[Member], groups: Sequence[Collection[str]]) -> Evenness:
    """Return how even a division of all these members is, whatever its sizes."""
    columns, of = traits(members), {member.id: member for member in members}
    held = [[_row(of[one], columns) for one in own] for own in groups]
    sums = [[sum(row[at] for row in rows) for at in range(len(columns))] for rows in held]
    mixes = tuple(
        Mix(len(own), tuple(zip(columns, counts, strict=True)))
        for own, counts in zip(groups, sums, strict=True)
    )
    off: dict[Criterion, int] = {}
    for at, trait in enumerate(columns):
        total = sum(counts[at] for counts in sums)
        worst = max(
            abs(len(members) * counts[at] - len(own) * total)
            for own, counts in zip(groups, sums, strict=True)
        ) // max(1, len(members))  # less than a whole pair: nobody can be cut in two
        off[trait.criterion] = max(off.get(trait.criterion, 0), worst)
    whole = Deal(
        items=tuple(Item(member.id, _row(member, columns)) for member in members),
        sizes=tuple(len(own) for own in groups),
        weights=tuple(WEIGHTS[trait.criterion] for trait in columns),
    )
    return Evenness(mixes, tenths(cost(whole, [list(own) for own in groups]), len(members)), off)


def tenths(spent: int, pairs: int) -> int:
    """Return a cost in tenths of pairs that would have to be elsewhere: each is missing in one group, too many in another."""
    return -(-TENTH * spent // (2 * pairs)) if pairs else 0


def _by_age(trait: Trait) -> tuple[bool, int]:
    """Order grades by number, then ages from the youngest, what nobody gave before them."""
    if trait.value.isdecimal():
        return False, int(trait.value)
    return True, list(AgeBand).index(AgeBand(trait.value))


def _row(member: Member, columns: Iterable[Trait]) -> tuple[int, ...]:
    had = had_by(member)
    return tuple(int(trait in had) for trait in columns)


def _how_even(off: int) -> str:
    if not off:
        return gettext("evenly spread")
    return ngettext(
        "a group is off by %(num)s pair", "a group is off by up to %(num)s pairs", off
    ) % {"num": off}
