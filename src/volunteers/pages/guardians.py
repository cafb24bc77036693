"""The guardian's page behind a link: what is asked, what was agreed, and two clicks to take it back."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import organizations
from accounts.rules.links import Holder, Kind
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import guardians, letters
from volunteers.guardians import Standing
from volunteers.pages import when
from volunteers.rules import guardians as rules
from volunteers.rules import letters as letter_rules
from volunteers.rules.consent import PURPOSE_NAMES, STATE_NAMES, NoSuchStep, NotAGuardian
from volunteers.rules.guardians import LetterChanged, NotAsked
from volunteers.rules.participants import ConsentState, Purpose


class GuardianPages(Controller):
    path = "/g/{key:str}"
    opt = {"policy": Policy.LINK, "kind": Kind.GUARDIAN}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="guardian")
    async def show(
        self, holder: NamedDependency[Holder], key: FromPath[str], lang: FromQuery[str] = ""
    ) -> Template:
        return await _page(holder, key, lang)

    @post(name="guardian.reply")
    async def reply(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
        lang: FromQuery[str] = "",
    ) -> Template | Redirect:
        standing = await guardians.behind(holder)
        try:
            said = rules.parsed(data, standing.waiting, child_speaks=standing.child_speaks)
            await guardians.reply(holder, said)
        except (forms.WrongForm, LetterChanged, NotAGuardian) as refusal:
            return await _page(holder, key, lang, refusal=refusal, typed=data)
        return pages.redirect(
            address(key, "", lang), N_("Thank you. Your answers are kept and count from now on.")
        )

    @get("/change/{purpose:str}", name="guardian.changing")
    async def ask_before_changing(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        purpose: FromPath[Purpose],
        lang: FromQuery[str] = "",
    ) -> Template:
        """Ask once more before a yes is taken back, or a no turns into a yes."""
        return await _change(holder, key, lang, purpose)

    @post("/withdraw/{purpose:str}", name="guardian.withdraw")
    async def withdraw(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        purpose: FromPath[Purpose],
        lang: FromQuery[str] = "",
    ) -> Template | Redirect:
        try:
            await guardians.withdraw(holder, purpose)
        except NoSuchStep as refusal:
            return await _page(holder, key, lang, refusal=refusal)
        return pages.redirect(address(key, "", lang), N_("Taken back. It counts from this moment."))

    @post("/agree/{purpose:str}", name="guardian.agree")
    async def agree(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        purpose: FromPath[Purpose],
        data: URLEncodedBody[dict[str, Any]],
        lang: FromQuery[str] = "",
    ) -> Template | Redirect:
        """Say yes to one purpose after all."""
        question = await _question(await guardians.behind(holder), purpose)
        speaks = purpose is Purpose.PARTICIPATE and (await guardians.behind(holder)).child_speaks
        try:
            said = rules.parsed({**data, purpose.value: "yes"}, [question], child_speaks=speaks)
            await guardians.reply(holder, said)
        except (forms.WrongForm, LetterChanged, NotAGuardian) as refusal:
            return await _change(holder, key, lang, purpose, refusal=refusal, typed=data)
        return pages.redirect(address(key, "", lang), N_("Thank you. Your yes counts from now on."))

    @get("/text/{purpose:str}", name="guardian.text")
    async def text(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        purpose: FromPath[Purpose],
        lang: FromQuery[str] = "",
    ) -> Template:
        """Show the wording that was agreed to, as it was then."""
        standing = await guardians.behind(holder)
        question = next((one for one in standing.questions if one.purpose is purpose), None)
        answer = question.answer if question else None
        if answer is None:
            raise NotAsked
        return await pages.page(
            "volunteers/guardian/text.html",
            None,
            **await frame(holder, standing, key, lang),
            question=question,
            text=await letters.text(holder.organization_id, answer.text_version),
            version=answer.wording,
        )


def address(key: str, below: str, lang: str) -> str:
    """Return an address of this page that keeps the language somebody chose."""
    return f"/g/{key}{below}" + (f"?lang={lang}" if lang in i18n.LOCALES else "")


async def _page(
    holder: Holder,
    key: str,
    lang: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    standing = await guardians.behind(holder)
    return await pages.page(
        "volunteers/guardian/page.html",
        None,
        refusal=refusal,
        typed=typed,
        **await frame(holder, standing, key, lang),
        leaf=when.leaf(standing.activity),
        told=letter_rules.facts(standing.letter),
        promises=letter_rules.promises(standing.letter),
        labels={one.purpose.value: gettext(PURPOSE_NAMES[one.purpose]) for one in standing.waiting},
    )


async def _change(
    holder: Holder,
    key: str,
    lang: str,
    purpose: Purpose,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    standing = await guardians.behind(holder)
    return await pages.page(
        "volunteers/guardian/change.html",
        None,
        refusal=refusal,
        typed=typed,
        **await frame(holder, standing, key, lang),
        question=await _question(standing, purpose),
    )


async def _question(standing: Standing, purpose: Purpose) -> rules.Question:
    """Return an answered question that may be answered the other way.

    Raises:
        NotAsked
    """
    found = next((one for one in standing.questions if one.purpose is purpose), None)
    if found is None or found.answer is None or found.answer.state is ConsentState.ASKED:
        raise NotAsked
    return found


async def frame(holder: Holder, standing: Standing, key: str, lang: str) -> dict[str, Any]:
    return {
        "standing": standing,
        "shown": standing.activity,
        "association": (await organizations.publisher(holder.organization_id)).name,
        "path": f"/g/{key}",
        "tail": f"?lang={lang}" if lang in i18n.LOCALES else "",
        "relations": [(value, gettext(name)) for value, name in rules.RELATIONS.items()],
        "purpose_names": PURPOSE_NAMES,
        "state_names": STATE_NAMES,
        "ends_at": holder.expires_at,
    }
