"""The draft of the groups: looked at, moved by hand, dealt again, and only then saved."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext, number
from kit.policy import Policy
from volunteers import arrangements, group_scenes, groupings
from volunteers.group_scenes import Scene
from volunteers.pages import groups as saved_groups
from volunteers.pages import mixes
from volunteers.rules import mixture
from volunteers.rules.belonging import IMPOSSIBLE, Member
from volunteers.rules.drafts import MODES, Draft, Wanted
from volunteers.rules.groups import GroupsChanged, GroupTooSmall, NoGroups, NotTheLeader
from volunteers.rules.mixture import TENTH, Evenness, Mode
from volunteers.rules.pairs import school_year

UNDIVIDED = (NoGroups, GroupTooSmall, *IMPOSSIBLE)
TENTHS = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class Carried(msgspec.Struct, frozen=True):
    """What a draft remembers between two looks at it; it is told back to nobody else."""

    act: str = ""
    seen: UUID | None = None
    suggested: TENTHS | None = None
    short: TENTHS = 0
    now: TENTHS | None = None


class GroupingPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/groups/draft"

    @get(name="groups.draft_again", policy=Policy.MEMBER)
    async def reload(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Redirect:
        """Lead whoever loads a draft anew to where it begins: nothing of it is kept before it is saved."""
        actor.must(Permission.SEE_PAIRS)
        await activities.find(actor, activity_id)
        return pages.redirect(
            f"/a/{activity_id}/pairs/groups",
            N_("A draft lasts until its page is left. Begin it again here."),
        )

    @post(name="groups.draft", policy=Policy.MEMBER, once=False, status_code=200)
    async def draft(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Suggest groups, or show what was moved, or deal again who was not pinned."""
        actor.must(Permission.CHANGE_PAIRS)
        draft = None
        try:
            draft = _posted(data)
            if not draft.places:
                draft = await groupings.propose(actor, activity_id, draft.wanted)
                return await _page(actor, activity_id, draft)
            if forms.text(data, "act") == "again":
                return await _page(
                    actor, activity_id, await groupings.again(actor, activity_id, draft)
                )
            now = await group_scenes.scene(actor, activity_id)
            draft = groupings.gathered(now, draft)
            groupings.refuse(now, draft)
        except GroupsChanged as refusal:
            return await saved_groups.page(actor, activity_id, refusal=refusal)
        except (forms.WrongForm, NotTheLeader, *UNDIVIDED) as refusal:
            if draft is None or not draft.places:
                return await saved_groups.page(actor, activity_id, refusal=refusal, typed=data)
            return await _page(actor, activity_id, draft, refusal)
        return await _page(actor, activity_id, draft)

    @post("/save", name="groups.split", policy=Policy.MEMBER)
    async def save(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PAIRS)
        draft = None
        try:
            draft = _posted(data)
            step = await groupings.save(actor, activity_id, draft)
        except (forms.WrongForm, GroupsChanged) as refusal:
            return await saved_groups.page(actor, activity_id, refusal=refusal, typed=data)
        except (NotTheLeader, *UNDIVIDED) as refusal:
            return await _page(actor, activity_id, draft or _posted(data), refusal)
        here = f"/a/{activity_id}/pairs/groups"
        return pages.redirect(here, N_("The groups are made."), undo=f"{here}/undo/{step}")


def _posted(data: Mapping[str, Any]) -> Draft:
    """Read a draft from its form; without places it is only a wish for groups.

    Raises:
        WrongForm
    """
    wanted, carried = forms.parse(Wanted, data), forms.parse(Carried, data)
    return Draft(
        wanted=wanted,
        places=dict(_places(data)),
        stays=frozenset(
            arrangements.called(int(one))
            for name in data
            if (one := name.removeprefix("stays.")) != name and _is_number(one)
        ),
        leaders=tuple(
            forms.identity(forms.text(data, f"leader.{at}")) for at in range(wanted.count)
        ),
        seen=carried.seen,
        suggested=carried.suggested,
        short=carried.short,
        was=carried.now,
    )


def _places(data: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in data:
        one = name.removeprefix("in.")
        at = forms.text(data, name)
        if one != name and _is_number(one) and _is_number(at):
            yield arrangements.called(int(one)), int(at)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= forms.LONGEST_NUMBER


async def _page(
    actor: Actor, activity_id: UUID, draft: Draft, refusal: Refusal | None = None
) -> Template:
    now = await group_scenes.scene(actor, activity_id)
    if draft.places.keys() != now.known.keys():
        return await saved_groups.page(actor, activity_id, refusal=GroupsChanged())
    own = draft.groups()
    even = mixture.evenness(now.members, own)
    saved = now.saved()
    names = arrangements.names_for(now.groups, draft.wanted.count)
    return await pages.page(
        "volunteers/pairs_groups_draft.html",
        actor,
        now.activity,
        current="pairs",
        refusal=refusal,
        draft=draft,
        mode=gettext(MODES[draft.wanted.mode][0]),
        groups=[
            {
                "name": name,
                "rows": [_row(now, draft, one) for one in now.known if one in set(members)],
                "mix": mixes.drawn(mix, genders=now.uses_gender),
            }
            for name, members, mix in zip(names, own, even.mixes, strict=True)
        ],
        names=[(str(at), name) for at, name in enumerate(names)],
        able=[
            ("", gettext("Not chosen yet")),
            *((str(one), name) for one, name in now.able.items()),
        ],
        words=mixes.words(even, genders=now.uses_gender),
        uneven=number(even.uneven / TENTH),
        now=even.uneven,
        saved=number(saved.uneven / TENTH) if saved else None,
        told=_told(draft, even),
        sizes_differ=max(map(len, own)) - min(map(len, own)) > 1,
    )


def _told(draft: Draft, even: Evenness) -> list[tuple[str, str]]:
    """Say how good the division is: (tone, sentence)."""
    said: list[tuple[str, str]] = []
    if draft.was is not None and draft.was not in (draft.suggested, even.uneven):
        sentence = N_("With your change it went from %(before)s to %(now)s.")
        tone = "jade" if even.uneven < draft.was else "amber"
        said.append((tone, _filled(sentence, before=draft.was, now=even.uneven)))
    if draft.wanted.mode is Mode.LIST or draft.suggested is None:
        return said
    if even.uneven != draft.suggested:
        sentence = N_("The suggestion was %(suggested)s, with your moves it is %(now)s.")
        said.append(("sky", _filled(sentence, suggested=draft.suggested, now=even.uneven)))
    elif not draft.short:
        said.append(("jade", gettext("Proved: no other division of these pairs is more even.")))
    else:
        sentence = N_(
            "Perhaps a little more is possible: no division is more than %(short)s better."
        )
        said.append(("sky", _filled(sentence, short=draft.short)))
    return said


def _filled(sentence: str, **tenths: int) -> str:
    return gettext(sentence) % {name: number(value / TENTH) for name, value in tenths.items()}


def _row(now: Scene, draft: Draft, name: str) -> dict[str, Any]:
    member, pair = now.known[name]
    return {
        "number": pair.number,
        "codename": member.child.codename,
        "line": " · ".join(filter(None, (school_year(member.child.grade), member.helper.name))),
        "place": str(draft.places[name]),
        "stays": name in draft.stays,
        "with": _others(now, name, (f for f in now.wished.families if name in f)),
        "never": _others(now, name, (duo for duo in now.wished.apart if name in duo)),
    }


def _others(now: Scene, name: str, several: Iterator[tuple[str, ...]]) -> str:
    found: list[Member] = [now.known[one][0] for own in several for one in own if one != name]
    return gettext(", ").join(member.child.codename for member in found)
