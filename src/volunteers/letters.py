"""Letters: what an activity asks guardians, in which words, and which of these somebody agreed to."""

from uuid import UUID, uuid4

import msgspec

from accounts import organizations, traces
from accounts.rules.permissions import Actor, Permission
from events import activities, sections
from events.rules.activities import Activity
from kit import clock, database, i18n
from volunteers.rules import letters as rules
from volunteers.rules.letters import AskingChanged, Letter, NewAsking
from volunteers.rules.participants import Purpose
from volunteers.tables import participants as tables
from volunteers.tables import support


class Asking(msgspec.Struct, frozen=True):
    """What is asked, what the plan proposes, and the version of the choice (0: nobody chose yet)."""

    purposes: tuple[Purpose, ...]
    proposed: tuple[Purpose, ...]
    version: int


class Text(msgspec.Struct, frozen=True):
    """One wording that somebody was shown."""

    version: str
    locale: str
    body: str


async def asking(activity: Activity) -> Asking:
    """Return what the letter of an activity asks: what somebody chose, or else what its plan proposes."""
    a, slot = tables.Asking, support.CounsellingSlot
    counselling = await slot.exists().where(slot.activity == activity.id)
    parties = await activities.parties(activity)
    proposed = rules.proposed(activity, parties, counselling=counselling)
    row = await a.select(a.purposes, a.version).where(a.activity == activity.id).first()
    if row is None:
        return Asking(proposed, proposed, 0)
    chosen = [Purpose(one) for one in row["purposes"]]
    return Asking(rules.asked(chosen), proposed, row["version"])


async def choose(actor: Actor, activity_id: UUID, new: NewAsking) -> None:
    """Choose what the letter asks; taking part and keeping details are always asked.

    Raises:
        NotAllowed, NoSuchActivity, AskingChanged
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    a, wanted = tables.Asking, [one.value for one in rules.asked(new.purposes)]
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if (await asking(activity)).version != new.version:
            raise AskingChanged
        row = a(id=uuid4(), activity=activity.id, purposes=wanted, updated_at=clock.now())
        if new.version == 0:
            await a.insert(row)
        else:
            await a.update(
                {a.purposes: wanted, a.version: a.version + 1, a.updated_at: clock.now()}
            ).where(a.activity == activity.id)
        await traces.leave(
            actor, "letter.chosen", activity_id=activity.id, details=str(len(wanted))
        )


async def of(activity: Activity) -> Letter:
    """Return the letter of an activity in the current language, for whoever may see the activity."""
    said = [one for one in await sections.of(activity) if one.key == "annex-consent"]
    return rules.written(
        activity,
        await activities.parties(activity),
        (await organizations.publisher(activity.organization)).name,
        (await asking(activity)).purposes,
        named=await names_children(activity.id),
        words=tuple(line for one in said for line in one.text.split("\n") if line.strip()),
    )


async def current(activity: Activity) -> dict[Purpose, str]:
    """Return the versions of the letter as it would go out on paper now; nothing is kept."""
    with i18n.speaking((await organizations.publisher(activity.organization)).locale):
        return rules.versions(await of(activity))


async def on_paper(activity: Activity) -> dict[Purpose, str]:
    """Keep the text that goes out on paper now, in the association's language; return its versions."""
    with i18n.speaking((await organizations.publisher(activity.organization)).locale):
        return await keep(activity, await of(activity))


async def keep(activity: Activity, said: Letter) -> dict[Purpose, str]:
    """Keep the text of a letter once, inside the caller's transaction; return its version by purpose."""
    t = tables.LetterText
    await t.insert(
        t(
            id=uuid4(),
            organization=activity.organization,
            version=rules.version(said),
            locale=i18n.locale(),
            body=rules.text(said),
            created_at=clock.now(),
        )
    ).on_conflict(target=(t.organization, t.version, t.locale), action="DO NOTHING")
    return rules.versions(said)


async def text(organization_id: UUID, version: str) -> Text | None:
    """Return the wording of one version, for whoever was let in to an answer that names it."""
    t = tables.LetterText
    rows = await t.select().where(
        t.organization == organization_id, t.version == version.partition(".")[0]
    )
    return database.fact(Text, rows[0]) if rows else None


async def names_children(activity_id: UUID) -> bool:
    """Say whether the activity keeps real names, after all that this needs (V11)."""
    n = tables.NamedMode
    return await n.exists().where(
        n.activity == activity_id,
        n.lead_at.is_not_null(),
        n.partner_at.is_not_null(),
        n.closed_at.is_null(),
    )
