"""The letter to guardians: what is asked and why, who gets to know what, how to say no (PIPL 17, 30, 31).

One text for paper, for the guardian's page and for what is kept of it. It is named by a hash of what
it says; what of it matters for one purpose has a hash of its own, so that a mended comma asks nobody
anew and another recipient does.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import msgspec

from events.rules import when
from events.rules.activities import Activity, Kind, Party, PartyRole
from kit import i18n
from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.consent import NEEDED
from volunteers.rules.participants import Purpose
from volunteers.rules.retention import KEPT_AFTER
from volunteers.rules.terms import PUBLISHED, PUBLISHED_FOR, term_end

# What is asked, apart from each other; the first two are what taking part needs.
ASKS: dict[Purpose, str] = {
    Purpose.PARTICIPATE: N_("My child takes part in this activity."),
    Purpose.DATA: N_("The organisers keep the few details named above, for this activity only."),
    Purpose.PAIRING_CONTACT: N_("Contact within the pair afterwards, through the school."),
    Purpose.DIRECT_CONTACT: N_("Direct contact by phone afterwards, at times we agree on."),
    Purpose.COUNSELLING: N_("A talk with a counsellor, if my child wants one."),
    Purpose.EMERGENCY_MEDICAL: N_(
        "Treatment at the nearest hospital in an emergency; we are told at once."
    ),
    Purpose.OFF_SITE: N_("Leaving the school grounds together with the group."),
    Purpose.PHOTO_TAKEN: N_("Photos are taken."),
    Purpose.INTERNAL_REPORT: N_("Photos in the organisers' own report."),
    Purpose.SCHOOL_WALL: N_("Photos on the wall of the school."),
    Purpose.PUBLIC_WEB: N_("Photos on public pages of the organisers."),
    Purpose.MEDIA_INTERVIEW: N_("Talking to the press, with a teacher present."),
}
# Why, in plain words: what stands below each question on the guardian's page.
WHY: dict[Purpose, str] = {
    Purpose.PARTICIPATE: N_("Without a yes here your child stays with the class as usual."),
    Purpose.DATA: N_(
        "So that we can plan the day and know whom to look after. No name, no address."
    ),
    Purpose.PAIRING_CONTACT: N_(
        "About once a month: by the school's phone with a teacher there, by letter, or by a visit."
    ),
    Purpose.DIRECT_CONTACT: N_(
        "Only with you or a teacher in the conversation; ends with the term."
    ),
    Purpose.COUNSELLING: N_("Nothing that is said is written down."),
    Purpose.EMERGENCY_MEDICAL: N_("So that nobody loses time. You are called at the same moment."),
    Purpose.OFF_SITE: N_("Always together, counted before and after, with at least two adults."),
    Purpose.PHOTO_TAKEN: N_(
        "If you say no, your child does the same things and is not in pictures."
    ),
    Purpose.INTERNAL_REPORT: N_("Seen by the association and its university."),
    Purpose.SCHOOL_WALL: N_("Seen by whoever comes to the school."),
    Purpose.PUBLIC_WEB: N_("Anybody can see them. No name and no codename stands with them."),
    Purpose.MEDIA_INTERVIEW: N_("Your child may still say no on the day."),
}
# What is kept of a child (domain §6.2); another entry here is another substance.
FIELDS = (
    *("codename", "age band", "grade", "interests", "needs", "languages", "times"),
    *("allergy", "mobility", "consents"),
)
NAMED_FIELDS = ("given name", "birth month", "allergy in words")
IN_ONE_FILE = 10  # letters: the press gives a paper fifteen seconds, also on a busy day
_TOGETHER = (Kind.VISIT, Kind.CAMPAIGN)
_HASH = 12


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What the letter says in one language; `purposes` are keys of ASKS, `ends` their last days.

    Without `ends` there is room to write them. `named` means that the activity keeps real names (V11).
    """

    activity: str
    when: str = ""
    place: str = ""
    who: str = ""
    contact: str = ""
    school: str = ""
    until: str = ""
    recipients: tuple[str, ...] = ()
    named: bool = False
    purposes: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def end(self, purpose: str) -> str:
        """Return the last day of a yes to this purpose, "" where it is written by hand."""
        return dict(zip(self.purposes, self.ends, strict=False)).get(purpose, "")


