"""What a volunteer signs before meeting a child, article by article (domain reference §7, 志愿者行为守则)."""

import hashlib

from kit.errors import Refusal
from kit.i18n import N_

PLEDGE: tuple[tuple[str, str], ...] = (
    (
        N_("Never alone with a child"),
        N_("There are always two adults. If the other one leaves, I stay within sight of others."),
    ),
    (
        N_("No private contact"),
        N_("I swap no numbers or accounts with children or families. Contact runs by the school."),
    ),
    (
        N_("No gifts or money"),
        N_("I give and take nothing of my own. Gifts are equal and come from the association."),
    ),
    (
        N_("No pictures"),
        N_("I take no photos or recordings of children and post nothing about them anywhere."),
    ),
    (
        N_("No promises I cannot keep"),
        N_("I promise only what I can keep, and I say goodbye before I go."),
    ),
    (
        N_("Breaks and toilets by two"),
        N_("I leave the group only when another adult has taken over, and we walk in twos."),
    ),
    (
        N_("What I hear stays with me"),
        N_("I ask nobody about their family and pass on nothing a child tells me."),
    ),
    (
        N_("A worry is reported at once"),
        N_("If a child may be in danger I call 110 and tell the safeguarding lead immediately."),
    ),
)
PLEDGE_VERSION = hashlib.sha256("\n".join(" ".join(a) for a in PLEDGE).encode()).hexdigest()[:12]


class NotTheWholePledge(Refusal):
    status = 422
    message = N_("Please read the code of conduct to the end and tick the box below it.")
