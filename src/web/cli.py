"""The command `banxing`: serve the site, work for it, look after its data.

Data goes to standard output (`--json`: one document and nothing else), words to standard error.
Exit 0, 1 when something was refused or found, 2 when used wrongly.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kit import i18n
from kit.errors import Refusal
from kit.postgres import NoDatabase
from kit.settings import WrongSetting

REFUSED = 1
RINGS = ("person", "concern", "factor", "earlier")
MISUSED = 2
Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    command: Command = given.command
    with i18n.speaking(given.lang):
        try:
            return command(given)
        except (Refusal, WrongSetting, NoDatabase) as refusal:
            say(str(refusal))
            return REFUSED
        except KeyboardInterrupt:
            return 130


def say(words: str) -> None:
    """Tell a person something; programs read standard output."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201 -- this is a command


def show(data: str) -> None:
    """Hand out data."""
    print(data, flush=True)  # noqa: T201 -- this is a command


def _serve(given: argparse.Namespace) -> int:
    from web import serving

    return serving.serve(
        say,
        host=given.host,
        port=given.port,
        workers=given.workers,
        jobs=not given.no_jobs,
        demo=given.demo,
    )


def _work(_: argparse.Namespace) -> int:
    from web import serving

    return serving.work()


def _demo(given: argparse.Namespace) -> int:
    from web import demo

    return demo.command(reset=given.reset, as_json=given.json, show=show, say=say)


def _check(given: argparse.Namespace) -> int:
    from web import soundness

    return soundness.command(as_json=given.json, show=show, say=say)


def _match(given: argparse.Namespace) -> int:
    from web import matches, proposals

    if missing := proposals.absent(given.file):
        say(missing)
        return MISUSED
    return matches.command(_read(given.file), as_json=given.json, show=show, say=say)


def _plan(given: argparse.Namespace) -> int:
    from web import proposals

    if missing := proposals.absent(given.file):
        say(missing)
        return MISUSED
    do = proposals.read if given.what == "read" else proposals.check
    return do(given.file, as_json=given.json, show=show)


def _export(given: argparse.Namespace) -> int:
    from web import papers

    return asyncio.run(papers.export(given.activity, given.kind, given.lang, Path(given.output)))


def _backup(given: argparse.Namespace) -> int:
    from web import backups

    say(backups.write(Path(given.file)))
    return 0


def _restore(given: argparse.Namespace) -> int:
    from web import backups

    say(backups.restore(Path(given.file)))
    return 0


def _keys(given: argparse.Namespace) -> int:
    from kit.keyring import Ring
    from web import keys

    ring = Ring(given.ring) if given.ring else None
    return asyncio.run(keys.command(given.what, ring, show=show, say=say))


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="banxing", description=__doc__.splitlines()[0])
    parser.set_defaults(lang=i18n.DEFAULT)
    commands = parser.add_subparsers(required=True, metavar="command")

    serve = commands.add_parser("serve", help="bring the database up to date, then serve the site")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--workers", type=int)
    serve.add_argument("--no-jobs", action="store_true", help="leave the jobs to `banxing work`")
    serve.add_argument(
        "--demo", action="store_true", help="write the demo when the database is empty"
    )
    serve.set_defaults(command=_serve)

    work = commands.add_parser("work", help="do the jobs that wait: mails, nightly tidying")
    work.set_defaults(command=_work)

    demo = commands.add_parser("demo", help="write the demo association and say how to get in")
    demo.add_argument("--reset", action="store_true", help="replace the demo that is there")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(command=_demo)

    match = commands.add_parser("match", help="run the matching engine on a file")
    match.add_argument("file", help="a banxing-matching/1 file, - for standard input")
    match.add_argument("--json", action="store_true")
    match.set_defaults(command=_match)

    plan = commands.add_parser("plan", help="read or check a proposal in a file")
    plans = plan.add_subparsers(required=True, dest="what", metavar="read|check")
    for what, meaning in (
        ("read", "read a proposal (.txt, .md, .docx) into a plan"),
        ("check", "what is missing or wrong in it; exit 1 if anything is an error"),
    ):
        one = plans.add_parser(what, help=meaning)
        one.add_argument("file", help="the proposal, - for standard input")
        one.add_argument("--json", action="store_true")
        one.set_defaults(command=_plan)

    export = commands.add_parser("export", help="write a document of an activity to a file")
    export.add_argument("activity", metavar="ACTIVITY_ID")
    export.add_argument("kind", metavar="KIND")
    export.add_argument("--lang", choices=i18n.LOCALES, default=i18n.DEFAULT)
    export.add_argument("-o", dest="output", required=True, metavar="FILE")
    export.set_defaults(command=_export)

    for name, command, meaning in (
        ("backup", _backup, "write everything to a file, while serving"),
        ("restore", _restore, "bring a backup into an empty database"),
    ):
        one = commands.add_parser(name, help=meaning)
        one.add_argument("file")
        one.set_defaults(command=command)

    keys = commands.add_parser("keys", help="the keys that sealed details open with")
    doing = keys.add_subparsers(required=True, dest="what", metavar="list|add|rotate|retire")
    for what, meaning in (
        ("list", "each key, and how many values it seals"),
        ("add", "a new key: from now on everything is sealed with it"),
        ("rotate", "seal again what lies under older keys, while serving"),
        ("retire", "take the older keys out of a ring, once nothing lies under them"),
    ):
        one = doing.add_parser(what, help=meaning)
        if what in ("add", "retire"):
            one.add_argument("ring", choices=RINGS)
        else:
            one.set_defaults(ring=None)
        one.set_defaults(command=_keys)

    check = commands.add_parser("check", help="is this installation sound?")
    check.add_argument("--json", action="store_true")
    check.set_defaults(command=_check)
    return parser


if __name__ == "__main__":
    sys.exit(main())
