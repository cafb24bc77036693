from datetime import date, time

import pypdfium2
import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from exports import certificates
from tests import make
from tests.volunteers import calls
from volunteers import attendance, modules, training
from volunteers.certificates import NothingAttended
from volunteers.rules.applications import NoSuchApplication
from volunteers.rules.modules import WantedModule
from volunteers.rules.training import Presence, Wanted


def words(pdf: bytes) -> str:
    """Return the text of a PDF without its spaces, which typesetting moves."""
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return "".join(text.split())


@pytest.fixture
async def trained(db):
    """Two people at a training of one module: the first was there, the second left early."""
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        actor = await make.actor(Role.PLANNER)
        activity = await calls.opened(actor)
        tokens = await calls.apply(activity, 1, 2)
        taught = await modules.add(actor, WantedModule(name="儿童保护", safeguarding=True))
        session_id = await training.add(
            actor,
            activity.id,
            Wanted(
                title="陪伴与边界",
                day=date(2026, 11, 25),
                start=time(19),
                end=time(21),
                modules=(taught,),
            ),
        )
        holders = [await links.holder(Kind.VOLUNTEER, token) for token in tokens]
    with time_machine.travel("2026-11-25T13:30:00Z", tick=True):
        for holder, presence in zip(holders, (Presence.LATE, Presence.LEFT_EARLY), strict=True):
            await attendance.mark(actor, activity.id, session_id, holder.object_id, presence)
        yield actor, activity, holders


async def test_a_certificate_of_training_says_what_was_attended_and_is_no_record_of_service(
    trained,
):
    actor, activity, (first, _) = trained

    own = words((await certificates.of_link(first, "zh_Hans")).pdf)
    ours = words((await certificates.of_person(actor, activity.id, first.object_id, "en")).pdf)

    for word in ("许诺1", "202200001", "陪伴与边界", "儿童保护", "19:00–21:00"):
        assert word in own
    assert "志愿服务记录证明" not in own
    assert "120minutesaltogether." in ours


async def test_who_left_too_early_gets_none_and_strangers_find_nobody(trained):
    actor, activity, (first, second) = trained
    onlooker = await make.actor(Role.TREASURER, of=actor)
    other = await calls.opened(actor)

    with pytest.raises(NothingAttended):
        await certificates.of_link(second, "en")
    with pytest.raises(NotAllowed):
        await certificates.of_person(onlooker, activity.id, first.object_id, "en")
    with pytest.raises(NoSuchApplication):
        await certificates.of_person(actor, other.id, first.object_id, "en")
