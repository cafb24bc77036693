"""Guardians with their links, for the tests of this slice."""

from uuid import UUID

from accounts import links
from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import guardians
from volunteers.rules.guardians import Reply
from volunteers.rules.participants import Purpose


async def keys(actor: Actor, activity: Activity, ids: list[UUID]) -> list[str]:
    """Make a link for the guardian of each of these children and return the tokens."""
    slips = await guardians.make_links(actor, activity.id, ids)
    return [one.address.rpartition("/")[2] for one in slips]


async def holder(key: str) -> Holder:
    return await links.holder(Kind.GUARDIAN, key)


async def says(who: Holder, *yes: Purpose, no: tuple[Purpose, ...] = ()) -> None:
    """Let a guardian answer what is named and nothing else; the child was asked too."""
    await guardians.reply(
        who,
        Reply(
            read=(await guardians.behind(who)).version,
            relation="母亲",
            own_word=True,
            said=dict.fromkeys(yes, True) | dict.fromkeys(no, False),
        ),
    )
