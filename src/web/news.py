"""What the traces say in a sentence, for the list of what happened lately."""

from accounts.rules.traces import Trace
from kit.i18n import N_, gettext

SENTENCES: dict[str, str] = {
    "activity.planned": N_("made the plan"),
    "activity.submitted": N_("submitted the plan"),
    "activity.approved": N_("approved the plan"),
    "activity.changed": N_("changed date, place or people"),
    "activity.begun": N_("let the day begin"),
    "activity.finished": N_("wrapped the day up"),
    "activity.cancelled": N_("cancelled the activity"),
    "section.written": N_("wrote in the plan"),
    "quotas.saved": N_("changed the places per source"),
    "conditions.saved": N_("changed who may take part"),
    "acts.saved": N_("changed the acts"),
    "materials.saved": N_("changed the list of things"),
    "section.removed": N_("took a section out of the plan"),
    "parties.named": N_("changed who takes part"),
    "finding.accepted": N_("let a warning stand, with a reason"),
    "task.added": N_("added a task"),
    "task.changed": N_("changed a task"),
    "task.done": N_("ticked a task"),
    "task.skipped": N_("left a task out"),
    "task.reopened": N_("opened a task again"),
    "block.added": N_("added a block to the day"),
    "block.changed": N_("changed a block of the day"),
    "block.nudged": N_("moved a block by a few minutes"),
    "block.changed_lane": N_("moved a block to another lane"),
    "block.removed": N_("took a block out of the day"),
    "block.put_back": N_("put a block back into the day"),
    "day.released": N_("released the run sheet"),
    "recruitment.publish": N_("published the call for volunteers"),
    "recruitment.change": N_("changed the call for volunteers"),
    "application.score": N_("scored an application"),
    "training.added": N_("set a date for the training"),
    "training.changed": N_("changed the training"),
    "training.cancelled": N_("cancelled a training"),
    "pledge.recorded": N_("recorded signed pledges"),
    "participant.added": N_("added a child"),
    "participant.changed": N_("changed a child's entry"),
    "participant.removed": N_("took a child off the list"),
    "participants.imported": N_("imported the list of children"),
    "consent.batch": N_("recorded a batch of consents"),
    "budget.added": N_("added a budget line"),
    "budget.changed": N_("changed the budget"),
    "budget.saved": N_("saved the budget"),
    "budget.fitted": N_("fitted the budget to the number of people"),
    "budget.removed": N_("took a line out of the budget"),
    "source.saved": N_("wrote down where money comes from"),
    "source.removed": N_("took a source of money out"),
    "recruitment.close": N_("closed the call for volunteers"),
    "pair.proposed": N_("proposed a pair"),
    "pairs.suggested": N_("proposed the best pairs"),
    "pairs.taken_back": N_("took proposed pairs back"),
    "pairs.confirmed": N_("noted that the school agreed to pairs"),
    "pair.ended": N_("undid a pair"),
    "groups.split": N_("split the pairs into groups"),
    "group.lane": N_("chose which lane a group goes with"),
    "pair.moved_group": N_("moved a pair to another group"),
    "contact.logged": N_("noted a contact"),
}


def sentence(trace: Trace) -> str:
    """Return what was done, in the reader's language; "" for what is no news."""
    said = SENTENCES.get(trace.action)
    return gettext(said) if said else ""
