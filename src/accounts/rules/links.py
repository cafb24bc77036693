"""Capability links: what each kind opens, and for how long."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class Kind(StrEnum):
    """Each kind hashes apart: a calendar's token opens no page (safety reference §3.11)."""

    VOLUNTEER = "volunteer"
    PARTNER = "partner"  # object: a liaison
    GUARDIAN = "guardian"  # object: a participant
    FEED = "feed"


class FeedOf(StrEnum):
    """Whose entries a calendar link of kind `feed` shows; `object_id` names that one."""

    VOLUNTEER = "volunteer"  # object: an application
    CREW = "crew"  # object: a lane
    MEMBER = "member"  # object: an account, with what is assigned to it in one association


class Holder(msgspec.Struct, frozen=True):
    """Somebody who came through a link: what it opens and nothing else.

    `object_id` is what the link is about (an application, a lane), `about` its sort; `version`
    moves, at `version_at`, with anything that only its feed shows. `calendar_sequence`, `calendar_modified` are the link's own layer of calendar revisions.
    """

    id: UUID
    organization_id: UUID
    kind: Kind
    about: str
    object_id: UUID
    activity_id: UUID | None
    locale: str
    detail: str
    name: str
    version: int
    version_at: datetime
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime


class NoSuchLink(Refusal):
    """Unknown, expired and revoked look alike from outside."""

    status = 404
    message = N_(
        "This link does not open anything (any more). Please ask whoever sent it to you for a new one."
    )
