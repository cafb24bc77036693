"""Why somebody can or cannot take a post, rule by rule, with the way out of each no."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import OVER, Activity
from kit import database
from kit.errors import Gap
from kit.i18n import N_, gettext
from volunteers import (
    eligibility,
    modules,
    posts,
    preparation,
    profiles,
    readiness,
    safeguards,
    standings,
)
from volunteers.rules.applications import HOLDING, STATUS_NAMES, Application, Post
from volunteers.rules.clearance import (
    GAP_NAMES,
    contact_gaps,
    insurance_gaps,
    qualification_gaps,
)
from volunteers.rules.profiles import Answer, Profile
from volunteers.rules.training import post_gaps
from volunteers.tables import applications as tables

TRAINING_NAMES: dict[str, str] = {
    "safeguarding-missing": N_("The training about child protection is missing or has run out."),
    "module-missing": N_("The training “%(module)s” is missing or has run out."),
}


class Suitability(msgspec.Struct, frozen=True):
    """One person beside one post: every rule that was asked, with its answer."""

    profile: Profile
    activity: Activity
    post: Post
    answers: tuple[Answer, ...]

    @property
    def fits(self) -> bool:
        return all(one.met for one in self.answers)


async def choices(actor: Actor) -> list[tuple[Activity, list[Post]]]:
    """Return the coming activities of the association that have posts, the next one first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_PROFILES)
    coming = [one for one in await activities.of_organization(actor) if one.status not in OVER]
    p, known = tables.Post, dict[UUID, list[Post]]()
    if coming:
        rows = await p.select().where(p.activity.is_in([one.id for one in coming]))
        for row in sorted(rows, key=lambda row: row["position"]):
            known.setdefault(row["activity"], []).append(database.fact(Post, row))
    return [(one, known[one.id]) for one in coming if one.id in known]


async def of(actor: Actor, volunteer_id: UUID, activity_id: UUID, post_id: UUID) -> Suitability:
    """Return every rule of a post asked of one person, whether they applied or not.

    Raises:
        NotAllowed, NoSuchVolunteer, NoSuchActivity, NoSuchPost
    """
    profile = await profiles.find(actor, volunteer_id)
    activity = await activities.find(actor, activity_id)
    post = await posts.find(activity, post_id)
    application = await _application(activity, volunteer_id)
    answers = (
        *_applied(activity, application),
        *await _eligible(activity, application),
        *_room(activity, post, application),
        *await _trained(activity, post, volunteer_id),
        *await _cleared(activity, post, profile),
        *await _free(activity, volunteer_id),
    )
    return Suitability(profile, activity, post, answers)


def _applied(activity: Activity, application: Application | None) -> list[Answer]:
    """Only somebody who applied themselves is placed (V1)."""
    rule, people = gettext("Applied and accepted"), f"/a/{activity.id}/people"
    if application is None:
        return [
            Answer(
                rule,
                met=False,
                sentence=gettext("Has not applied. Only they themselves can: invite them."),
                act=gettext("Open the call"),
                href=f"{people}/call",
            )
        ]
    name = gettext(STATUS_NAMES[application.status])
    if application.status in HOLDING:
        return [Answer(rule, met=True, sentence=name)]
    act, href = gettext("Open the application"), f"{people}/{application.id}"
    return [Answer(rule, met=False, sentence=name, act=act, href=href)]


async def _eligible(activity: Activity, application: Application | None) -> list[Answer]:
    if application is None:
        return []
    href = f"/a/{activity.id}/people/{application.id}"
    unmet = {one.rule.id: one for one in await eligibility.unmet(application)}
    answers = []
    for rule in await eligibility.of(activity.id):
        one = unmet.get(rule.id)
        if one is None:
            answers.append(Answer(rule.text, met=True, sentence=gettext("Is met")))
        elif one.hard:
            said = gettext("Not met, and required of everybody.")
            answers.append(Answer(rule.text, met=False, sentence=said, href=href))
        elif application.override_reason:
            said = gettext("Not met; accepted because: %(reason)s") % {
                "reason": application.override_reason
            }
            answers.append(Answer(rule.text, met=True, sentence=said))
        else:
            said = gettext("Not met. They can be accepted with a reason.")
            act = gettext("Open the application")
            answers.append(Answer(rule.text, met=False, sentence=said, act=act, href=href))
    return answers


