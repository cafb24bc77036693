"""Rows of this slice: one file per noun, read as `tables.Activity`."""

from events.tables.activities import (
    AcceptedFinding,
    Activity,
    Block,
    Lane,
    Lesson,
    Party,
    PlanSection,
    Release,
    Task,
)
from events.tables.approvals import Approval, ApprovalStep, Submission
from events.tables.duties import Discharge, Obligation, Seat
from events.tables.lists import Act, Condition, Quota, Rehearsal
from events.tables.places import Place
from events.tables.programmes import Programme, Series, WorkItem

__all__ = [
    "AcceptedFinding",
    "Act",
    "Activity",
    "Approval",
    "ApprovalStep",
    "Block",
    "Condition",
    "Discharge",
    "Lane",
    "Lesson",
    "Obligation",
    "Party",
    "Place",
    "PlanSection",
    "Programme",
    "Quota",
    "Rehearsal",
    "Release",
    "Seat",
    "Series",
    "Submission",
    "Task",
    "WorkItem",
]
