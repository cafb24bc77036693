"""E5, point by point: what voids an approval, and what is only shown."""

from datetime import date

import msgspec
import pytest

from events.rules.approval import Aspect
from events.rules.changes import compared, moved_far
from events.rules.plan_parts import (
    Part,
    PlanAct,
    PlanCondition,
    PlanMaterial,
    PlanQuota,
    PlanSeat,
    PlanWork,
)
from events.rules.plans import (
    Call,
    Cost,
    Headcount,
    Plan,
    PlanBudget,
    PlanGroup,
    PlanParty,
    PlanPost,
    PlanSection,
    PlanTask,
    PlanTraining,
    Promise,
    Source,
    Step,
    Traits,
    When,
)
from kit import i18n


def budget(*lines, sources=()):
    return PlanBudget(
        lines=tuple(Cost(name=name, amount=amount) for name, amount in lines), sources=sources
    )


WATER, BREAD, BUS = ("水费", "75.00"), ("面包", "75.00"), ("路费", "400.00")
PLAN = {
    "title": "Visit",
    "theme": "Growing up together",
    "purposes": ("Listen", "Play"),
    "parties": (PlanParty(role="host", name="College"), PlanParty(role="media", name="Radio")),
    "when": When(start_date=date(2026, 12, 5), start_time="09:30", end_time="12:00"),
    "places": ("Tianfu school",),
    "headcounts": (Headcount(kind="volunteer", count=30),),
    "schedule": (Step(title="Games", start="10:00", place="Yard"),),
    "budget": budget(WATER, BREAD, BUS),
    "sections": (
        PlanSection(heading="活动背景", text="老师和老人已经很尽心。", key="background"),
        PlanSection(heading="安全预案", text="先打 120，再告诉老师。", key="safety"),
    ),
    "traits": Traits(contact_name="周敏", address="1 School Road"),
    "recruitment": Call(risk_statement="A bus ride"),
}


def plan(**differing):
    return Plan(**(PLAN | differing))


def voided(**differing):
    """Return the aspects whose approvals fall, "all" where everybody's do."""
    changes = compared(plan(), plan(**differing))
    assert changes, "the change is not even shown"
    return {change.aspect or "all" for change in changes if change.substantial}


def traits(**differing):
    return {"traits": Traits(**{"contact_name": "周敏", "address": "1 School Road"} | differing)}


def sections(background="老师和老人已经很尽心。", safety="先打 120，再告诉老师。"):
    return {
        "sections": (
            PlanSection(heading="活动背景", text=background, key="background"),
            PlanSection(heading="安全预案", text=safety, key="safety"),
        )
    }


def by_hand(*chapters):
    """Chapters somebody added to the plan: nothing but their headings says what they are."""
    return {"sections": tuple(PlanSection(heading=one, text=text) for one, text in chapters)}


def when(**differing):
    usual = {"start_date": date(2026, 12, 5), "start_time": "09:30", "end_time": "12:00"}
    return {"when": When(**usual | differing)}


