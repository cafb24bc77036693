"""Which slice listens to which: every line one sentence of the story."""

from accounts import grants
from accounts.memberships import member_left
from accounts.organizations import association_founded
from budget import findings as budget_findings
from budget import materials
from budget import plans as budgets
from events import (
    act_findings,
    acts,
    assignments,
    catalogue,
    conditions,
    findings,
    frozen_parts,
    fulfilled,
    lesson_findings,
    quotas,
    releases,
    responsibilities,
    taking_part,
)
from events.activities import (
    activity_cancelled,
    activity_changed,
    activity_moved,
    activity_relocated,
)
from events.places import place_changed, place_removed
from events.plans import activity_planned
from events.proposals import plan_gathered
from events.releases import day_released
from events.running import day_begins
from kit import pages
from volunteers import (
    adults,
    bookings,
    clearances,
    concerns,
    contacts,
    days,
    duties,
    fallbacks,
    help_plans,
    interviews,
    liaisons,
    mending,
    mine,
    modules,
    my_clearances,
    my_shifts,
    my_today,
    my_training,
    pairs,
    partings,
    partners,
    performers,
    readiness,
    reliefs,
    retention,
    sharing,
    shift_moves,
    takedowns,
    tidings,
    undated,
    vacancies,
)
from volunteers import findings as volunteer_findings
from volunteers import plans as calls
from volunteers.attendance import attendance_changed
from volunteers.clearances import clearances_changed
from volunteers.consent_events import consent_withdrawn, contact_answered
from volunteers.posts import post_changed
from volunteers.safeguards import safeguard_switched
from volunteers.steps import place_lost, stepped_out
from web import gathering, menu

# What a volunteer's own page shows of each noun; later ones win over earlier ones.
OF_VOLUNTEER = (
    bookings,
    interviews,
    my_training,
    clearances,
    my_clearances,
    partners,
    sharing,
    my_shifts,
    my_today,
    days,
    help_plans,
    contacts,
    concerns,
)


def connect() -> None:
    """Connect the slices; calling it twice changes nothing."""
    pages.frame_with(menu.frame)
    association_founded.listen(modules.begin)
    activity_planned.listen(budgets.write)
    activity_planned.listen(calls.write)
    plan_gathered.listen(gathering.add_budget)
    plan_gathered.listen(gathering.add_materials)
    plan_gathered.listen(gathering.add_call)
    stepped_out.listen(reliefs.stepped_out)
    place_lost.listen(partings.place_lost)
    place_lost.listen(vacancies.place_lost)
    place_changed.listen(shift_moves.place_changed)
    place_removed.listen(shift_moves.refuse_used)
    post_changed.listen(shift_moves.post_changed)
    activity_cancelled.listen(partings.called_off)
    activity_cancelled.listen(tidings.called_off)
    clearances_changed.listen(fallbacks.of_volunteers)
    attendance_changed.listen(fallbacks.of_volunteers)
    attendance_changed.listen(vacancies.of_volunteers)
    safeguard_switched.listen(fallbacks.of_activity)
    clearances_changed.listen(vacancies.of_volunteers)
    safeguard_switched.listen(vacancies.of_activity)
    consent_withdrawn.listen(partings.consent_withdrawn)
    consent_withdrawn.listen(takedowns.consent_ended)
    consent_withdrawn.listen(performers.let_go)
    contact_answered.listen(partings.contact_answered)
    activity_changed.listen(pairs.begin)
    activity_changed.listen(fulfilled.call_published)
    day_released.listen(fulfilled.run_sheet_released)
    member_left.listen(assignments.member_left)
    member_left.listen(grants.member_left)
    activity_moved.listen(duties.follow)
    activity_moved.listen(retention.follow)
    activity_moved.listen(releases.follow)
    activity_moved.listen(undated.follow)
    activity_moved.listen(shift_moves.follow)
    activity_moved.listen(tidings.moved)
    activity_moved.listen(liaisons.moved)
    activity_relocated.listen(liaisons.relocated)
    findings.contribute(act_findings.of)
    findings.contribute(lesson_findings.of)
    findings.contribute(budget_findings.of)
    findings.contribute(volunteer_findings.of)
    findings.vouch(adults.qualified)
    frozen_parts.contribute(mending.frozen)
    day_begins.listen(readiness.refuse_uninsured)
    for listed in (quotas, conditions, acts, materials, responsibilities):
        catalogue.contribute(listed.LISTED)
    taking_part.contribute(materials.packing)
    for part in OF_VOLUNTEER:
        mine.contribute(part.of_volunteer)
