"""The rules that protect people, as the page of an activity lists them: only what is asked somewhere."""

import msgspec

from kit.i18n import N_


class Locked(msgspec.Struct, frozen=True):
    """An [always] rule: what it says, and the law it comes from; `everywhere` also among adults."""

    name: str
    law: str = ""
    everywhere: bool = False


class Switched(msgspec.Struct, frozen=True):
    """A [default] rule: what it says, what it means when it is off."""

    code: str
    name: str
    off: str
    law: str = ""
    everywhere: bool = False


LOCKED: tuple[Locked, ...] = (
    Locked(N_("Nobody is with children who has not signed the pledge and code of conduct.")),
    Locked(N_("Nobody is with children who has not been at the child protection training.")),
    Locked(
        N_(
            "Two approved adults are in every space with children, from the first child in to the last out."
        )
    ),
    Locked(
        N_(
            "Whose record check is still running, or ended in an objection, is never one of the two."
        )
    ),
    Locked(N_("The partner decides who is paired; the system only proposes."), N_("PIPL 24")),
    Locked(
        N_("No child joins without a guardian's yes to taking part and to keeping the details."),
        N_("PIPL 31, Law on the Protection of Minors 72"),
    ),
    Locked(
        N_(
            "A no to photos, press or contact never excludes a child; a yes taken back acts at once."
        ),
        N_("Regulation on Minors Online 32"),
    ),
    Locked(
        N_(
            "Children go by codename. Real details need a leave of at most 14 days, and every look is written down."
        ),
        N_("Regulation on Minors Online 36"),
    ),
    Locked(
        N_(
            "No phone number goes from volunteer to child or back, and nobody writes down what was said."
        ),
        N_("Law on the Protection of Minors 63"),
    ),
    Locked(
        N_("Anybody can report a worry without signing in, and 110 comes first."),
        N_("Law on the Protection of Minors 11"),
    ),
    Locked(
        N_("Counselling, medical and first-aid posts need a proven, valid qualification."),
        N_("Regulation on Voluntary Service 16"),
        everywhere=True,
    ),
    Locked(
        N_("With a risk, accident insurance covers every volunteer on every day before it begins."),
        N_("Regulation on Voluntary Service 17"),
        everywhere=True,
    ),
    Locked(
        N_("Volunteers are told the risks before they apply."),
        N_("Regulation on Voluntary Service 12"),
        everywhere=True,
    ),
    Locked(
        N_("The partner gets a volunteer's details only after that volunteer has agreed."),
        N_("PIPL 23"),
        everywhere=True,
    ),
)

SWITCHED: tuple[Switched, ...] = (
    Switched(
        "record_check",
        N_("A record check that is valid on the last day"),
        N_(
            "Volunteers are with children without a record check. Whose check is running is still not one of the two adults, and an objection still keeps them away."
        ),
        N_("Law on the Protection of Minors 62"),
    ),
    Switched(
        "insurance",
        N_("Accident insurance also without a stated risk, off campus and overnight"),
        N_("Nobody asks for insurance here. With a stated risk it is asked for all the same."),
        N_("Regulation on Voluntary Service 17"),
        everywhere=True,
    ),
    Switched(
        "guardian_14_17",
        N_("A guardian agrees for those of 14 to 17 too"),
        N_("From 14 on, young people agree for themselves."),
        N_("PIPL 31"),
    ),
    Switched(
        "own_word_from_8",
        N_("From 8 on, children say yes themselves as well"),
        N_("The guardian's yes alone is enough."),
    ),
    Switched(
        "ratios",
        N_("Enough adults for the age of the children: one for 6, 8 or 10"),
        N_("Two adults are enough, however many children there are."),
    ),
    Switched(
        "pods",
        N_("No small group is one pair alone"),
        N_("Nothing is said about a pair that is alone in its small group."),
    ),
    Switched(
        "nights_closed",
        N_("Nights with children are closed"),
        N_(
            "Children stay overnight: two cleared adults awake or on call, separate rooms, the safeguarding lead reachable."
        ),
    ),
)
