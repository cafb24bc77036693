"""A burst of applications beside pgbench's single-row commits on the same server, in the same run.

One application is a person, an application with its place in line, a link, the counter of places and
a trace, in one transaction under the row lock of its call: about ten statements. pgbench inserts one
row a transaction, on as many connections.
"""

import asyncio
import re
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks import stage

APPLICANTS = 600
CONNECTIONS = 10


async def main() -> None:
    async with stage.database() as address:
        from kit import postgres
        from tests import make
        from volunteers import applications, applying, recruitment
        from volunteers.rules.applications import ApplicationStatus, Mode, NewApplication

        actor = await make.actor()
        activity = await make.activity(actor, status="approved")
        call = recruitment.Settings(
            version=0,
            mode=Mode.FIRST_COME,
            quota=30,
            reserve=APPLICANTS,
            risk_statement="A bus ride.",
        )
        await recruitment.change(actor, activity.id, call)
        await recruitment.publish(actor, activity.id)
        gate = asyncio.Semaphore(CONNECTIONS)

        async def apply(n: int) -> None:
            async with gate:
                person = NewApplication(
                    name=f"Person {n}", student_no=f"S{n:06d}", phone="13800000000", consent=True
                )
                await applying.send(activity.slug, person)

        start = time.perf_counter()
        await asyncio.gather(*(apply(n) for n in range(APPLICANTS)))
        ours = APPLICANTS / (time.perf_counter() - start)
        counts = await applications.counts(actor, activity.id)
        assert counts[ApplicationStatus.ACCEPTED] == 30, counts
        baseline = single_rows(str(postgres.program("pgbench")), address)
        print(f"{'ours, applications a second':44} {ours:9.0f}")
        print(
            f"{'pgbench, single-row commits a second':44} {baseline:9.0f}   × {ours / baseline:.3f}"
        )


def single_rows(pgbench: str, address: str) -> float:
    """Return how many one-row transactions pgbench commits a second."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "insert.sql"
        script.write_text("INSERT INTO bench_row (name) VALUES ('x');\n")
        make_table = Path(folder) / "table.sql"
        make_table.write_text(
            "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, name text);\n"
        )
        base = [pgbench, "--no-vacuum", "--dbname", address]
        subprocess.run([*base, "-f", str(make_table), "-t", "1"], capture_output=True, check=True)  # noqa: S603
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own benchmark
            [*base, "-f", str(script), "-c", str(CONNECTIONS), "-T", "4"],
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


asyncio.run(main())
