"""Rooms for the night and roll calls: who sleeps where, and who was counted when."""

from enum import StrEnum


class RoomFor(StrEnum):
    CHILDREN = "children"
    ADULTS = "adults"


class Seen(StrEnum):
    UNKNOWN = ""
    THERE = "there"
    MISSING = "missing"
    EXCUSED = "excused"
