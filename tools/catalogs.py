"""Keeps the translations complete: collects every sentence, fills in English, compiles.

    tools/catalogs.py [part.po …]   update locale/, taking Chinese from the parts; say what lacks it
    tools/catalogs.py --check       fail unless locale/ is what the source says and complete
    tools/catalogs.py --compile     only make the .mo files that the program reads

An English sentence is its own translation. Files carry no dates and no line numbers, and are
sorted, so that a change of one sentence is a change of its own lines only.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
TEMPLATE = LOCALE / "messages.pot"
SOURCES = ("src", "templates")
LANGUAGES = ("en", "zh_Hans")

Key = tuple[str | None, str | tuple[str, ...]]


def main() -> None:
    """Do what the module's first lines say; exit 1 where something lacks."""
    parser = argparse.ArgumentParser(description="Keep the translations complete.")
    parser.add_argument("parts", nargs="*", type=Path, help="files with Chinese for new sentences")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if it lacks")
    parser.add_argument("--compile", action="store_true", help="only make the .mo files")
    asked = parser.parse_args()
    if asked.compile:
        compile_catalogs()
    elif asked.check:
        check()
    else:
        update(asked.parts)


def update(parts: list[Path]) -> None:
    template = extract()
    chinese = known("zh_Hans")
    for part in parts:
        chinese |= _translations(_read(part, "zh_Hans"))
    _write(TEMPLATE, template, None)
    catalogs = {
        "en": filled(template, "en", {key(m): m.id for m in template if m.id}),
        "zh_Hans": filled(template, "zh_Hans", chinese),
    }
    for language, catalog in catalogs.items():
        _write(_po(language), catalog, language)
    compile_catalogs()
    problems = [line for name, catalog in catalogs.items() for line in problems_of(catalog, name)]
    print("\n".join(problems), end="\n" if problems else "")
    _say(f"{len(template)} sentences in {len(LANGUAGES)} languages, {len(problems)} problems")


def check() -> None:
    """Compare what the source says with what locale/ holds."""
    template = extract()
    problems = []
    if not TEMPLATE.exists() or TEMPLATE.read_text("utf-8") != _text(template, None):
        problems.append("locale/messages.pot is not what the source says: run make catalogs")
    for language in LANGUAGES:
        catalog = filled(template, language, known(language))
        problems += problems_of(catalog, language)
        if not problems and _po(language).read_text("utf-8") != _text(catalog, language):
            problems.append(f"locale/{language} is not in order: run make catalogs")
    if problems:
        print("\n".join(problems))
        sys.exit(1)
    _say(f"{len(template)} sentences, complete in {' and '.join(LANGUAGES)}")


def compile_catalogs() -> None:
    """Write the .mo files, each whole or not at all: a running site may read them meanwhile."""
    for language in LANGUAGES:
        source = _po(language)
        if source.exists():
            draft = source.with_suffix(".mo.draft")
            with draft.open("wb") as file:
                write_mo(file, _read(source, language))
            draft.replace(source.with_suffix(".mo"))


def extract() -> Catalog:
    """Collect every sentence of the sources, with the places it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=DEFAULT_KEYWORDS,
        directory_filter=lambda path: Path(path).relative_to(ROOT).parts[0] in SOURCES,
    )
    for path, line, message, comments, context in found:
        place = (Path(path).as_posix(), line)
        catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def known(language: str) -> dict[Key, str | tuple[str, ...]]:
    """Return the translations that locale/ already holds."""
    path = _po(language)
    return _translations(_read(path, language)) if path.exists() else {}


def filled(
    template: Catalog, language: str, translations: dict[Key, str | tuple[str, ...]]
) -> Catalog:
    """Return the template's sentences with their translations, empty where there is none."""
    catalog = Catalog(locale=language, charset="utf-8")
    for message in template:
        if message.id:
            text = translations.get(key(message), "")
            catalog.add(message.id, text, message.locations, message.flags, context=message.context)
    return catalog


def problems_of(catalog: Catalog, language: str) -> Iterator[str]:
    """Name each sentence that is not translated or whose places do not fit, with where it stands."""
    for message in catalog:
        if not message.id:
            continue
        places = ", ".join(f"{path}:{line}" for path, line in message.locations[:3])
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if not texts or not all(texts):
            yield f"{language}: untranslated: {message.id!r} ({places})"
            continue
        # a plural is judged by its last form: "one pair" has no place for a number, Chinese does
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in texts:
            for error in Message(ids[-1], text, flags=message.flags).check(catalog):
                yield f"{language}: {error}: {message.id!r} ({places})"


def key(message: Message) -> Key:
    return message.context, message.id


def _translations(catalog: Catalog) -> dict[Key, str | tuple[str, ...]]:
    return {
        key(message): message.string
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }


def _read(path: Path, language: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, charset="utf-8", abort_invalid=True)
    except (PoFileError, ValueError, OSError) as error:
        sys.exit(f"{path} cannot be read: {error}")


def _write(path: Path, catalog: Catalog, language: str | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(catalog, language), encoding="utf-8")


def _text(catalog: Catalog, language: str | None) -> str:
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True, sort_output=True, include_lineno=False, width=100)
    header = ["Content-Type: text/plain; charset=utf-8"]
    if language:
        header += [f"Language: {language}", f"Plural-Forms: {catalog.plural_forms}"]
    lines = "".join(f'"{line}\\n"\n' for line in header)
    return f'msgid ""\nmsgstr ""\n{lines}\n{body.getvalue().decode()}'


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "messages.po"


def _say(what: str) -> None:
    print(f"catalogs: {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
