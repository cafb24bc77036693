"""Invitations: to one address, with one role, for fourteen days, once."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from accounts.rules.permissions import Role
from kit.errors import Refusal
from kit.i18n import N_

LIVES = timedelta(days=14)
MOST_A_DAY = 100  # of one association


class Invitation(msgspec.Struct, frozen=True):
    """Who is asked, by whom (a name), to join what (a name)."""

    id: UUID
    organization_id: UUID
    organization: str
    email: str
    role: Role
    invited_by: str
    expires_at: datetime


class NoSuchInvitation(Refusal):
    """Unknown, withdrawn, used and expired look alike."""

    status = 404
    message = N_("This invitation has been used, withdrawn, or is too old. Ask for a new one.")


class ForSomebodyElse(Refusal):
    status = 403
    message = N_("This invitation went to another address than the one you are signed in with.")


class SignInToJoin(Refusal):
    status = 403
    message = N_("There is an account with this address. Sign in, then join.")


class AlreadyMember(Refusal):
    message = N_("%(name)s is a member already.")
