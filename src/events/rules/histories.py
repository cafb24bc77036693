"""All that was handed in and said about one plan, and whose turn it is by that alone."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from events.rules.activities import Status
from events.rules.approval import DECIDABLE, Approval, Decision, Submission
from events.rules.chains import Step
from events.rules.changes import compared
from events.rules.plans import Plan


class History(msgspec.Struct, frozen=True):
    """All that was handed in and said about one activity; `frozen` maps submissions to their plans."""

    steps: Sequence[Step]
    submissions: Sequence[Submission]
    approvals: Sequence[Approval]
    frozen: Mapping[UUID, Plan]

    @property
    def submitter(self) -> UUID | None:
        """Whoever handed the plan in last: they decide nothing of it (A2)."""
        return self.submissions[-1].submitted_by if self.submissions else None

    def of_step(self, step: Step) -> list[tuple[Submission, Approval]]:
        """Return what a step said, in the order of submissions; papers may be dated anyhow."""
        said = {one.submission: one for one in self.approvals if one.step == step.id}
        return [(one, said[one.id]) for one in self.submissions if one.id in said]

    def seen(self, step: Step, *, upto: Submission | None = None) -> Submission | None:
        """Return the submission a step agreed to last, None if it never did."""
        return next(
            (
                submission
                for submission, one in reversed(self.of_step(step))
                if one.decision is Decision.APPROVED
                and (upto is None or submission.number <= upto.number)
            ),
            None,
        )

    def holds(self, step: Step, plan: Plan, *, upto: Submission | None = None) -> bool:
        """Say whether a step's agreement covers `plan`: compared with what it saw, not with yesterday."""
        seen = self.seen(step, upto=upto)
        return seen is not None and not any(
            change.touches(step.covers) for change in compared(self.frozen[seen.id], plan)
        )

    def agreed(self, submission: Submission) -> bool:
        """Say whether everybody agreed to a submission."""
        plan = self.frozen[submission.id]
        return all(self.holds(step, plan, upto=submission) for step in self.steps)

    def agrees(self, step: Step, submission: Submission) -> bool:
        """Say whether a step agrees to a submission; what it saw to the letter is not compared."""
        seen = self.seen(step)
        if seen is None or seen.sha256 == submission.sha256:
            return seen is not None
        return self.holds(step, self.frozen[submission.id])

    def returned(self, submission: Submission) -> bool:
        return any(
            one.decision is Decision.RETURNED
            for one in self.approvals
            if one.submission == submission.id
        )


def waits(history: History, status: Status) -> bool:
    """Say whether the latest submission may be decided on at all."""
    if not history.submissions or status not in DECIDABLE:
        return False
    return not history.returned(history.submissions[-1])


def whose_turn(history: History) -> Step | None:
    """Return the first step that has not agreed to what the latest submission says."""
    latest = history.submissions[-1]
    return next((step for step in history.steps if not history.agrees(step, latest)), None)


def in_doubt(history: History) -> tuple[list[Step], set[UUID]]:
    """Return the steps whose turn it may be, and the submissions whose plans tell whose it is.

    Those who agreed to exactly the latest submission are past; nobody comes before the first who
    has agreed to nothing yet, so that most plans need not be read at all.
    """
    steps: list[Step] = []
    to_read: set[UUID] = set()
    latest = history.submissions[-1]
    for step in history.steps:
        seen = history.seen(step)
        if seen is None:
            return [*steps, step], to_read
        if seen.sha256 != latest.sha256:
            steps.append(step)
            to_read |= {seen.id, latest.id}
    return steps, to_read
