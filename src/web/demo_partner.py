"""The demo's school: who speaks for it, what it has done through its link, and which volunteers it may see."""

from accounts import links
from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import applications, liaisons, own_school, partner_adults, partner_links, sharing
from volunteers.rules.liaisons import Answer, NewAdult, NewLiaison

TEACHERS = (("何老师", "班主任"), ("罗老师", "心理老师"), ("冯师傅", "门卫"))
REFUSING, SILENT = {4, 17}, {28, 29}  # by number: their rows are not on the school's list


async def write(actor: Actor, activity: Activity) -> str:
    """Let the school work through its link, and return its address."""
    name = (await liaisons.partners(activity) or [activity.place])[0]
    new = NewLiaison(partner=name, name="何老师", phone="138 0000 0012", email="he@demo.example")
    liaison_id = await liaisons.add(actor, activity.id, new)
    address = await partner_links.link(actor, activity.id, liaison_id)
    school = await links.holder(Kind.PARTNER, address.rpartition("/")[2])
    await _ask(actor, activity, school)
    await liaisons.answer(
        school,
        Answer(confirmed=True, training_room="阶梯教室，周三 18:30 以后空着", note="大巴停东门"),
    )
    for teacher, role in TEACHERS:
        await partner_adults.add(school, NewAdult(name=teacher, role=role))
    await own_school.complete(school)
    return address


async def _ask(actor: Actor, activity: Activity, school: Holder) -> None:
    """Let the volunteers answer whether the school may see them: most say yes, not all to everything."""
    for n, one in enumerate(await applications.of_activity(actor, activity.id)):
        if n in SILENT:
            continue
        own = (await links.living(actor.organization_id, Kind.VOLUNTEER, one.id))[0]
        fields = ("name", "college", "year", *(("phone",) if n % 3 == 0 else ()))
        await sharing.say(own, school.object_id, fields, yes=n not in REFUSING)
