"""The look of an association's papers: shown, changed, refused in plain words, put back."""

import pytest

from accounts import papers
from accounts.rules.permissions import Role
from exports import dossiers
from exports.rules import profiles
from exports.rules.kinds import Kind
from exports.rules.profiles import CHAPTERS, Face, Profile
from tests import make
from tests.exports import planned

HERE = "/association/papers"
USUAL = {
    **{f"{name}_face": "heiti" for name in ("title", "heading")},
    **{f"{name}_face": "fangsong" for name in ("subheading", "body")},
    "title_size": "22",
    "heading_size": "16",
    "subheading_size": "16",
    "body_size": "14",
    "line": "25",
    "indent": "2",
    "top": "25",
    "bottom": "22",
    "left": "28",
    "right": "26",
    "copies": "3",
    "boxes": "",
}


async def look(actor):
    return profiles.read(await papers.look(actor.organization_id))


async def test_the_form_shows_the_usual_look_and_saving_it_changes_nothing(browser):
    actor = await make.actor()

    async with browser(actor, language="en") as page:
        shown = await page.get(HERE)
        saved = await page.post(HERE, data=USUAL)

    assert 'name="line" value="25"' in shown.text
    assert "Head of the association" in shown.text
    assert saved.status_code == 303
    assert await papers.look(actor.organization_id) == ""


async def test_another_look_is_kept_and_the_papers_follow(browser):
    actor = await make.actor()
    activity = await planned.activity(actor)
    typed = USUAL | {
        "body_face": "songti",
        "body_size": "12",
        "line": "22.5",
        "boxes": "社团\n\n 学院 ",
        "prescribed": "yes",
        "place.budget": "1",
        "heading.budget": "经费",
    }

    async with browser(actor) as page:
        await page.post(HERE, data=typed)

    kept = await look(actor)
    assert (kept.body.face, kept.body.size, kept.line) == (Face.SONGTI, 12, 22.5)
    assert kept.boxes == ("社团", "学院")
    assert [one.key for one in kept.chapters[:2]] == ["background", "budget"]
    assert len(kept.chapters) == len(CHAPTERS)
    facts = await dossiers.gather(actor, activity.id, {Kind.PROPOSAL})
    assert facts.profile == kept


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("line", "11", ""),
        ("line", "15", "too tight"),
        ("top", "4", ""),
        ("body_face", "wingdings", ""),
        ("copies", "many", "Please enter a whole number."),
        ("boxes", "\n".join("x" * 3 for _ in range(11)), "At most 10 lines"),
        ("heading.theme", "x" * 41, "at most 40 characters"),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    browser, field, value, sentence
):
    actor = await make.actor()

    async with browser(actor, language="en") as page:
        answer = await page.post(HERE, data=USUAL | {field: value})

    assert answer.status_code == 422
    assert sentence in answer.text
    if field != "body_face":  # a list knows no such face
        assert value.split("\n")[0] in answer.text, "what was typed stays"
    assert await papers.look(actor.organization_id) == ""


async def test_the_way_back_to_the_usual_look(browser):
    actor = await make.actor()
    await papers.dress(actor, profiles.write(Profile(copies=5)))

    async with browser(actor) as page:
        shown = await page.get(HERE)
        await page.post(f"{HERE}/usual")
        again = await page.get(HERE)

    assert f'action="{HERE}/usual"' in shown.text
    assert f'action="{HERE}/usual"' not in again.text
    assert await look(actor) == Profile()


async def test_a_pasted_plan_keeps_its_order_whatever_is_prescribed(db):
    from accounts import traces

    actor = await make.actor()
    activity = await planned.activity(actor)
    prescribed = Profile(chapters=tuple(profiles.Chapter(key) for key in CHAPTERS))
    await papers.dress(actor, profiles.write(prescribed))

    before = await dossiers.gather(actor, activity.id, {Kind.PROPOSAL})
    await traces.leave(actor, "plan.pasted", activity.id, activity_id=activity.id)
    after = await dossiers.gather(actor, activity.id, {Kind.PROPOSAL})

    assert before.profile == prescribed
    assert after.profile == Profile()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
async def test_only_an_owner_sees_or_changes_it(browser, role):
    owner = await make.actor()

    async with browser(await make.actor(role, of=owner)) as page:
        codes = {
            (await page.get(HERE)).status_code,
            (await page.post(HERE, data=USUAL)).status_code,
            (await page.post(f"{HERE}/usual")).status_code,
            (await page.get(f"{HERE}/sample.pdf")).status_code,
        }

    assert codes == {403}


async def test_another_associations_look_is_its_own(browser):
    ours, theirs = await make.actor(), await make.actor()

    async with browser(ours) as page:
        await page.post(HERE, data=USUAL | {"copies": "5"})

    assert (await look(ours)).copies == 5
    assert (await look(theirs)).copies == 3
