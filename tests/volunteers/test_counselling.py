from datetime import date, time, timedelta

import msgspec
import pytest

from accounts.rules.permissions import NotAllowed, Role
from kit import clock, forms
from kit.templating import TEMPLATES
from tests import make
from tests.volunteers import children
from volunteers import counselling
from volunteers.rules.counselling import (
    NewSlot,
    NoConsentToTalk,
    NoSuchSlot,
    NotProven,
    NotToBook,
    NotYet,
    Outcome,
    Referral,
    Setting,
    Slot,
    SlotChanged,
    SlotState,
)
from volunteers.rules.participants import Purpose
from volunteers.tables.support import CounsellingSlot

WORDS = ("note", "content", "text", "remark", "summary", "diagnos", "said", "topic", "comment")
PROOF = {"qualification": "X-2231", "checked_by": "周敏"}


def slot(**differing):
    yesterday = clock.now().date() - timedelta(days=1)
    usual = {
        "on": yesterday, "begins": time(14), "ends": time(15),
        "place": "二号室", "counsellor": "林老师",
    }  # fmt: skip
    return NewSlot(**usual | PROOF | differing)


@pytest.fixture
async def talks(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    [agreed, silent] = await children.listed(actor, activity, 2)
    await children.agreed(actor, activity, [agreed], covers=(Purpose.COUNSELLING,))
    return actor, activity, agreed, silent


async def only(actor, activity):
    _, slots = await counselling.of_activity(actor, activity.id)
    return slots[0]


async def test_a_talk_is_booked_with_consent_held_and_referred(talks):
    actor, activity, agreed, silent = talks
    slot_id = await counselling.add(actor, activity, slot())

    with pytest.raises(NoConsentToTalk):
        await counselling.book(actor, activity.id, slot_id, silent)
    await counselling.book(actor, activity.id, slot_id, agreed)
    with pytest.raises(SlotChanged):
        await counselling.book(actor, activity.id, slot_id, agreed)
    outcome = Outcome(held=True, referral=Referral.SCHOOL)
    await counselling.note(actor, activity, slot_id, outcome)

    kept = await only(actor, activity)
    assert (kept.state, kept.referral, kept.participant) == (
        SlotState.HELD,
        Referral.SCHOOL,
        agreed,
    )


@pytest.mark.parametrize("missing", ["qualification", "checked_by"])
async def test_nothing_is_booked_or_held_before_number_and_checker_are_noted(talks, missing):
    actor, activity, agreed, _ = talks
    slot_id = await counselling.add(actor, activity, slot(**{missing: ""}))

    with pytest.raises(NotProven):
        await counselling.book(actor, activity.id, slot_id, agreed)
    with pytest.raises(NotProven):
        await counselling.note(actor, activity, slot_id, Outcome(held=True))
    with pytest.raises(forms.WrongForm):
        await counselling.prove(actor, activity, slot_id, "X-1", " ")
    await counselling.prove(actor, activity, slot_id, "X-1", "周敏")
    await counselling.book(actor, activity.id, slot_id, agreed)


async def test_who_rings_a_line_is_counted_and_never_named(talks):
    actor, activity, agreed, _ = talks
    new = slot(setting=Setting.HOTLINE, place="0830-1234567")
    slot_id = await counselling.add(actor, activity, new)

    with pytest.raises(NotToBook):
        await counselling.book(actor, activity.id, slot_id, agreed)
    await counselling.note(actor, activity, slot_id, Outcome(calls=4))

    kept = await only(actor, activity)
    assert (kept.state, kept.calls, kept.participant) == (SlotState.HELD, 4, None)


@pytest.mark.parametrize("number", ["13800001111", "138 0000 1111", "热线 139-1111-2222"])
async def test_the_number_of_a_line_is_public_and_nobodys_own(talks, number):
    actor, activity, *_ = talks

    with pytest.raises(forms.WrongForm) as wrong:
        await counselling.add(actor, activity, slot(setting=Setting.HOTLINE, place=number))
    assert set(wrong.value.by_field) == {"place"}


async def test_hours_of_a_programme_are_kept_apart_from_those_of_an_activity(talks):
    actor, activity, agreed, _ = talks
    programme = await make.programme(actor)
    slot_id = await counselling.add(
        actor, programme, slot(setting=Setting.HOTLINE, place="0830-1234567")
    )

    assert (await counselling.of_activity(actor, activity.id))[1] == []
    with pytest.raises(NoSuchSlot):
        await counselling.book(actor, activity.id, slot_id, agreed)
    await counselling.note(actor, programme, slot_id, Outcome(calls=2))
    assert (await counselling.of_programme(actor, programme.id))[1][0].calls == 2


async def test_strangers_viewers_and_the_future_are_refused(talks):
    actor, activity, agreed, _ = talks
    stranger = await make.actor()
    theirs = await make.activity(stranger)
    slot_id = await counselling.add(actor, activity, slot(on=date(2099, 1, 1)))

    for refusal, act in (
        (NoSuchSlot, counselling.free(stranger, theirs, slot_id)),
        (NoSuchSlot, counselling.book(stranger, theirs.id, slot_id, agreed)),
        (NotAllowed, counselling.of_activity(await make.actor(Role.VIEWER, of=actor), activity.id)),
        (NotYet, counselling.note(actor, activity, slot_id, Outcome(held=True))),
    ):
        with pytest.raises(refusal):
            await act


def test_there_is_nowhere_to_write_down_what_was_said():
    names = {column._meta.name for column in CounsellingSlot._meta.columns}
    for struct in (NewSlot, Outcome, Slot):
        names |= {field.name for field in msgspec.structs.fields(struct)}
    html = "".join(
        (TEMPLATES / "volunteers" / name).read_text()
        for name in ("_counselling.html", "counselling.html", "counselling_programme.html")
    )

    assert not [name for name in names if any(word in name for word in WORDS)]
    assert names == {
        "id", "activity", "programme", "setting", "starts_at", "ends_at", "place", "counsellor",
        "qualification", "checked_by", "application", "participant", "state", "calls", "referral",
        "version", "created_at", "on", "begins", "ends", "held",
    }  # fmt: skip
    assert "textarea" not in html


@pytest.mark.parametrize("home", ["activity", "programme"])
async def test_the_page_adds_proves_and_counts(talks, browser, home):
    actor, activity, *_ = talks
    if home == "activity":
        here = f"/a/{activity.id}/counselling"
    else:
        here = f"/programmes/{(await make.programme(actor)).id}/counselling"
    form = {
        "setting": "hotline", "on": "2026-01-05", "begins": "18:00", "ends": "20:00",
        "place": "0830-1234567", "counsellor": "林老师",
    }  # fmt: skip
    async with browser(actor, language="en") as client:
        assert (await client.post(here, data=form | {"ends": "17:00"})).status_code == 422
        assert (await client.post(here, data=form)).status_code == 303
        home_of = (
            await counselling.of_activity(actor, activity.id)
            if home == "activity"
            else await counselling.of_programme(actor, here.split("/")[2])
        )
        [kept] = home_of[1]
        assert "qualification not proven" in (await client.get(here)).text
        early = await client.post(f"{here}/{kept.id}/outcome", data={"calls": "3"})
        assert early.status_code == 409
        assert (await client.post(f"{here}/{kept.id}/proof", data=PROOF)).status_code == 303
        noted = {"calls": "3", "referral": "school"}
        assert (await client.post(f"{here}/{kept.id}/outcome", data=noted)).status_code == 303
        assert "3 calls" in (await client.get(here)).text
        assert (await client.post(f"{here}/{kept.id}/notes", data={})).status_code == 404
