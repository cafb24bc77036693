"""A crowd at the door of a real server: double clicks, back buttons, and people who step back again."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from volunteers.rules.applications import ApplicationStatus as A
from volunteers.tables import applications as tables

FORM = {"name": "许诺", "phone": "13800000000", "consent": "yes", "free": "sat-am"}
HIDDEN = re.compile(r'name="(_csrf|_once)" value="([^"]*)"')
TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
SENTENCES = ("你被选上了", "你在候补第", "你已退出")  # one of them on each page
AT_ONCE = 60


@asynccontextmanager
async def site(workers=1):
    """Open the site on a port of its own, in so many processes."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command = (
        f"-m granian --interface asgi --factory web.app:create_app --port {port} "
        f"--workers {workers} --backlog 2048"
    )
    process = subprocess.Popen(  # noqa: ASYNC220 -- it starts at once; the waiting is done below
        [sys.executable, *command.split()],
        env={**os.environ, "BASE_URL": base, "PYTHONPATH": "src"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await _until_it_answers(base)
        yield base
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):  # whoever is left of its workers
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


async def rush(base, slug, people, *, twice, back, leave):
    """Let everybody apply at once; return each answer's status and each person's own address.

    The first `twice` press two times at once, the next `back` go back and send the same form again,
    and every `leave`-th steps back as soon as they are in, with a double click too.
    """
    gate = asyncio.Semaphore(AT_ONCE)
    statuses, own = Counter(), {}
    async with httpx.AsyncClient(
        base_url=base, timeout=120, limits=httpx.Limits(max_connections=AT_ONCE)
    ) as client:

        async def send(n):
            form = FORM | {"student_no": f"2022{n:05}", "_once": f"the-form-of-{n:06}"}
            answer = await client.post(f"/e/{slug}", data=form)
            statuses[answer.status_code] += 1
            own.setdefault(n, set()).add(answer.headers.get("location", ""))

        async def person(n):
            async with gate:
                await asyncio.gather(*(send(n) for _ in range(2 if n < twice else 1)))
                if twice <= n < twice + back:
                    await send(n)
                if n % leave == 0:
                    (address,) = own[n]
                    page = await client.get(f"{address}/withdraw")
                    form = dict(HIDDEN.findall(page.text))
                    pressed = (client.post(f"{address}/withdraw", data=form) for _ in range(2))
                    statuses.update(one.status_code for one in await asyncio.gather(*pressed))

        await asyncio.gather(*(person(n) for n in range(people)))
    return statuses, own


async def sentences(base, addresses):
    """Return what each of these pages says first."""
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        pages = [await client.get(one, headers={"accept-language": "zh-CN"}) for one in addresses]
    return [TITLE.findall(page.text)[0].strip() if page.is_success else "" for page in pages]


async def judge(activity, *, people, quota, left):
    """Say what is wrong with the call after the rush; nothing, if all is well."""
    a, r = tables.Application, tables.Recruitment
    rows = await a.select().where(a.activity == activity.id).order_by(a.number)
    call = await r.select().where(r.activity == activity.id).first()
    by = {status: [row for row in rows if row["status"] == status] for status in A}
    ranks = [row["rank"] for row in by[A.RESERVED]]
    wrong = {
        "numbers": [row["number"] for row in rows] != list(range(1, people + 1)),
        "twice": len({row["volunteer"] for row in rows}) != people,
        "quota": not len(by[A.ACCEPTED]) == call["taken"] == quota,
        "withdrawn": len(by[A.WITHDRAWN]) != left,
        "states": len(rows) != sum(len(by[s]) for s in (A.ACCEPTED, A.RESERVED, A.WITHDRAWN)),
        "ranks": sorted(set(ranks)) != ranks or None in ranks,
        "ranks of others": any(row["rank"] for s in by if s is not A.RESERVED for row in by[s]),
        "order": by[A.RESERVED]
        and by[A.ACCEPTED]
        and max(row["number"] for row in by[A.ACCEPTED])
        > min(row["number"] for row in by[A.RESERVED]),
    }
    return [name for name, is_so in wrong.items() if is_so]


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


async def _until_it_answers(base):
    async with httpx.AsyncClient() as client:
        for _ in range(1200):
            with suppress(httpx.TransportError):
                await client.get(f"{base}/e/nothing")
                return
            await asyncio.sleep(0.1)
    pytest.fail("the site did not start")
