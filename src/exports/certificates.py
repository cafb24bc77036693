"""Certificates of training as PDFs: for whoever attended, and for the organiser who seals them."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Role
from events.rules.activities import PartyRole
from exports import desk, documents, dossiers
from exports.documents import Printed
from exports.rules.certificates import CertifiedSession, TrainingCertificate
from exports.rules.filled.facts import clock, head
from exports.rules.kinds import Kind
from kit import i18n
from volunteers import certificates
from volunteers.certificates import AttendedSession, Certificate


async def of_link(holder: Holder, language: str) -> Printed:
    """Return the certificate of whoever holds a volunteer's link.

    Raises:
        NoSuchApplication, NothingAttended, and those of `documents.printed`
    """
    return await _printed(await certificates.of_link(holder), language)


async def of_person(
    actor: Actor, activity_id: UUID, application_id: UUID, language: str
) -> Printed:
    """Return the certificate of one person of an activity.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NothingAttended
        and those of `documents.printed`
    """
    return await _printed(
        await certificates.of_person(actor, activity_id, application_id), language
    )


async def _printed(certificate: Certificate, language: str) -> Printed:
    activity = certificate.activity
    reader = desk.in_house(activity.organization, Role.PLANNER)
    facts = await dossiers.gather(reader, activity.id, {Kind.RUN_SHEET})
    hosts = facts.named(PartyRole.HOST)
    with i18n.speaking(language):
        paper = TrainingCertificate(
            **head(facts) | {"host": " · ".join((*hosts, certificate.association))},
            keep=False,
            name=certificate.name,
            student_no=certificate.student_no,
            college=certificate.college,
            sessions=tuple(_line(one, activity.zone) for one in certificate.sessions),
            minutes=sum(one.minutes for one in certificate.sessions),
            on=certificate.on,
        )
    return await documents.printed(paper, language)


def _line(one: AttendedSession, zone: str) -> CertifiedSession:
    ends = one.starts_at + timedelta(minutes=one.minutes)
    return CertifiedSession(
        day=one.starts_at.astimezone(ZoneInfo(zone)).date(),
        hours=f"{clock(one.starts_at, zone)}–{clock(ends, zone)}",
        title=one.title,
        modules=one.modules,
        trainer=one.trainer,
    )
