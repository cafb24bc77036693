"""Papers as Word documents: from what a paper says to the pieces that the writer sets."""

from exports.rules.forms import ApprovalForm, DiffSheet
from exports.rules.notices import Notice
from exports.rules.papers import Paper
from exports.rules.proposals import Proposal
from exports.rules.word import forms, notices, proposals
from exports.rules.word.pieces import Document


def document(paper: Paper) -> Document | None:
    """Return `paper` as a Word document in the current language; None for those that are only printed."""
    match paper:
        case Proposal():
            return proposals.proposal(paper)
        case ApprovalForm():
            return forms.approval_form(paper)
        case DiffSheet():
            return forms.diff_sheet(paper)
        case Notice():
            return notices.notice(paper)
    return None