class NewAsking(msgspec.Struct, frozen=True):
    """Which purposes somebody ticked for the letter."""

    version: int
    purposes: tuple[Purpose, ...] = ()


class AskingChanged(Refusal):
    message = N_("Somebody else has changed the letter in the meantime. Please look at it again.")


def proposed(
    activity: Activity, parties: Iterable[Party], *, counselling: bool = False
) -> tuple[Purpose, ...]:
    """Return what the plan makes it worth asking: the shorter a letter, the more often it is read.

    Direct contact is asked for only where somebody chooses to (V18).
    """
    left_out = {Purpose.DIRECT_CONTACT}
    roles = {party.role for party in parties}
    if activity.kind not in _TOGETHER:
        left_out.add(Purpose.PAIRING_CONTACT)
    if not counselling:
        left_out.add(Purpose.COUNSELLING)
    if not (activity.off_campus or activity.overnight):
        left_out.add(Purpose.OFF_SITE)
    if not (activity.off_campus or activity.overnight or activity.risk):
        left_out.add(Purpose.EMERGENCY_MEDICAL)
    if PartyRole.PARTNER not in roles:
        left_out.add(Purpose.SCHOOL_WALL)
    if PartyRole.MEDIA not in roles:
        left_out.add(Purpose.MEDIA_INTERVIEW)
    return tuple(one for one in Purpose if one not in left_out)


def asked(chosen: Collection[Purpose]) -> tuple[Purpose, ...]:
    """Return the chosen purposes in the order of the letter, with those that are always asked."""
    return tuple(one for one in Purpose if one in NEEDED or one in chosen)


def written(
    activity: Activity,
    parties: Iterable[Party],
    association: str,
    purposes: Collection[Purpose],
    *,
    named: bool = False,
    words: tuple[str, ...] = (),
) -> Letter:
    """Write the letter of an activity in the current language."""
    units = list(parties)
    purposes = asked(purposes)
    hosts = _named(units, PartyRole.HOST, PartyRole.CO_ISSUER, PartyRole.ORGANIZER)
    schools = _named(units, PartyRole.PARTNER)
    told = when.written(activity) or gettext("The date is not settled yet.")
    if activity.date_state == "tentative":
        told = gettext("%(day)s (tentative)") % {"day": told}
    last = activity.last_day
    return Letter(
        activity=activity.title,
        when=told,
        place=activity.place,
        who=gettext(", ").join(hosts or [association]),
        contact=" ".join(part for part in (activity.contact_name, activity.contact_phone) if part),
        school=gettext(", ").join(schools),
        until=i18n.day(last + KEPT_AFTER) if last else "",
        recipients=tuple(dict.fromkeys([*(hosts or [association]), *schools])),
        named=named,
        purposes=tuple(one.value for one in purposes),
        ends=tuple(_end(one, last) for one in purposes),
        words=words,
    )


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


