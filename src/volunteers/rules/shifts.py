"""Shifts: one post, one place, one span of time, and who stands there."""

from enum import StrEnum


class Standing(StrEnum):
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    OFFERED = "offered"  # looks for somebody to swap with
    GIVEN_UP = "given_up"
