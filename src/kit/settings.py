"""What an operator may set: read once from the environment and `.env`, checked before anything starts."""

import ipaddress
import os
import secrets
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

import msgspec

from kit.i18n import N_

ROOT = Path(__file__).resolve().parents[2]

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_LAST_PORT = 65535


class WrongSetting(Exception):
    """A setting nobody can start with; its text is the one sentence an operator needs."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs between installations. `secret_key` signs cookies and forms."""

    data_dir: Path
    banxing_keys: Path
    database_url: str | None
    base_url: str
    host: str
    port: int
    secret_key: str
    smtp_url: str | None
    mail_from: str
    workers: int
    insecure_http: bool
    development: bool

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us over https, so that cookies can be `Secure`."""
        return self.base_url.startswith("https:")

    @property
    def domain(self) -> str:
        """The host part of BASE_URL: lasting identifiers (UIDs, Message-IDs) end with it."""
        return urlsplit(self.base_url).hostname or "localhost"


class Described(msgspec.Struct, frozen=True):
    """A setting as `banxing check` lists it; secrets are masked."""

    name: str
    value: str
    default: str
    meaning: str


@cache
def settings() -> Settings:
    """Return the settings of this process; the first call makes `DATA_DIR` and the secret key.

    Raises:
        WrongSetting: in one sentence that names the setting.
    """
    given = {**_env_file(ROOT / ".env"), **os.environ}
    return read(given)


def read(given: Mapping[str, str]) -> Settings:
    """Return the settings that `given` asks for; a blank value is the same as none."""
    values = {name: value.strip() for name, value in given.items() if value.strip()}
    host = values.get("HOST", "127.0.0.1")
    port = _number(values, "PORT", 8000, 1, _LAST_PORT)
    insecure_http = _switch(values, "INSECURE_HTTP", default=False)
    base_url = _base_url(values, host, port, insecure_http=insecure_http)
    smtp_url = values.get("SMTP_URL")
    _refuse_wrong_mail(smtp_url, values.get("MAIL_FROM"))
    data_dir = (ROOT / values.get("DATA_DIR", "data")).resolve()
    return Settings(
        data_dir=data_dir,
        banxing_keys=(ROOT / values.get("BANXING_KEYS", data_dir / "keys")).resolve(),
        database_url=_database_url(values),
        base_url=base_url,
        host=host,
        port=port,
        secret_key=values.get("SECRET_KEY") or _kept_secret(data_dir),
        smtp_url=smtp_url,
        mail_from=values.get("MAIL_FROM", "伴行 Banxing <banxing@localhost>"),
        workers=_number(values, "WORKERS", _default_workers(), 1, 64),
        insecure_http=insecure_http,
        development=_switch(values, "DEVELOPMENT", default=_is_loopback(base_url)),
    )


def describe(now: Settings) -> list[Described]:
    """Return every setting with its value and default, in the order of the handbook."""
    default_url = _default_base_url(now.host, now.port)
    rows: list[tuple[str, object, object, str]] = [
        ("DATA_DIR", now.data_dir, "data", N_("database, uploads, papers, mails and secrets")),
        ("BANXING_KEYS", now.banxing_keys, "keys in DATA_DIR", N_("the keys that children's details and reports open with")),
        ("DATABASE_URL", _masked(now.database_url), None, N_("a PostgreSQL instead of the embedded one")),
        ("BASE_URL", now.base_url, default_url, N_("the address people open; links are built from it")),
        ("HOST", now.host, "127.0.0.1", N_("the address we listen on")),
        ("PORT", now.port, 8000, N_("the port we listen on")),
        ("SECRET_KEY", "•••", "kept in DATA_DIR/secret_key", N_("signs cookies and forms")),
        ("SMTP_URL", _masked(now.smtp_url), None, N_("the mail server; without it mails are written to DATA_DIR/mails")),
        ("MAIL_FROM", now.mail_from, "伴行 Banxing <banxing@localhost>", N_("the sender of our mails")),
        ("WORKERS", now.workers, _default_workers(), N_("processes that answer requests")),
        ("INSECURE_HTTP", now.insecure_http, False, N_("allow plain http on other hosts than this machine")),
        ("DEVELOPMENT", now.development, "on while BASE_URL is this machine", N_("show mails and details of errors")),
    ]  # fmt: skip
    return [
        Described(name, _word(value), _word(default), meaning)
        for name, value, default, meaning in rows
    ]


def _env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; `#` starts a comment line, quotes around a value are dropped."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line.strip().removeprefix("export ")
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise WrongSetting(f"Line {number} of .env is not of the form NAME=value.")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        found[name.strip()] = value
    return found


def _number(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = values.get(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise WrongSetting(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _switch(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name)
    if text is None:
        return default
    if text.lower() not in _YES | _NO:
        raise WrongSetting(f"{name} must be 1 or 0, not {text!r}.")
    return text.lower() in _YES


def _base_url(values: Mapping[str, str], host: str, port: int, *, insecure_http: bool) -> str:
    url = values.get("BASE_URL", _default_base_url(host, port)).rstrip("/")
    parts = _parts(url)
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or parts.username is not None
        or parts.path
        or parts.query
        or parts.fragment
    ):
        raise WrongSetting(
            f"BASE_URL must be an address like https://plan.example without a path, not {url!r}."
        )
    if parts.scheme == "http" and not _is_loopback(url) and not insecure_http:
        raise WrongSetting(
            f"BASE_URL {url} is plain http on another machine than this one: "
            "browsers would drop the sign-in cookie; use https, or set INSECURE_HTTP=1."
        )
    return url


def _default_base_url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 -- not bound here
    return f"http://{f'[{shown}]' if ':' in shown and '[' not in shown else shown}:{port}"


def _is_loopback(url: str) -> bool:
    name = urlsplit(url).hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _database_url(values: Mapping[str, str]) -> str | None:
    url = values.get("DATABASE_URL")
    if url is None:
        return None
    parts = _parts(url, needs_host=False)
    if parts is None or parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting("DATABASE_URL must start with postgresql:// and name a database.")
    return url


def _refuse_wrong_mail(smtp_url: str | None, mail_from: str | None) -> None:
    if smtp_url is None:
        return
    parts = _parts(smtp_url)
    if parts is None or parts.scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise WrongSetting("SMTP_URL must look like smtps://user:password@mail.example:465.")
    if mail_from is None:
        raise WrongSetting("MAIL_FROM must say who our mails come from when SMTP_URL is set.")


def _parts(url: str, *, needs_host: bool = True) -> SplitResult | None:
    """Split `url`, or return None where it is none at all."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname or not needs_host else None


def _kept_secret(data_dir: Path) -> str:
    """Return the secret in `data_dir`, made on first use; processes that start together agree."""
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text("ascii").strip()
    except OSError as error:
        raise WrongSetting(
            f"DATA_DIR {data_dir} cannot be read and written by this user ({error.strerror})."
        ) from error


def _write_once(path: Path, text: str) -> None:
    """Write a file of mode 600 that appears whole or not at all; whoever comes first wins."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _default_workers() -> int:
    return min(os.cpu_count() or 1, 4)


def _masked(url: str | None) -> str | None:
    """Return `url` with its password, in whichever place it stands, replaced by dots."""
    if url is None:
        return None
    parts = urlsplit(url)
    user, _, address = parts.netloc.rpartition("@")
    name, colon, _password = user.partition(":")
    netloc = f"{name}{':•••' if colon else ''}@{address}" if user else address
    query = "&".join(map(_masked_option, parts.query.split("&")))
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _masked_option(option: str) -> str:
    name, _, _value = option.partition("=")
    return f"{name}=•••" if "pass" in name.lower() else option


def _word(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
