"""The certificate of training (参训证明): who attended what; it is no record of service hours."""

from datetime import date
from typing import ClassVar

import msgspec

from exports.rules.papers import Paper


class CertifiedSession(msgspec.Struct, frozen=True):
    """One training: its day, its hours as `HH:MM–HH:MM`, what it taught."""

    day: date
    hours: str
    title: str
    modules: tuple[str, ...] = ()
    trainer: str = ""


class TrainingCertificate(Paper, frozen=True, kw_only=True):
    """What a volunteer takes along, with room for a seal; never kept on disk."""

    template: ClassVar[str] = "documents/training_certificate.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-certificate.css")

    name: str
    student_no: str = ""
    college: str = ""
    sessions: tuple[CertifiedSession, ...] = ()
    minutes: int = 0
    on: date
