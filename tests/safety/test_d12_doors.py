"""D12: whoever is to be kept out of a way is kept out of it, and reading changes nothing."""

import pytest

from accounts.rules.links import Kind
from accounts.rules.permissions import Actor, Permission
from accounts.tables import Trace
from tests.safety import doors, visiting
from tests.safety.walking import mismatches
from web.app import create_app
from web.policy import Unguarded

WELL_KNOWN = [
    ".env",
    ".git/HEAD",
    ".git/config",
    ".htaccess",
    ".DS_Store",
    ".aws/credentials",
    ".svn/entries",
    ".well-known/openid-configuration",
    "admin",
    "admin/",
    "api",
    "api/v1",
    "actuator",
    "actuator/env",
    "backup.sql",
    "backup.tar",
    "backup.zip",
    "banxing.sql",
    "config.json",
    "config.php",
    "console",
    "data/",
    "data/banxing.sqlite",
    "data/secret_key",
    "debug",
    "debug/pprof",
    "docs",
    "docs/",
    "dump.sql",
    "graphql",
    "index.php",
    "install.php",
    "locale/messages.pot",
    "login",
    "manifest.json",
    "metrics",
    "openapi.json",
    "phpinfo.php",
    "phpmyadmin/",
    "pyproject.toml",
    "redoc",
    "requirements.lock",
    "robots.txt.bak",
    "schema",
    "schema/openapi.json",
    "schema/redoc",
    "schema/swagger",
    "server-status",
    "settings",
    "src/web/app.py",
    "static/",
    "static/../pyproject.toml",
    "static/%2e%2e/pyproject.toml",
    "static/..%2fpyproject.toml",
    "swagger",
    "swagger.json",
    "templates/",
    "test",
    "trace",
    "uploads/",
    "wp-admin/",
    "wp-login.php",
    "wp-config.php",
    "xmlrpc.php",
    "a",
    "a/",
    "v",
    "v/",
    "e",
    "e/",
    "s",
    "s/",
]


def test_every_way_of_the_site_has_a_door_and_every_door_a_way():
    there = {str(way) for way in visiting.ways(create_app())}

    assert sorted(there ^ doors.BY_WAY.keys()) == []


async def test_d12_whoever_is_to_be_kept_out_is_kept_out(crowd):
    wrong = await mismatches(crowd, opening=False)

    assert wrong == [], "\n".join(wrong)


async def test_d12_a_forgotten_permission_is_noticed(crowd, monkeypatch):
    """The control: nothing asks for CHANGE_BUDGET any more."""
    must = Actor.must
    monkeypatch.setattr(
        Actor, "must", lambda a, p: None if p is Permission.CHANGE_BUDGET else must(a, p)
    )

    found = await mismatches(crowd, opening=False, only="/budget/sources/new")

    assert {line.partition(":")[0] for line in found} == {
        f"{who} {method} /a/{{activity_id}}/budget/sources/new"
        for who in ("planner", "approver")  # the others do not see money at all
        for method in ("GET", "POST")
    }


def test_d12_a_route_without_a_policy_keeps_the_site_from_starting(monkeypatch):
    from web import app, site

    monkeypatch.setattr(app, "CONTROLLERS", [*site.CONTROLLERS, _without_policy()])

    with pytest.raises(Unguarded, match="/open"):
        create_app()


def _without_policy():
    from litestar import get

    @get("/open")
    async def handler() -> str:
        return "anybody"

    return handler


async def test_d12_reading_everything_changes_nothing(crowd):
    before = await visiting.state(visiting.LAST_USED)
    noted = {row["id"] for row in await Trace.select(Trace.id)}

    own, school = crowd.home.links["volunteer"], crowd.home.links["partner"]
    family = crowd.home.links["guardian"]
    for actor, key, kind, start in (
        (crowd.home.owner, "", None, "/"),
        (None, own, Kind.VOLUNTEER, f"/v/{own}"),
        (None, school, Kind.PARTNER, f"/p/{school}"),
        (None, family, Kind.GUARDIAN, f"/g/{family}"),
        (None, "", None, crowd.home.links["page"]),
    ):
        async with visiting.visitor(crowd.app, actor, key, kind) as client:
            read = await visiting.crawl(client, start)
        failed = {at: a.status_code for at, a in read.items() if a.status_code >= 400}
        assert failed == {}
        assert {at: m for at, a in read.items() if (m := visiting.headers_missing(a))} == {}
        assert {at: s for at, a in read.items() if (s := visiting.strange_scripts(a))} == {}

    after = await visiting.state({**visiting.LAST_USED, "session": ("last_seen_at",)})
    # Signing in for the crawl itself; what a school reads of volunteers is written down (A5), and
    # so is each list that somebody took along as a file.
    assert set(visiting.changed(before, after)) <= {"session", "disclosure", "trace"}
    left = await Trace.select(Trace.id, Trace.action)
    fresh = [row["action"] for row in left if row["id"] not in noted]
    assert [action for action in fresh if not action.endswith(".exported")] == []


@pytest.mark.parametrize("signed_in", [False, True])
async def test_d12_well_known_addresses_lead_nowhere(crowd, signed_in):
    async with visiting.visitor(crowd.app, crowd.home.owner if signed_in else None) as client:
        answers = {path: await client.get(f"/{path}") for path in WELL_KNOWN}

    assert {path: a.status_code for path, a in answers.items() if a.status_code != 404} == {}
    assert {path: m for path, a in answers.items() if (m := _lacking(a))} == {}


def _lacking(answer):
    """Files of `static/` may be kept, also by others; all else carries everything."""
    static = {"vary", "no-store"} if answer.url.path.startswith("/static") else set()
    return sorted(set(visiting.headers_missing(answer)) - static)


async def test_d12_errors_carry_the_headers_of_every_answer(crowd):
    here = f"/a/{crowd.home.activity.id}"
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        answers = [
            await client.get("/a/not-an-id"),
            await client.put(here),
            await client.delete("/"),
            await client.request("TRACE", "/"),
            await client.post(
                f"{here}/plan/tasks", data={}, headers={"sec-fetch-site": "cross-site"}
            ),
            await client.get("/", headers={"host": "evil.example"}),
        ]

    assert [answer.status_code for answer in answers] == [404, 405, 405, 405, 403, 400]
    assert [visiting.headers_missing(answer) for answer in answers] == [[]] * len(answers)
