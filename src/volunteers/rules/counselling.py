"""Counselling slots and hotline hours: when, who, and where to next; never what was said (V7)."""

from enum import StrEnum


class Setting(StrEnum):
    ROOM = "room"
    HOTLINE = "hotline"


class SlotState(StrEnum):
    FREE = "free"
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"


class Referral(StrEnum):
    NONE = ""
    SCHOOL = "school"
    GUARDIAN = "guardian"
    HOSPITAL = "hospital"
    PROFESSIONAL = "professional"
    SAFEGUARDING = "safeguarding"
    POLICE = "police"