@pytest.mark.parametrize(
    ("what", "falls"),
    [
        ({"budget": budget(WATER, BREAD, ("路费", "400.01"))}, {Aspect.MONEY}),
        ({"budget": budget(WATER, BREAD, ("路费", "399.99"))}, set()),
        ({"budget": budget(WATER, ("面包", "85.00"), ("路费", "390.00"))}, set()),
        ({"budget": budget(WATER, BREAD, ("路费", "350.00"), ("旗子", "50.00"))}, {Aspect.MONEY}),
        ({"budget": budget(WATER, BREAD)}, set()),
        ({"budget": budget(WATER, BREAD, ("往返路费", "400.00"))}, set()),
        ({"budget": budget(WATER, BREAD, ("聚餐", "400.00"))}, {Aspect.MONEY}),
        ({"budget": budget(WATER, BREAD, ("往返路费", "399.00"))}, {Aspect.MONEY}),
        ({"budget": budget(WATER, BREAD, BUS, sources=(Source(name="College"),))}, set()),
        ({"headcounts": (Headcount(kind="volunteer", count=33),)}, set()),
        ({"headcounts": (Headcount(kind="volunteer", count=34),)}, {Aspect.PEOPLE}),
        ({"headcounts": (Headcount(kind="volunteer", count=27),)}, set()),
        ({"headcounts": (Headcount(kind="volunteer", count=26),)}, {Aspect.PEOPLE}),
        ({"headcounts": ()}, {Aspect.PEOPLE}),
        (when(start_date=date(2026, 12, 6)), {Aspect.TIME_PLACE}),
        (when(end_date=date(2026, 12, 6)), {Aspect.TIME_PLACE}),
        (when(start_time="09:45"), {Aspect.TIME_PLACE}),
        (when(end_time="12:30"), set()),
        (when(tentative=True), set()),
        ({"places": ("Another school",)}, {Aspect.TIME_PLACE}),
        ({"places": ("tianfu  School",)}, set()),
        (traits(address="2 School Road"), {Aspect.TIME_PLACE}),
        ({"schedule": (Step(title="Games", start="10:30", place="Hall"),)}, set()),
        (sections(safety="先打 110，再告诉老师。"), {Aspect.SAFETY}),
        (sections(safety="先打120,再告诉老师."), set()),
        (traits(overnight=True), {Aspect.SAFETY}),
        (traits(off_campus=True), {Aspect.SAFETY}),
        (traits(risk=True), {Aspect.SAFETY}),
        (traits(involves_minors=True), {Aspect.SAFETY}),
        (
            {"schedule": (Step(title="Games", day=2, start="10:00", place="Yard"),)},
            {Aspect.TIME_PLACE},
        ),
        ({"schedule": (Step(title="Games", start="10:00", place="Yard", hard_end=True),)}, set()),
        ({"schedule": ()}, set()),
        (traits(zone="Asia/Urumqi"), {Aspect.TIME_PLACE}),
        (traits(contact_phone="138 0000 0001"), set()),
        ({"recruitment": Call(risk_statement="A long bus ride")}, set()),
        ({"recruitment": Call(risk_statement="A bus ride", quota=60, mode="review")}, set()),
        ({"recruitment": Call(risk_statement=" — ")}, {Aspect.SAFETY}),
        ({"recruitment": None}, {Aspect.SAFETY}),
        ({"theme": "Growing up"}, {Aspect.CONTENT}),
        ({"theme": "“Growing up, together”"}, set()),
        ({"purposes": ("Listen",)}, {Aspect.CONTENT}),
        ({"purposes": ("Play", "Listen")}, set()),
        (traits(kind="camp"), {Aspect.CONTENT}),
        ({"title": "A visit"}, set()),
        (sections(background="老师和老人已经很用心。"), set()),
        ({"materials": (PlanMaterial(item="Flag"),)}, set()),
        (
            {"parties": (PlanParty(role="host", name="College"),)},
            {Aspect.PUBLICITY},
        ),
        ({"parties": (PlanParty(role="media", name="Radio"),)}, set()),
        (traits(contact_name="何嘉"), {"all"}),
        (traits(contact_name=""), {"all"}),
    ],
)
def test_exactly_what_e5_names_voids_and_everything_is_shown(what, falls):
    assert voided(**what) == falls


@pytest.mark.parametrize(
    ("before", "after", "far"),
    [
        (30, 33, False),
        (30, 34, True),
        (None, None, False),
        (None, 0, False),
        (None, 1, True),
        (1, None, True),
        (0, 1, True),
        (9, 10, True),
        (10, 9, False),
    ],
)
def test_a_head_count_moves_far_beyond_a_tenth_and_unknown_is_nobody(before, after, far):
    assert moved_far(before, after) is far


@pytest.mark.parametrize(
    ("heading", "falls"),
    [("应急预案", {Aspect.SAFETY}), ("Emergency plan", {Aspect.SAFETY}), ("雨天活动", set())],
)
def test_a_safety_plan_written_by_hand_is_known_by_its_heading(heading, falls):
    then, now = (plan(**by_hand((heading, text))) for text in ("Meet at the gate.", ""))

    assert {one.aspect for one in compared(then, now) if one.substantial} == falls


def test_of_two_chapters_with_one_heading_neither_hides_the_other():
    both = by_hand(("安全预案", "先打 120。"), ("安全预案", "在门口集合。"))
    changed = by_hand(("安全预案", "不打。"), ("安全预案", "在门口集合。"))

    (change,) = compared(plan(**both), plan(**changed))

    assert change.substantial
    assert (change.old, change.new) == ("先打 120。\n在门口集合。", "不打。\n在门口集合。")


def test_whoever_agreed_before_anybody_was_responsible_need_not_agree_to_the_first_name():
    (named,) = compared(plan(**traits(contact_name="")), plan())
    assert not named.substantial


def test_a_plan_does_not_differ_from_itself_in_another_language():
    with i18n.speaking("en"):
        english = plan(language="en")
    assert compared(plan(), english) == ()


def test_what_volunteers_are_told_for_the_first_time_voids_nothing():
    silent = plan(recruitment=Call())
    assert not any(change.substantial for change in compared(silent, plan()))


LUNCH = Step(title="Lunch", start="12:00")


def schedule(*steps):
    return plan(schedule=tuple(steps))


def on(day, step=LUNCH, **differing):
    return msgspec.structs.replace(step, day=day, **differing)


@pytest.mark.parametrize(
    ("after", "shown", "moved"),
    [
        ([on(1), on(2)], 0, 0),
        ([on(2), on(1)], 0, 0),
        ([on(2)], 1, 0),
        ([on(2, start="12:30")], 2, 0),
        ([on(1), on(3)], 1, 1),
        ([on(1), on(2), on(3)], 1, 0),
        ([on(1, start="11:00"), on(2, start="11:30")], 2, 0),
    ],
)
def test_of_several_blocks_of_one_title_each_is_itself(after, shown, moved):
    changes = compared(schedule(on(1), on(2)), schedule(*after))
    assert len(changes) == shown
    assert len({change.key for change in changes}) == shown
    assert sum(change.substantial for change in changes) == moved


