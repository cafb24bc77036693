"""Is this installation sound? One line per thing that has to hold, with what to do where it does not."""

import asyncio
import ctypes.util
from collections.abc import Callable
from typing import Literal

import asyncpg
import msgspec

from kit import clock, keyring, postgres, schema
from kit.i18n import gettext
from kit.settings import WrongSetting, describe, settings
from kit.templating import STATIC
from web import keys

State = Literal["ok", "warning", "error"]
LIBRARIES = {
    "libpango-1.0": "libpango-1.0-0",
    "libpangoft2-1.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset": "libharfbuzz-subset0",
}
OLDEST = 15
FLOOR = {15: 18, 16: 14, 17: 10, 18: 4}  # minor versions without known holes (safety S26)


class Result(msgspec.Struct, frozen=True):
    """One thing that was looked at; `sentence` is for people."""

    name: str
    state: State
    sentence: str


def command(*, as_json: bool, show: Callable[[str], None], say: Callable[[str], None]) -> int:
    """Print every check and every setting; exit 1 if anything is an error."""
    results = asyncio.run(results_of_all())
    listed = describe(settings())
    if as_json:
        show(msgspec.json.encode({"checks": results, "settings": listed}).decode())
    else:
        for result in results:
            mark = {"ok": "✓", "warning": "!", "error": "✗"}[result.state]
            show(f"{mark} {result.name}: {result.sentence}")
        for setting in listed:
            say(f"  {setting.name} = {setting.value}  ({gettext(setting.meaning)})")
    return int(any(result.state == "error" for result in results))


async def results_of_all() -> list[Result]:
    """Look at the database, migrations, libraries, fonts, mail, clock and secrets, in this order."""
    return [
        *await _database(),
        *(_library(name, package) for name, package in LIBRARIES.items()),
        _fonts(),
        _mail(),
        _secret(),
    ]


async def _database() -> list[Result]:
    try:
        connection = await asyncpg.connect(postgres.dsn())
    except (OSError, asyncpg.PostgresError, postgres.NoDatabase) as error:
        return [Result("database", "error", str(error) or type(error).__name__)]
    try:
        number = int(await connection.fetchval("SELECT current_setting('server_version_num')"))
        drift = abs((await connection.fetchval("SELECT now()") - clock.now()).total_seconds())
        durable = await connection.fetchval(
            "SELECT current_setting('fsync') || current_setting('synchronous_commit')"
        )
        missing = await schema.trouble()
        sealed = None if missing else await _keys(connection)
    finally:
        await connection.close()
    return [
        _version(*divmod(number, 10_000)),
        Result("migrations", "error" if missing else "ok", missing or gettext("up to date")),
        Result(
            "durability",
            "ok" if durable == "onon" else "error",
            gettext("what is saved survives a power cut")
            if durable == "onon"
            else gettext("fsync or synchronous_commit is off: saved things can be lost"),
        ),
        Result(
            "clock",
            "ok" if drift < 5 else "warning",  # noqa: PLR2004 -- seconds
            gettext("the database's clock is %(seconds)s s away from ours")
            % {"seconds": round(drift, 1)},
        ),
        *([sealed] if sealed else []),
    ]


async def _keys(connection: "asyncpg.Connection[asyncpg.Record]") -> Result:
    """Say whether what is sealed opens with the keys that are here, which are ours alone."""
    try:
        keyring.check()
    except WrongSetting as wrong:
        return Result("keys", "error", str(wrong))
    if told := await keys.unreadable(connection):
        return Result("keys", "error", told)
    return Result("keys", "ok", gettext("what is sealed opens with the keys that are here"))


def _version(major: int, minor: int) -> Result:
    state: State = "ok"
    if major < OLDEST:
        state = "error"
    elif minor < FLOOR.get(major, 0):
        state = "warning"
    return Result("database", state, f"PostgreSQL {major}.{minor}")


def _library(name: str, package: str) -> Result:
    found = ctypes.util.find_library(name.removeprefix("lib")) is not None
    sentence = (
        gettext("there")
        if found
        else gettext("missing: papers are slow or impossible; apt-get install %(package)s")
        % {"package": package}
    )
    return Result(name, "ok" if found else "error", sentence)


def _fonts() -> Result:
    cuts = sorted(path.name for path in (STATIC / "vendor" / "fonts").glob("*.ttf"))
    wanted = {
        f"Noto{style}SC-{weight}.ttf"
        for style in ("Sans", "Serif")
        for weight in ("Regular", "Bold")
    }
    missing = sorted(wanted - set(cuts))
    if missing:
        return Result(
            "fonts",
            "error",
            gettext("missing: %(names)s; run make install") % {"names": ", ".join(missing)},
        )
    return Result("fonts", "ok", gettext("all typefaces are there"))


def _mail() -> Result:
    if settings().smtp_url:
        return Result("mail", "ok", gettext("mails are sent through the server in SMTP_URL"))
    return Result("mail", "warning", gettext("no SMTP_URL: mails are written to DATA_DIR/mails"))


def _secret() -> Result:
    kept = settings().data_dir / "secret_key"
    if kept.is_file() and kept.stat().st_mode & 0o077:
        return Result(
            "secret_key", "error", gettext("others on this machine can read it; chmod 600")
        )
    return Result("secret_key", "ok", gettext("only we can read it"))
