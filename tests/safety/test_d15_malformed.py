"""D15: whatever bytes arrive, the answer is a page with a reason, never a breakdown (T3, T8, T16)."""

import gc
import inspect
import time
from typing import Any

import httpx
import pytest
from litestar.routes import HTTPRoute

from tests.safety import visiting
from tests.safety.walking import Crowd

EDGE = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
NASTY: dict[str, str] = {
    "nul": "a\0b",
    "surrogate": "\ud800",
    "huge number": "9" * 60,
    "negative": "-1",
    "exponent": "1e400",
    "not a number": "NaN",
    "infinite": "Infinity",
    "digits of others": "²٣",
    "date": "9999-12-31",
    "early date": "0001-01-01",
    "time": "99:99:99:99",
    "id": "00000000-0000-0000-0000-00000000000g",
    "list": '[{"codename": 1}]',
    "deep": "[" * 4000,
    "long": "长" * 4_990,
    "percent": "%s %(name)s {0} {{7*7}} {event.__init__}",
    "right to left": "\u202e\u2066abc",
    "newlines": "a\r\nb\rc\u2028d",
}
LIMIT = 5.0  # seconds; a hang, not a measure of speed
BROKEN = 500


def bodies(token: str) -> dict[str, tuple[bytes, str]]:
    """Return raw bodies that no browser sends, each with its content type."""
    multi = "multipart/form-data; boundary=x"
    pass_ = (EDGE.format("_csrf", "") + token + "\r\n").encode()
    end = b"\r\n--x--\r\n"
    form = "application/x-www-form-urlencoded"
    return {
        "not utf-8 in multipart": (
            pass_ + EDGE.format("name", "").encode() + b"\xff\xfe\x80" + end,
            multi,
        ),
        "charset nobody knows": (
            pass_
            + b'--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Type: text/plain; charset=bogus\r\n\r\na'
            + end,
            multi,
        ),
        "multipart without end": (pass_ + EDGE.format("name", "").encode() + b"abc", multi),
        "multipart without boundary": (pass_ + end, "multipart/form-data"),
        "a file where text belongs": (
            pass_ + EDGE.format("name", '; filename="../../etc/passwd"').encode() + b"abc" + end,
            multi,
        ),
        "many parts": (
            pass_
            + b"".join(EDGE.format(f"n{n}", "").encode() + b"1\r\n" for n in range(300))
            + end,
            multi,
        ),
        "not utf-8 in a form": (f"_csrf={token}&name=".encode() + b"%ff%fe&\xff=\xfe", form),
        "surrogates in a form": (f"_csrf={token}&name=%ED%A0%80&_once=%ED%A0%80".encode(), form),
        "nul everywhere": (f"_csrf={token}&_once=%00&%00=%00&name=%00".encode(), form),
        "many names": (
            f"_csrf={token}&".encode() + b"&".join(b"n%d=1" % n for n in range(5000)),
            form,
        ),
        "json": (b'{"name": "\xff"}', "application/json"),
        "deep json": (b"[" * 100_000 + b"]" * 100_000, "application/json"),
        "no type": (f"_csrf={token}".encode(), ""),
        "a type nobody knows": (f"_csrf={token}".encode(), "application/x-bogus; charset=bogus"),
        "nothing": (b"", form),
    }


async def _sent(client: httpx.AsyncClient, where: str, **what: Any) -> str:
    """Return what was wrong with the answer, "" if nothing was."""
    began = time.perf_counter()
    async with visiting.undone():
        answer = await (client.post(where, **what) if what else client.get(where))
    took = time.perf_counter() - began
    if answer.status_code >= BROKEN or "Traceback" in answer.text:
        return str(answer.status_code)
    return f"{took:.1f} s" if took > LIMIT else ""


async def broken_by_bytes(crowd: Crowd, *, every: int) -> list[str]:
    wrong = []
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        token, client.auth = client.auth.token, None
        ways = [way for way in crowd.ways if way.method == "POST"]
        for turn, way in enumerate(ways):
            if way.path.startswith(("/v/", "/signout", "/profile/devices")):
                continue
            where, _ = crowd.form(way)
            for at, (name, (body, kind)) in enumerate(bodies(token).items()):
                if (turn + at) % every == 0:
                    cookies = dict(client.cookies)
                    if bad := await _sent(
                        client, where, content=body, headers={"content-type": kind}
                    ):
                        wrong.append(f"{way} {name}: {bad}")
                    client.cookies = cookies
    return wrong


