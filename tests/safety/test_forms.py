"""S5, S6, S17: a form counts only from our own page, and nobody is led away from this site."""

import re

import pytest

from accounts.tables import OutboxMail
from tests.browsing import csrf
from tests.safety import visiting

LURES = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "http:evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@evil.example",
    "ftp://evil.example",
    ".evil.example",
    "@evil.example",
    "/@evil.example/..//evil.example",
    "/%2F%2Fevil.example/..",
    "evil.example",
    "evil",
    "?//evil.example",
    "#//evil.example",
    "https://plan.example@evil.example",
    "https://plan.example.evil.example",
    "//plan.example@evil.example",
    "//evil.example/plan.example",
    "/.//evil.example",
    "/..//evil.example",
]
LURES += [
    *(
        "/\tevil",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
    ),
    *(
        "/x\r\nSet-Cookie: a=b",
        "/x\r\n\r\n<svg>",
        "/\x00/evil.example",
        "/\u2028/evil.example",
        "//ｅvil.example",
    ),
    *(
        "/ /evil.example",
        "/\x0b/evil.example",
        "/\x7f/evil.example",
        "/" + "a" * 600,
        "",
        "%2f%2fevil.example",
    ),
    *(
        "%5cevil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/\u3000/evil.example",
        "／／evil.example",
    ),
]
HOSTS = [
    "evil.example",
    "plan.example.evil.example",
    "evilplan.example",
    "plan.example@evil.example",
    "plan.example:8443",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "plan.example/evil",
    "plan.example#evil",
    "plan.example?evil",
    "plan.example\\evil",
    ".plan.example",
    "plan",
]
FORWARDED = {
    "x-forwarded-host": "evil.example",
    "x-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "x-original-host": "evil.example",
    "forwarded": "host=evil.example;proto=http",
    "x-forwarded-proto": "http",
    "x-forwarded-for": "10.9.8.7, evil.example",
    "x-original-url": "/evil.example",
    "x-rewrite-url": "/evil.example",
}


def inside(location: str) -> bool:
    """Say whether a browser that is led there stays here; it reads `\\` as `/` and drops TAB, LF and CR."""
    read = re.sub(r"[\t\n\r]", "", location).strip().replace("\\", "/")
    return read.startswith("/") and not read.startswith("//") and len(location) < 2000


async def test_s5_nobody_is_led_away_after_signing_in(crowd):
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        led = {lure: await client.get("/signin", params={"next": lure}) for lure in LURES}
        led |= {f"{lure} up": await client.get("/signup", params={"next": lure}) for lure in LURES}
    async with visiting.visitor(crowd.app) as client:
        shown = {lure: await client.get("/signin", params={"next": lure}) for lure in LURES}

    assert len(LURES) >= 50
    assert {n: to for n, a in led.items() if not inside(to := a.headers["location"])} == {}
    kept = re.compile(r'name="next" value="([^"]*)"')
    assert {n: v for n, a in shown.items() for v in kept.findall(a.text) if not inside(v)} == {}


async def test_s5_without_our_check_they_would_be(crowd, monkeypatch):
    """The control."""
    from accounts.pages import signing_in

    monkeypatch.setattr(signing_in, "inside", lambda path: path)
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        answer = await client.get("/signin", params={"next": "//evil.example"})

    assert not inside(answer.headers["location"])


async def test_s6_another_host_is_refused_without_an_echo(crowd):
    async with visiting.visitor(crowd.app) as client:
        answers = {host: await client.get("/signin", headers={"host": host}) for host in HOSTS}

    assert {h: a.status_code for h, a in answers.items() if a.status_code != 400} == {}
    assert [host for host, a in answers.items() if "evil" in a.text + str(a.headers)] == []


async def test_s6_forwarded_headers_change_nothing_and_mails_lead_home(crowd):
    async with visiting.visitor(crowd.app) as client:
        client.cookies.set("__Host-visitor", "somebody", domain="plan.example")
        client.auth = None
        answers = [
            await client.post(
                "/signup",
                data={
                    "_csrf": csrf("visitor", "somebody"),
                    "name": "无名",
                    "email": f"s6-{n}@new.example",
                },
                headers={name: value},
            )
            for n, (name, value) in enumerate(FORWARDED.items())
        ]
        pages = [await client.get("/signin", headers={n: v}) for n, v in FORWARDED.items()]

    assert {answer.status_code for answer in answers} == {303}
    assert [a for a in (*answers, *pages) if "evil" in a.text + str(a.headers)] == []
    mails = await OutboxMail.select().where(OutboxMail.recipient.like("s6-%"))
    links = {link for mail in mails for link in re.findall(r"https?://[^\s/]+", mail["body"])}
    assert (len(mails), links) == (len(FORWARDED), {visiting.BASE})


TOKENS = ("none", "empty", "of another", "of a visitor")
WITHOUT_RIGHTS = {
    "POST /concern",
    "POST /concern/{slug}",
    "POST /e/{slug}",
    "POST /e/{slug}/again",
    "POST /in/{door}",
}  # act with nobody's rights (safety §3.4)


@pytest.mark.parametrize("which", TOKENS)
async def test_s17_no_form_counts_without_the_token_of_its_page(crowd, which):
    other = await _token_of(crowd, crowd.foreign.owner)
    token = {"empty": "", "of another": other, "of a visitor": csrf("visitor", "somebody")}
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        client.auth = None
        answers = await _every_form(
            crowd, client, {"_csrf": token[which]} if which in token else {}, {}
        )

    assert {w: s for w, s in answers.items() if s != 403 and w not in WITHOUT_RIGHTS} == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "https://plan.example"},
    ],
)
async def test_s17_no_form_counts_from_another_site(crowd, headers):
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        answers = await _every_form(crowd, client, {}, headers)

    assert {way: status for way, status in answers.items() if status != 403} == {}


async def test_s17_a_token_that_is_not_compared_lets_everything_in(crowd, monkeypatch):
    """The control."""
    from kit import tokens

    monkeypatch.setattr(tokens, "same", lambda _one, _other: True)
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        client.auth = None
        answers = await _every_form(crowd, client, {}, {})

    assert len([way for way, status in answers.items() if status != 403]) > len(answers) / 2


async def _token_of(crowd, actor) -> str:
    async with visiting.visitor(crowd.app, actor) as client:
        return client.auth.token


async def _every_form(crowd, client, with_token, headers) -> dict[str, int]:
    answers, cookies = {}, dict(client.cookies)
    for way in crowd.ways:
        if way.method == "POST" and not way.path.startswith("/v/"):
            where, said = crowd.form(way)
            async with visiting.undone():
                answer = await client.post(where, data=said | with_token, headers=headers)
            client.cookies = cookies
            answers[str(way)] = answer.status_code
    return answers


def test_the_session_cookie_is_for_this_host_only():
    from accounts.pages.entering import session_cookie

    made = session_cookie("token")
    assert (made.key, made.secure, made.httponly, made.samesite, made.path, made.domain) == (
        *("__Host-sid", True, True, "lax", "/", None),
    )
