"""The demo's families: what the letter asks, who has answered through a link, and what one of them asks of us."""

from uuid import UUID

from accounts import links
from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from events import activities
from events.rules.activities import Activity
from kit import database
from volunteers import consents, guardians, letters, participants, requests
from volunteers.rules.consent import Batch
from volunteers.rules.guardians import Reply
from volunteers.rules.letters import NewAsking
from volunteers.rules.participants import Participant, Purpose
from volunteers.rules.requests import NewRequest, RequestKind

P = Purpose
ASKED = (P.PAIRING_CONTACT, P.EMERGENCY_MEDICAL, P.OFF_SITE, P.PHOTO_TAKEN, P.PUBLIC_WEB)
ON_PAPER = 24  # letters that came back with every answer; six families answer by phone
SENT_LINKS = 6
NO_PICTURES = {1, 3}  # by number among those with a link


async def write(actor: Actor, activity: Activity) -> str:
    """Let most letters come back whole and six families answer by their links; return one that has not yet."""
    await letters.choose(actor, activity.id, NewAsking(0, ASKED))
    everybody = await participants.of_activity(actor, activity.id)
    await _on_paper(actor, activity, everybody[:ON_PAPER])
    linked = [one.id for one in everybody[ON_PAPER : ON_PAPER + SENT_LINKS]]
    slips = await guardians.make_links(actor, activity.id, linked)
    families = [await _holder(slip.address) for slip in slips]
    for n, family in enumerate(families[1:4], 1):
        await _answer(family, pictures=n not in NO_PICTURES)
    await guardians.withdraw(families[2], P.PUBLIC_WEB)
    await requests.ask(
        families[2], NewRequest(kind=RequestKind.CORRECT, text="孩子下学期转到八年级，请更正。")
    )
    return slips[0].address


async def _on_paper(actor: Actor, activity: Activity, several: list[Participant]) -> None:
    """Note what else the school's letters say; taking part and contact were noted before."""
    ids: tuple[UUID, ...] = tuple(one.id for one in several)
    kept = await consents.of(activity.id)
    on = min(one.on for one in kept)
    async with database.transaction():
        found = await activities.find(actor, activity.id, lock=True)
        batch = Batch(letters=len(ids), on=on, participants=ids, covers=ASKED)
        await consents.note_batch(actor, found, several, batch)


async def _answer(family: Holder, *, pictures: bool) -> None:
    standing = await guardians.behind(family)
    said = {
        one.purpose: pictures or one.purpose not in (P.PHOTO_TAKEN, P.PUBLIC_WEB)
        for one in standing.waiting
    }
    reply = Reply(read=standing.version, relation="母亲", own_word=True, said=said)
    await guardians.reply(family, reply)


async def _holder(address: str) -> Holder:
    return await links.holder(Kind.GUARDIAN, address.rpartition("/")[2])