def promises(said: Letter) -> list[tuple[str, str]]:
    """Return what a guardian must be told before they say yes, each with its name (PIPL 17, 30)."""
    kept = (
        gettext(
            "A given name, year and month of birth, what an allergy is about; besides a codename, "
            "grade, age band, interests, and your answers. No address, no ID number, no reason."
        )
        if said.named
        else gettext(
            "A codename the school chooses, grade, age band, interests, whether there is an allergy "
            "or help is needed, and your answers below. No name, no address, no ID number, no reason."
        )
    )
    until = (
        gettext(
            "On the association's own computer, protected, until %(day)s: 30 days after the activity. "
            "Where a pair stays in touch, 30 days after it ends; thirteen months at the most."
        )
        % {"day": said.until}
        if said.until
        else gettext(
            "On the association's own computer, protected, until 30 days after the activity. Where a "
            "pair stays in touch, 30 days after it ends; thirteen months at the most."
        )
    )
    return [
        (
            gettext("What we need it for"),
            gettext("To plan this activity, to find a companion who fits, to keep everybody safe."),
        ),
        (gettext("What we keep"), kept),
        (gettext("Where and how long"), until),
        (
            gettext("Who sees it"),
            gettext(
                "%(who)s, and nobody else. A volunteer sees the codename, after the training. Each time "
                "somebody else is told, it is written down, and you may see that list."
            )
            % {"who": gettext(", ").join(said.recipients or (said.who,))},
        ),
        (
            gettext("How we look after them"),
            gettext(
                "Volunteers are trained and have signed a code of conduct. There are always two adults. "
                "Nobody exchanges phone numbers. Whoever worries can report it, day and night."
            ),
        ),
        (
            gettext("If you say no"),
            gettext(
                "You may say no to anything below. Only the first two answers decide about taking part; "
                "no other answer changes how your child is treated."
            ),
        ),
        (
            gettext("If you change your mind"),
            gettext(
                "Take a yes back at any time, through the school, through us or through your link, "
                "without a reason. It counts at once; what was done before stays lawful."
            ),
        ),
        (
            gettext("If you are not satisfied"),
            gettext(
                "Tell us, the school or the university; you may also turn to the authority for personal "
                "information or call 12345. You may see, copy, correct or delete what we keep."
            ),
        ),
    ]


def signatures() -> list[str]:
    """Return the lines to sign; from eight years the child signs too."""
    line = "＿" * 8
    return [
        gettext("I am the child's (mother, father, other legal guardian): %(line)s")
        % {"line": line},
        gettext("Signature of the guardian: %(line)s   Date: %(line)s") % {"line": line},
        gettext("The child, from 8 years: I want to take part. %(line)s") % {"line": line},
    ]


def text(said: Letter) -> str:
    """Return the whole letter as plain text: what is kept, and shown again to whoever agreed to it."""
    lines = [
        *said.words,
        *(f"{name}{gettext(': ')}{value}" for name, value in facts(said)),
        "",
        *(f"{name}{gettext(': ')}{value}" for name, value in promises(said)),
        "",
        *(_asked(said, one) for one in said.purposes),
    ]
    return "\n".join(lines)


def version(said: Letter) -> str:
    """Name what the letter says, in this language."""
    return hashlib.sha256(text(said).encode()).hexdigest()[:_HASH]


def substance(said: Letter, purpose: str) -> str:
    """Name what of the letter matters for one purpose: who is told what, and for what."""
    told = [*said.recipients, *FIELDS, *(NAMED_FIELDS if said.named else ())]
    content = msgspec.json.encode((purpose, sorted(told)))
    return hashlib.sha256(content).hexdigest()[:_HASH]


def versions(said: Letter) -> dict[Purpose, str]:
    """Return for each purpose what is kept with an answer: the whole text, and its substance."""
    return {Purpose(one): f"{version(said)}.{substance(said, one)}" for one in said.purposes}


def reworded(agreed: str, now: Mapping[Purpose, str], purpose: Purpose) -> bool:
    """Say whether the substance of a purpose has changed since somebody agreed to it.

    What was agreed to before texts were kept is taken as it stands.
    """
    before, after = agreed.partition(".")[2], now.get(purpose, "").partition(".")[2]
    return bool(before and after and before != after)


def _asked(said: Letter, purpose: str) -> str:
    asks, end = gettext(ASKS[Purpose(purpose)]), said.end(purpose)
    return f"{asks} {gettext('Until %(day)s') % {'day': end}}" if end else asks


def _end(purpose: Purpose, last: date | None) -> str:
    """Write the last day of a yes: by its date where it hangs on the activity, else in words."""
    if purpose in (Purpose.DATA, Purpose.PAIRING_CONTACT):
        return gettext("at most 13 months")
    if last is None:
        return ""
    if purpose in PUBLISHED:
        return i18n.day(last + PUBLISHED_FOR)
    if purpose is Purpose.DIRECT_CONTACT:
        return i18n.day(term_end(last))
    return i18n.day(last + KEPT_AFTER)


def _named(parties: Iterable[Party], *roles: PartyRole) -> list[str]:
    return list(dict.fromkeys(one.name for one in parties if one.role in roles and one.name))
