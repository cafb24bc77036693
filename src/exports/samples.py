"""A short made-up 策划书, for whoever wants to see how their papers look."""

from datetime import UTC, date, datetime

from exports.rules.money_papers import Cost, CostGroup, CostTable
from exports.rules.papers import Stamp, When
from exports.rules.profiles import CHAPTERS, Profile
from exports.rules.proposals import Duty, Party, Proposal, Section, Step
from kit import i18n
from kit.i18n import N_, gettext

_WORDS = N_("This is what a paragraph looks like: its letters, its lines and where it begins.")
STAMP = Stamp(code="", made_at=datetime(2000, 1, 1, tzinfo=UTC), link="")


def proposal(profile: Profile, association: str) -> Proposal:
    """Return the sample in the current language; nothing on it is anybody's."""

    def named(key: str, section: Section) -> tuple[str, Section]:
        own = next((one.heading for one in profile.chapters if one.key == key), "")
        return key, _headed(section, own or gettext(CHAPTERS[key]))

    seam = "" if i18n.locale() == "zh_Hans" else " "
    chapters = (
        named("background", Section(heading="", paragraphs=(seam.join([gettext(_WORDS)] * 3),))),
        named(
            "purposes",
            Section(
                heading="", items=(gettext("To show a list"), gettext("To show its next item"))
            ),
        ),
        named("schedule", Section(heading="", parts=_course())),
        named("budget", Section(heading="", costs=_costs())),
    )
    order = {one.key: place for place, one in enumerate(profile.chapters)}
    chosen = sorted(chapters, key=lambda one: order.get(one[0], len(order)))
    return Proposal(
        title=gettext("A sample of your papers"),
        host=association,
        when=When(first=date(2027, 5, 8), starts="09:00", ends="11:30"),
        stamp=STAMP,
        parties=(Party(gettext("Host"), (association,)),),
        sections=tuple(section for _, section in chosen),
        profile=profile,
    )


def _headed(section: Section, heading: str) -> Section:
    return Section(
        heading=heading,
        paragraphs=section.paragraphs,
        items=section.items,
        costs=section.costs,
        parts=section.parts,
    )


def _course() -> tuple[Section, ...]:
    return (
        Section(
            heading=gettext("Preparation"),
            duties=(Duty(due="", text=gettext("A task"), lead=""),),
        ),
        Section(
            heading=gettext("Day schedule"),
            schedule=(Step(time="09:00–09:30", title=gettext("A step of the day")),),
        ),
    )


def _costs() -> CostTable:
    cost = Cost(label=gettext("A thing"), quantity="10", price="2.50", amount=2500)
    return CostTable(groups=(CostGroup("", (cost,)),))
