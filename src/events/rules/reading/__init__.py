"""Reading proposals: `reading.read(text, today)` gives a plan, its spans in the text and findings."""

from events.rules.reading.lines import NothingToRead, TooLong
from events.rules.reading.remarks import Remark
from events.rules.reading.texts import Reading, read

__all__ = ["NothingToRead", "Reading", "Remark", "TooLong", "read"]