FULL = {
    "background": "Far away",
    "period": "2026",
    "notes": ("Bring a hat",),
    "lanes": ("A",),
    "schedule": (Step(title="Games", start="10:00", lane="A", place="Yard"),),
    "obligations": (Promise(text="Call"),),
    "responsibilities": (PlanSeat(group="Lead", role="Chair", holder="周敏"),),
    "acts": (PlanAct(title="Song"),),
    "materials": (PlanMaterial(item="Flag"),),
    "recurrence": (PlanWork(title="Post box"),),
    "quotas": (PlanQuota(source="Class 1", places=3),),
    "eligibility": (PlanCondition(text="Swims"),),
    "posts": (PlanPost(name="Guide"),),
    "groups": (PlanGroup(name="Red"),),
    "trainings": (PlanTraining(title="First aid"),),
    "tasks": (PlanTask(phase="before", text="Bus"),),
}
# What no approver reads about a plan: its form, what is worked out from it, and how the work on it goes.
NOT_COMPARED = {
    "Plan": {"format", "kind", "language", "findings"},
    "When": {"year_known"},
    "Headcount": {"who"},
    "PlanTask": {"phase", "owner", "due", "offset_days", "offset_unit", "key"},
    "Promise": {"key"},
    "PlanSection": {"key"},
    "Cost": {"category", "factors", "price_factor", "per_head", "text", "stated"},
    "Source": {"kind"},
    "PlanBudget": {"stated_total", "computed_total"},
}
OTHER = {str: "3", int: 4, bool: True, date: date(2026, 12, 7)}
BY_HAND = {
    "start": "07:07",
    "end": "17:07",
    "start_time": "07:07",
    "end_time": "17:07",
    "zone": "UTC",
}


def differing_in(part):
    """Return (field, the part with another value there) for every field of a part, and of its parts."""
    ignored = NOT_COMPARED.get(type(part).__name__, set()) | {"more"}
    for field in msgspec.structs.fields(part):
        if field.name in ignored:
            continue
        now = getattr(part, field.name)
        for name, other in others(field, now):
            yield (
                f"{type(part).__name__}.{name}",
                msgspec.structs.replace(part, **{field.name: other}),
            )


def others(field, now):
    if isinstance(now, Part):
        for name, other in differing_in(now):
            yield f"{field.name} → {name}", other
    elif isinstance(now, tuple) and now and isinstance(now[0], Part):
        yield f"{field.name} →", now[1:]
        for name, other in differing_in(now[0]):
            yield f"{field.name} → {name}", (other, *now[1:])
    elif isinstance(now, tuple):
        yield field.name, (*now, "one more")
    elif isinstance(now, bool):
        yield field.name, not now
    else:
        kinds = [kind for kind in OTHER if kind.__name__ in str(field.type)]
        yield field.name, BY_HAND.get(field.name, OTHER[kinds[0]])


def test_whatever_an_approver_reads_is_compared():
    """No change of a plan is nothing new, however small: each field of each part by itself."""
    whole = plan(
        **FULL,
        budget=PlanBudget(lines=(Cost(name="水费", amount="75.00"),), sources=(Source(name="C"),)),
        recruitment=Call(risk_statement="A bus ride", criteria=("Patient",)),
    )
    unseen = [name for name, other in differing_in(whole) if not compared(whole, other)]
    assert unseen == []
    assert len(list(differing_in(whole))) > 90


def test_a_changed_word_is_shown_between_what_stayed():
    (change,) = compared(plan(), plan(**sections(background="老师和老人已经很用心。")))
    assert change.pieces == ("老师和老人已经很", "尽", "用", "心。")
    assert change.subject == "活动背景"


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("aa", "aaa", ("aa", "", "a", "")),
        ("", "new", ("", "", "new", "")),
        ("gone", "", ("", "gone", "", "")),
        ("aba", "aca", ("a", "b", "c", "a")),
    ],
)
def test_what_stayed_is_counted_once_where_both_ends_overlap(old, new, pieces):
    (change,) = compared(plan(title=old), plan(title=new))
    assert change.pieces == pieces


def test_money_is_written_as_money_and_a_new_line_says_so():
    with i18n.speaking("zh_Hans"):
        changes = compared(plan(), plan(budget=budget(WATER, BREAD, BUS, ("旗子", "30"))))
        said = [(one.name, one.old, one.new) for one in changes]
    assert said[0][1:] == ("¥550.00", "¥580.00")
    assert said[1][1:] == ("", "¥30.00")


def test_two_lines_of_one_name_stay_two():
    twice = budget(WATER, WATER)
    assert compared(plan(budget=twice), plan(budget=twice)) == ()
    fewer = compared(plan(budget=twice), plan(budget=budget(WATER)))
    assert not any(change.substantial for change in fewer)
    assert [change.new for change in fewer if change.subject] == [""]
