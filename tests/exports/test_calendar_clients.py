"""What people really see: models of calendar programs, polling while the facts change.

*Replacer* (Thunderbird): a valid answer replaces everything. *Keeper* (GNOME): touches an entry only
if its revision moved, and keeps everything when an answer holds none. *Dropper* (Google): shows no
cancelled entries. Each asks conditionally, so a tag that stands still is caught as well.
"""

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import calendars
from exports.rules import agenda, freshness, window
from exports.rules.agenda import Dated, Gone, Subscription
from exports.rules.entries import Layer
from exports.rules.freshness import Version
from kit import i18n
from tests.exports import strict_ical

BEGIN = datetime(2026, 9, 16, 2, tzinfo=UTC)
DAY = timedelta(days=1)


class World:
    """One volunteer's things in one activity, and every way they can change."""

    forgets_to_bump = False

    def __init__(self):
        self.now = BEGIN
        self.activity = Layer(0, BEGIN)
        self.version = Version(1, BEGIN)
        self.link = Subscription(layer=Layer(1, BEGIN))
        self.link_version = Version(1, BEGIN)
        self.title = "一对一关爱"
        self.draft = "不给人看"
        self.layers = {}  # kept when somebody leaves, or their counters would begin again
        self.rows = {}
        for number in range(3):
            self.sign_up(number)

    def sign_up(self, number):
        if number not in self.rows:
            self.rows[number] = [BEGIN + DAY * (number + 1), None]
            self._bump(number)
            self._touch(link=True)

    def move(self, number):
        if number in self.rows:
            self.rows[number][0] += timedelta(minutes=30)
            self._bump(number)

    def move_back(self, number):
        if number in self.rows:
            self.rows[number][0] = BEGIN + DAY * (number + 1)
            self._bump(number)

    def cancel(self, number):
        if number in self.rows:
            self.rows[number][1] = Gone.CANCELLED
            self._bump(number)

    def undo(self, number):
        if number in self.rows:
            self.rows[number][1] = None
            self._bump(number)

    def withdraw(self, number):
        if number in self.rows:
            self.rows[number][1] = Gone.WITHDRAWN
            self._bump(number)

    def remove(self, number):
        self.rows.pop(number, None)
        self._touch(link=True)

    def rename(self, number):
        self.title = f"一对一关爱 {number}"
        self.activity = Layer(self.activity.sequence + 1, self.now)
        self._touch()

    def edit_the_draft(self, number):
        self.draft = f"还没发布 {number}"

    def hide_details(self, number):
        layer = Layer(self.link.layer.sequence + 1, self.now)
        self.link = msgspec.structs.replace(self.link, busy_only=bool(number), layer=layer)
        self._touch(link=True)

    def wait_a_week(self, _number):
        self.now += 7 * DAY

    def _bump(self, number):
        layer = self.layers.setdefault(number, Layer(0, self.now))
        if not self.forgets_to_bump:
            self.layers[number] = Layer(layer.sequence + 1, self.now)
        self._touch()

    def _touch(self, *, link=False):
        if link:
            self.link_version = Version(self.link_version.number + 1, self.now)
        self.version = Version(self.version.number + 1, self.now)

    def entries(self):
        for number, (starts, gone) in self.rows.items():
            row = Dated(
                uid=f"shift-{number}",
                layers=(self.activity, self.layers[number]),
                created=BEGIN,
                starts=starts,
                ends=starts + timedelta(hours=2),
                title=self.title,
                url="https://plan.example/a/1",
                gone=gone,
            )
            yield agenda.subscribed(agenda.shift(row, "志愿者"), self.link)

    def answer(self, tag):
        """Answer a conditional GET with a tag and a body, or None for 304."""
        monday = window.edge(self.now)
        ours = freshness.etag(calendars.RENDERING, self.link_version, [self.version], monday)
        if freshness.unchanged(ours, self.now, tag, ""):
            return ours, None
        anchor = agenda.anchor("link-1", self.link.layer, BEGIN)
        return ours, calendars.feed(agenda.personal_name(), anchor, self.entries(), monday)

    def facts(self):
        monday = window.edge(self.now)
        return {
            entry.uid: (entry.title, entry.opens, str(entry.status))
            for entry in window.shown(self.entries(), monday)
        }


