"""Where sealed values lie: every encrypted column of every room, for whoever looks after the keys."""

from uuid import UUID

import msgspec

from kit.crypto import Ring

NOBODY = UUID(int=0)


class Sealed(msgspec.Struct, frozen=True):
    """Where sealed values lie: columns of one table, and how to find whose they are.

    `organization` is SQL over the table's row `t`; an account belongs to no association.
    """

    table: str
    columns: tuple[str, ...]
    organization: str
    ring: Ring = Ring.PERSON


# safety reference §3.12: every encrypted column there is; a test holds the tables against it.
SEALED = (
    Sealed("account", ("factor",), f"'{NOBODY}'::uuid", Ring.FACTOR),
    Sealed("volunteer", ("id_number", "birth_date", "sex"), "t.organization"),
    Sealed(
        "participant",
        ("given_name", "birth_month", "allergy_text"),
        "(SELECT a.organization FROM activity a WHERE a.id = t.activity)",
    ),
    Sealed(
        "carer",
        ("phone",),
        "(SELECT a.organization FROM activity a JOIN participant p ON p.activity = a.id"
        " WHERE p.id = t.participant)",
    ),
    Sealed("concern", ("text", "persons", "contact"), "t.organization", Ring.CONCERN),
    Sealed(
        "concern_step",
        ("text",),
        "(SELECT c.organization FROM concern c WHERE c.id = t.concern)",
        Ring.CONCERN,
    ),
)
