"""Write the gallery of all parts to files, and photograph it: `gallery.py FOLDER [--shots]`.

Names in it are made up. Look at the pictures after every change of `static/` or `templates/parts/`.
"""

import argparse
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from kit import i18n, templating

PAGES = ("gallery", "phone", "bare", "home")
SIZES = ((1360, 900), (390, 844), (320, 640))
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
MENU = (
    ("overview", "layout-list", "概览", "Overview", "", ""),
    ("plan", "file-text", "策划书", "Plan", "", ""),
    ("people", "users", "招募", "Volunteers", "30 / 30", "ok"),
    ("training", "graduation-cap", "培训", "Training", "28 / 30", ""),
    ("participants", "smile", "孩子", "Children", "30", ""),
    ("pairs", "link", "结对", "Pairs", "27 / 30", "warn"),
    ("budget", "wallet", "预算", "Budget", "2,360", ""),
    ("day", "calendar-clock", "当天流程", "Run sheet", "1", "warn"),
    ("after", "heart-handshake", "后续", "Follow-up", "", ""),
    ("print", "printer", "打印与导出", "Print and export", "", ""),
    ("settings", "settings", "设置", "Settings", "", ""),
)


class _Wrong(Exception):
    by_field = {"title": "……"}  # noqa: RUF012 -- one made-up refusal, never changed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", action="store_true", help="also take pictures with Chromium")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    templating.environment.globals["asset"] = lambda name: (templating.STATIC / name).as_uri()
    files = [_write(asked.folder, page, tongue) for tongue in ("zh", "en") for page in PAGES]
    if asked.shots:
        _photograph(files)


def _write(folder: Path, page: str, tongue: str) -> Path:
    chinese = tongue == "zh"
    wrong = _Wrong("有一处要再看看。" if chinese else "One field needs another look.")
    wrong.by_field = {"title": "请填写。" if chinese else "Please fill this in."}
    menu = [
        SimpleNamespace(
            key=key, icon=icon, href="#", label=zh if chinese else en, count=count, tone=tone,
            current=key == "pairs",
        )
        for key, icon, zh, en, count, tone in MENU
    ]  # fmt: skip
    with i18n.speaking("zh_Hans" if chinese else "en"):
        text = templating.render(
            f"development/{page}.html",
            activity=SimpleNamespace(title="关爱乡村孩子" if chinese else "A morning together"),
            activity_line="12 月 5 日 · 天府中学" if chinese else "5 December · Tianfu",
            me=SimpleNamespace(
                name="周敏" if chinese else "Zhou Min",
                organisation="生物学会" if chinese else "Biology Society",
                initials="敏" if chinese else "ZM",
            ),
            menu=menu,
            wrong=wrong,
        )
    written = folder / f"{page}-{tongue}.html"
    written.write_text(text, encoding="utf-8")
    return written


def _photograph(files: list[Path]) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where pictures are wanted

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for width, height in SIZES:
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    has_touch=width < 500,  # noqa: PLR2004 -- a phone
                )
                page = context.new_page()
                for file in files:
                    page.goto(file.resolve().as_uri())
                    page.screenshot(
                        path=str(file.with_name(f"{file.stem}-{width}-{scheme}.png")),
                        full_page=True,
                    )
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        print(f"{file.stem} at {width}: scrolls sideways ({wide})")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