class Replacer:
    def __init__(self):
        self.tag, self.held = "", {}

    def poll(self, world):
        tag, body = world.answer(self.tag)
        if body is not None:
            assert strict_ical.lint(body) == set()
            self.tag = tag
            self.take(strict_ical.parse(body).inside("VEVENT"))

    def take(self, events):
        self.held = {event["UID"].value: event for event in events}

    def shows(self):
        return {
            uid: (
                event["SUMMARY"].text,
                strict_ical._instant(event["DTSTART"]),
                event["STATUS"].value,
            )
            for uid, event in self.held.items()
            if not uid.startswith("link-")
        }


class Keeper(Replacer):
    def take(self, events):
        if not events:
            return
        news = {event["UID"].value: event for event in events}
        self.held = {uid: event for uid, event in self.held.items() if uid in news}
        for uid, event in news.items():
            if uid not in self.held or self.revision(event) != self.revision(self.held[uid]):
                self.held[uid] = event

    @staticmethod
    def revision(event):
        return [event[name].value for name in ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP")]


class Dropper(Replacer):
    def take(self, events):
        super().take([event for event in events if event["STATUS"].value != "CANCELLED"])


ACTS = (
    *("sign_up", "move", "move_back", "cancel", "undo", "withdraw", "remove", "rename"),
    *("edit_the_draft", "hide_details", "wait_a_week"),
)
STORY = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.booleans()), min_size=1, max_size=25
)


def play(story, world):
    """Let the story happen, with polls in between, and return the first program that shows wrong."""
    clients = [Replacer(), Keeper(), Dropper()]
    with i18n.speaking("zh_Hans"):
        for act, number, is_polled in [*story, ("edit_the_draft", 0, True)]:
            world.now += timedelta(seconds=1)
            getattr(world, act)(number)
            for client in clients if is_polled else ():
                client.poll(world)
                facts = world.facts()
                if isinstance(client, Dropper):
                    facts = {uid: f for uid, f in facts.items() if f[2] != "CANCELLED"}
                if client.shows() != facts:
                    return type(client)
    return None


@settings(max_examples=60, deadline=None)
@given(STORY)
def test_whatever_happens_every_program_shows_what_is_true(story):
    assert play(story, World()) is None


def test_a_move_a_cancellation_and_its_undoing_reach_everyone():
    acts = ("move", "cancel", "undo", "move_back", "withdraw", "remove", "rename")

    assert play([(act, 1, True) for act in acts], World()) is None


def test_a_forgotten_revision_is_noticed_by_the_program_that_keeps():
    world = World()
    world.forgets_to_bump = True

    assert play([("rename", 0, True), ("move", 1, True)], world) is Keeper


def test_a_forgotten_version_is_noticed_by_everyone():
    world = World()
    world._touch = lambda **_: None

    assert play([("rename", 0, True), ("move", 1, True)], world) is Replacer


def test_a_tombstone_leaves_a_fortnight_after_its_end_and_unchanged_facts_give_the_same_bytes():
    world = World()
    world.cancel(0)
    tag, first = world.answer("")
    world.edit_the_draft(1)
    world.now += timedelta(seconds=1)

    assert world.answer("") == (tag, first)
    assert world.answer(tag) == (tag, None)
    for _ in range(3):
        world.wait_a_week(0)
    later, body = world.answer(tag)
    assert later != tag
    assert b"shift-0" in first
    assert b"shift-0" not in body
    assert window.edge(world.now) == date(2026, 10, 5)
