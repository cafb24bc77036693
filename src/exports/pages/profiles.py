"""How the association's campus papers look: a form, a sample to look at, and the way back to the usual."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template
from msgspec import Meta

from accounts import papers
from accounts.rules.permissions import Actor, Permission
from exports import documents, samples
from exports.pages.documents import VIEWABLE
from exports.rules import profiles
from exports.rules.profiles import (
    BOXES,
    CHAPTERS,
    FACE_NAMES,
    SIZES,
    Chapter,
    Face,
    LinesTooTight,
    Margins,
    Profile,
    Type,
)
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

HERE = "/association/papers"
LETTERS = ("title", "heading", "subheading", "body")
LONGEST_BOX, MOST_BOXES, LONGEST_HEADING = 60, 10, 40


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it is posted, but for what has a row per chapter."""

    title_face: Face
    title_size: profiles.Size
    heading_face: Face
    heading_size: profiles.Size
    subheading_face: Face
    subheading_size: profiles.Size
    body_face: Face
    body_size: profiles.Size
    line: Annotated[float, Meta(ge=12, le=60)]
    indent: Annotated[int, Meta(ge=0, le=4)]
    top: profiles.Margin
    bottom: profiles.Margin
    left: profiles.Margin
    right: profiles.Margin
    copies: Annotated[int, Meta(ge=1, le=9)]
    boxes: str = ""
    prescribed: bool = False


class ProfilePages(Controller):
    """`/association/papers`."""

    path = HERE
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="papers")
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        """Show the look as a form."""
        return await _page(actor)

    @post(name="papers.dress")
    async def dress(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        """Save the look."""
        actor.must(Permission.MANAGE_MEMBERS)
        try:
            profile = _profile(data)
            profiles.must_be_legible(profile)
        except (forms.WrongForm, LinesTooTight) as refusal:
            return await _page(actor, refusal, data)
        await papers.dress(actor, profiles.write(profile))
        return pages.redirect(HERE, N_("Saved. Your papers look like this from now on."))

    @post("/usual", name="papers.usual")
    async def usual(self, actor: NamedDependency[Actor]) -> Redirect:
        """Go back to the usual look."""
        await papers.dress(actor, "")
        return pages.redirect(HERE, N_("Your papers have the usual look again."))

    @get("/sample.pdf", name="papers.sample")
    async def sample(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        """Print a short made-up 策划书 in the association's look."""
        actor.must(Permission.MANAGE_MEMBERS)
        profile = profiles.read(await papers.look(actor.organization_id))
        language = i18n.locale()
        paper = samples.proposal(profile, actor.organization)
        return Response(
            await documents.pdf(paper, language),
            media_type="application/pdf",
            headers={
                "content-disposition": 'inline; filename="sample.pdf"',
                "cache-control": "no-store",
                "content-security-policy": VIEWABLE,
            },
        )


def _profile(data: forms.Posted) -> Profile:
    """Read the look that was typed.

    Raises:
        WrongForm
    """
    typed = forms.parse(Typed, data)
    boxes = tuple(line.strip() for line in typed.boxes.split("\n") if line.strip())
    wrong = {}
    if len(boxes) > MOST_BOXES or any(len(box) > LONGEST_BOX for box in boxes):
        wrong["boxes"] = gettext("At most %(boxes)s lines of %(most)s characters.") % {
            "boxes": MOST_BOXES,
            "most": LONGEST_BOX,
        }
    chapters = []
    for number, key in enumerate(CHAPTERS):
        heading, place = forms.text(data, f"heading.{key}"), forms.text(data, f"place.{key}")
        if len(heading) > LONGEST_HEADING:
            most = gettext("This is too long: at most %(most)s characters.")
            wrong[f"heading.{key}"] = most % {"most": LONGEST_HEADING}
        order = int(place) if place.isdecimal() and len(place) < LONGEST_HEADING else number + 1
        chapters.append((order, number, Chapter(key, heading)))
    if wrong:
        raise forms.WrongForm(wrong)
    usual = tuple(gettext(name) for name in BOXES.values())
    return Profile(
        **{
            name: Type(getattr(typed, f"{name}_face"), getattr(typed, f"{name}_size"))
            for name in LETTERS
        },
        line=typed.line,
        indent=typed.indent,
        margins=Margins(typed.top, typed.bottom, typed.left, typed.right),
        copies=typed.copies,
        boxes=() if boxes == usual else boxes,
        chapters=tuple(one for _, _, one in sorted(chapters, key=lambda row: row[:2]))
        if typed.prescribed
        else (),
    )


async def _page(
    actor: Actor, refusal: Refusal | None = None, typed: dict[str, Any] | None = None
) -> Template:
    actor.must(Permission.MANAGE_MEMBERS)
    profile = profiles.read(await papers.look(actor.organization_id))
    return await pages.page(
        "exports/profile.html",
        actor,
        current="association",
        refusal=refusal,
        typed=typed,
        profile=profile,
        is_usual=profile == Profile(),
        faces=[(face.value, gettext(name)) for face, name in FACE_NAMES.items()],
        sizes=[(f"{points:g}", f"{name} · {points:g} pt") for name, points in SIZES.items()],
        boxes="\n".join(profile.boxes or (gettext(name) for name in BOXES.values())),
        chapters=_rows(profile),
    )


def _rows(profile: Profile) -> list[tuple[str, str, str]]:
    """Return (key, usual name, own heading) of each chapter in the order of the look."""
    own = {one.key: one.heading for one in profile.chapters}
    keys = [*(key for key in own if key in CHAPTERS), *(key for key in CHAPTERS if key not in own)]
    return [(key, gettext(CHAPTERS[key]), own.get(key, "")) for key in keys]
