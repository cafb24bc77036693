"""What a trace tells: who did what, when. `details` hold numbers and codes, never a person's data."""

from datetime import datetime

import msgspec


class Trace(msgspec.Struct, frozen=True):
    """One thing that was done; `name` is empty when a link holder did it."""

    name: str
    action: str
    details: str
    at: datetime