def _room(activity: Activity, post: Post, application: Application | None) -> list[Answer]:
    rule = gettext("Room in the post")
    holds = application is not None and (
        application.post == post.id and application.status in HOLDING
    )
    if post.quota is None or post.taken < post.quota or holds:
        return [Answer(rule, met=True, sentence=gettext("There is room."))]
    said = gettext("All %(quota)s places of this post are taken.") % {"quota": post.quota}
    act, href = gettext("Open the posts"), f"/a/{activity.id}/people/posts"
    return [Answer(rule, met=False, sentence=said, act=act, href=href)]


async def _trained(activity: Activity, post: Post, volunteer_id: UUID) -> list[Answer]:
    gaps = post_gaps(
        post if activity.involves_minors else msgspec.structs.replace(post, child_contact=False),
        await preparation.attended(activity, volunteer_id),
        await modules.of(activity.organization),
        readiness.last_day(activity),
    )
    if not gaps and not post.modules and not (activity.involves_minors and post.child_contact):
        return []
    return _gates(
        gaps, gettext("Training"), gettext("Open the training"), f"/a/{activity.id}/training"
    )


async def _cleared(activity: Activity, post: Post, profile: Profile) -> list[Answer]:
    held, rules = await standings.of(profile.id), await safeguards.of(activity.id)
    last = readiness.last_day(activity)
    act, href = gettext("Open the clearances"), f"/a/{activity.id}/clearances"
    answers = []
    if activity.involves_minors and post.child_contact:
        gaps = contact_gaps(post, held, last, rules, suspended=profile.suspended_at is not None)
        answers += _gates(gaps, gettext("Near children"), act, href)
    if post.qualification:
        gaps = qualification_gaps(post, held, last)
        answers += _gates(gaps, post.qualification, act, href)
    if gaps := insurance_gaps(activity, held, rules):
        answers += _gates(gaps, gettext("Insurance"), act, href)
    return answers


async def _free(activity: Activity, volunteer_id: UUID) -> list[Answer]:
    """Nobody is promised to two activities at the same time."""
    rule = gettext("Free at that time")
    if activity.starts_at is None or activity.ends_at is None:
        return []
    a = tables.Application
    rows = await a.select(a.activity.title.as_alias("title"), a.activity, a.id).where(
        a.volunteer == volunteer_id,
        a.activity != activity.id,
        a.activity.organization == activity.organization,
        a.status.is_in(list(HOLDING)),
        a.activity.starts_at < activity.ends_at,
        a.activity.ends_at > activity.starts_at,
    )
    if not rows:
        return [Answer(rule, met=True, sentence=gettext("No other activity then."))]
    return [
        Answer(
            rule,
            met=False,
            sentence=gettext("Has a place in “%(activity)s” at the same time.")
            % {"activity": row["title"]},
            act=gettext("Look there"),
            href=f"/a/{row['activity']}/people/{row['id']}",
        )
        for row in rows
    ]


def _gates(gaps: Iterable[Gap], rule: str, act: str, href: str) -> list[Answer]:
    found = [Answer(rule, met=False, sentence=_sentence(gap), act=act, href=href) for gap in gaps]
    return found or [Answer(rule, met=True, sentence=gettext("Everything is there."))]


def _sentence(gap: Gap) -> str:
    names = {**GAP_NAMES, **TRAINING_NAMES}
    return gettext(names[gap.code]) % {"module": gap.subject}


async def _application(activity: Activity, volunteer_id: UUID) -> Application | None:
    a = tables.Application
    row = await a.select().where(a.activity == activity.id, a.volunteer == volunteer_id).first()
    return database.fact(Application, row) if row else None
