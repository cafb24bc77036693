"""Which visitors a route lets in; every route says so, or the site does not start (safety §3.1)."""

from enum import StrEnum


class Policy(StrEnum):
    """The coarse gate; `actor.must(…)` in the noun function is the fine one."""

    PUBLIC = "public"  # anybody
    SIGNED_IN = "signed_in"  # an account, whichever association
    MEMBER = "member"  # an account acting for an association
    LINK = "link"  # whoever holds the link in the path, its parameter `key`
    DEVELOPMENT = "development"  # anybody, on a developer's machine; elsewhere 404