async def broken_by_values(crowd: Crowd, *, every: int, at_once: bool = True) -> list[str]:
    """Fill forms with values that fit nowhere; each way gets every `every`-th of them."""
    wrong = []
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        for turn, way in enumerate(w for w in crowd.ways if w.method == "POST"):
            if way.path.startswith(("/v/", "/signout", "/profile/devices")):
                continue
            where, said = crowd.form(way)
            cookies = dict(client.cookies)
            for at, (name, value) in enumerate(NASTY.items()):
                if (turn + at) % every:
                    continue
                one_by_one = [said | {field: value} for field in said]
                for form in [dict.fromkeys(said, value)] if at_once else one_by_one:
                    coded = {k: _coded(v) for k, v in form.items()}
                    if bad := await _sent(client, where, data=coded):
                        wrong.append(f"{way} {name}: {bad}")
                    client.cookies = cookies
    return wrong


def _coded(value: Any) -> Any:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def queries(crowd: Crowd) -> dict[str, list[str]]:
    """Return the names that each way takes behind the question mark, from its own signature."""
    known = {"self", "actor", "signed_in", "holder", "request", "data"}
    return {
        visiting.PLACE.sub(r"{\1}", route.path): [
            name
            for name in inspect.signature(handler.fn).parameters
            if name not in known and f"{{{name}:" not in route.path
        ]
        for route in crowd.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "GET" in handler.http_methods and not handler.opt.get("is_static")
    }


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
async def test_d15_bytes_that_are_no_form_never_break_anything(crowd):
    """Where a later part is no text, Litestar leaves the file before it to the garbage collector."""
    assert await broken_by_bytes(crowd, every=5) == []
    gc.collect()


async def test_d15_values_that_fit_nowhere_never_break_anything(crowd):
    wrong = await broken_by_values(crowd, every=6)

    assert wrong == [], "\n".join(wrong)


async def broken_by_questions(crowd: Crowd, *, every: int) -> list[str]:
    """Ask every page with values that fit nowhere behind the question mark."""
    wrong, asked = [], queries(crowd)
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        for turn, way in enumerate(w for w in crowd.ways if w.method == "GET"):
            names = [*asked[way.path], "lang", "next"]
            for at, (name, value) in enumerate(NASTY.items()):
                if (turn + at) % every or way.path.endswith(".pdf"):
                    continue
                raw = value.encode("utf-8", "surrogatepass")[:3000]
                coded = "".join(f"%{byte:02x}" for byte in raw)
                query = "&".join(f"{n}={coded}" for n in names)
                if bad := await _sent(client, f"{visiting.address(way, crowd.home)}?{query}"):
                    wrong.append(f"{way} {name}: {bad}")
    return wrong


async def test_d15_questions_that_fit_nowhere_never_break_anything(crowd):
    wrong = await broken_by_questions(crowd, every=6)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_d15_ten_megabytes_are_too_much(crowd, kind):
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        client.auth = None
        answer = await client.post(
            "/profile", content=b"name=" + b"a" * 10_000_000, headers={"content-type": kind}
        )

    assert answer.status_code == 413
    assert visiting.headers_missing(answer) == []


@pytest.mark.parametrize("name", ["charset nobody knows"])
async def test_d15_without_our_handlers_bad_bytes_break_the_site(crowd, monkeypatch, name):
    """The control: the handlers of T3 are gone, and nothing catches what reading the form throws."""
    from web import app, errors

    kept = {k: v for k, v in errors.HANDLERS.items() if k not in (LookupError, UnicodeDecodeError)}
    monkeypatch.setattr(app, "HANDLERS", kept)
    async with visiting.visitor(app.create_app(), crowd.home.owner) as client:
        token, client.auth = client.auth.token, None
        body, kind = bodies(token)[name]
        answer = await client.post("/profile", content=body, headers={"content-type": kind})

    assert answer.status_code == 500
