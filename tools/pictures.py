"""Takes the pictures of the README: the demo, served on this machine, seen by Chromium.

.venv/bin/python tools/pictures.py        writes docs/pictures/*.png, each at most 200 KB
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 200_000  # bytes
FACES = ROOT / "static" / "vendor" / "fonts"
STAND_INS = {
    "黑体": "Noto Sans SC",
    "仿宋": "Noto Serif SC",
    "宋体": "Noto Serif SC",
    "楷体": "Noto Serif SC",
    "Times New Roman": "Noto Serif SC",
}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PROPOSAL = """一、活动主题：书香进社区
二、活动时间：3月14日（暂定）上午9:00—11:30
三、活动地点：和平社区活动室
四、主办单位：文学院
承办单位：读书会
五、活动对象：20名志愿者、24名小学生
六、活动流程：
1、签到（10分钟）
2、绘本共读（40分钟）：分两组同时进行
3、手工书签（30分钟）
4、合影留念
七、经费预算：
绘本：24x15=360 书签材料：60 饮用水：44x1.5=66
共计：486
"""


def main() -> None:
    """Take every picture and say how large it became."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with site() as told, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, content in taken(browser, told).items():
            path = PICTURES / f"{name}.png"
            path.write_bytes(small(content))
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} KB")
        browser.close()


@contextmanager
def site() -> Generator[dict]:
    """The demo on a free port, with a database of its own that is gone afterwards; yields its notes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="pictures-") as data:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BASE_URL")}
        env |= {"DATA_DIR": data, "PORT": str(port), "HOST": "127.0.0.1", "WORKERS": "1"}
        banxing = [sys.executable, "-m", "web.cli"]
        env["PYTHONPATH"] = str(ROOT / "src")
        told = json.loads(
            subprocess.run(
                [*banxing, "demo", "--json"], env=env, capture_output=True, check=True
            ).stdout
        )
        server = subprocess.Popen([*banxing, "serve"], env=env, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"{told['base_url']}/health")
            yield told
        finally:
            server.terminate()
            server.wait(30)


def taken(browser: Browser, told: dict) -> dict[str, bytes]:
    """Return each picture's name and PNG."""
    base, here = told["base_url"], f"{told['base_url']}/a/{told['activity_id']}"
    desk = browser.new_context(
        viewport={"width": 1360, "height": 900}, locale="zh-CN", color_scheme="light"
    )
    page = desk.new_page()
    page.goto(f"{base}/signin")
    page.fill("[name=email]", told["sign_in"]["organizer"]["email"])
    page.fill("[name=password]", told["sign_in"]["organizer"]["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{base}/")
    pictures = {}
    for name, path in (
        ("overview", ""),
        ("day", "/day"),
        ("budget", "/budget"),
        ("pairs", "/pairs"),
        ("clearances", "/clearances"),
        ("pairing", "/pairs/why"),
    ):
        page.goto(here + path)
        pictures[f"{name}-1360-zh"] = page.screenshot()
    pictures["change-1360-zh"] = changing(page, here)
    page.goto(f"{base}/programmes")
    page.locator('main a[href^="/programmes/"]').first.click()
    page.wait_for_url(f"{base}/programmes/*")
    page.goto(f"{page.url}/obligations")
    pictures["programme-1360-zh"] = page.screenshot()
    page.goto(f"{base}/new/paste")
    page.fill("textarea", PROPOSAL)
    page.click("form .btn.pri")
    page.wait_for_load_state()
    pictures["paste-1360-zh"] = page.screenshot()
    dark = browser.new_context(
        viewport={"width": 1360, "height": 900},
        locale="en",
        color_scheme="dark",
        storage_state=desk.storage_state(),
    ).new_page()
    dark.goto(here)
    pictures["overview-1360-en-dark"] = dark.screenshot()
    phone = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=1.5,
        locale="zh-CN",
        color_scheme="light",
    ).new_page()
    phone.goto(told["links"]["volunteer"])
    pictures["volunteer-390-zh"] = phone.screenshot()
    phone.goto(told["links"]["partner"])
    pictures["partner-390-zh"] = phone.screenshot()
    phone.goto(told["public_url"])
    pictures["public-390-zh"] = phone.screenshot()
    phone.goto(guardian(page, here))
    pictures["guardian-390-zh"] = phone.screenshot()
    pictures["approval-390-zh"] = decided(browser, page, told)
    answer = desk.request.get(told["documents"]["run_sheet"])
    pictures["run-sheet"] = first_page(answer.body())
    answer = desk.request.get(told["documents"]["proposal"])
    pictures["proposal-pdf"] = two_pages(answer.body())
    answer = desk.request.get(told["documents"]["proposal"].replace(".pdf", ".docx"))
    if office := shutil.which("soffice"):
        pictures["proposal-docx"] = two_pages(through_office(office, answer.body()))
    return pictures


def changing(page: Page, here: str) -> bytes:
    """Ask what giving a volunteer to another child would cost, and return both answers."""
    page.goto(f"{here}/pairs")
    held = page.locator('a[href*="hold="]').nth(4).get_attribute("href")
    page.goto(urljoin(here, held))
    places = page.locator('a[href*="/pairs/change?"]').evaluate_all("all => all.map(a => a.href)")
    for place in places:  # until the two answers differ
        page.goto(place)
        if page.locator(".ways > *").count() > 1:
            break
    return page.screenshot()


def guardian(page: Page, here: str) -> str:
    """Make a link for one child's guardian, as an organiser does, and return its address."""
    page.goto(f"{here}/consents")
    page.locator('[name="participants"]').first.check()
    page.click('[formaction$="/consents/links"], form[action$="/consents/links"] button')
    page.wait_for_load_state()
    return next(iter(re.findall(r"https?://[^\s\"<]+/g/[\w-]+", page.content())))


def decided(browser: Browser, page: Page, told: dict) -> bytes:
    """Let the organiser hand in thirty yuan more, and return what the treasurer's phone shows."""
    base, here = told["base_url"], f"{told['base_url']}/a/{told['activity_id']}"
    for _ in range(2):  # water, bread
        page.goto(f"{here}/budget")
        page.locator('form[action$="/heads"] button').first.click()
    page.goto(f"{here}/plan/approval")
    page.fill("[name=note]", "水和面包按 60 人准备，多 30 元")
    page.locator('form[action$="/plan/submit"] button').click()
    phone = browser.new_context(
        viewport={"width": 390, "height": 1560}, locale="zh-CN", color_scheme="light"
    ).new_page()
    phone.goto(f"{base}/signin")
    phone.fill("[name=email]", told["sign_in"]["treasurer"]["email"])
    phone.fill("[name=password]", told["sign_in"]["treasurer"]["password"])
    phone.press("[name=password]", "Enter")
    phone.wait_for_url(f"{base}/")
    phone.goto(f"{here}/plan/approval")
    return phone.screenshot()


def first_page(pdf: bytes) -> bytes:
    """Return the first page as PNG."""
    command = ["pdftoppm", "-png", "-r", "90", "-singlefile", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def two_pages(pdf: bytes) -> bytes:
    """Return the first and the third page side by side as PNG."""
    pages = []
    for number in ("1", "3"):
        command = ["pdftoppm", "-png", "-r", "80", "-f", number, "-l", number, "-singlefile", "-"]
        answer = subprocess.run(command, input=pdf, capture_output=True, check=True)
        pages.append(Image.open(BytesIO(answer.stdout)).convert("RGB"))
    gap = 12
    both = Image.new("RGB", (sum(page.width for page in pages) + gap, pages[0].height), "#b9c2bc")
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width + gap, 0))
    out = BytesIO()
    both.save(out, "PNG")
    return out.getvalue()


def through_office(office: str, word: bytes) -> bytes:
    """Return a Word document as LibreOffice lays it out, our faces standing in for those it names."""
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        (folder / "proposal.docx").write_bytes(word)
        aliases = "".join(
            f"<match><test name='family'><string>{asked}</string></test>"
            f"<edit name='family' mode='assign' binding='strong'><string>{ours}</string></edit></match>"
            for asked, ours in STAND_INS.items()
        )
        (folder / "fonts.conf").write_text(
            f"<fontconfig><dir>{FACES}</dir><cachedir>{folder}/cache</cachedir>{aliases}</fontconfig>",
            "utf-8",
        )
        subprocess.run(
            [
                *(office, "--headless", f"-env:UserInstallation=file://{folder}/profile"),
                *("--convert-to", "pdf", "--outdir", name, str(folder / "proposal.docx")),
            ],
            env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
            capture_output=True,
            check=True,
        )
        return (folder / "proposal.pdf").read_bytes()


def small(png: bytes) -> bytes:
    """Return the picture in at most `LARGEST` bytes: fewer colours first, then fewer pixels."""
    image = Image.open(BytesIO(png)).convert("RGB")
    while True:
        for colours in (256, 128, 64):
            out = BytesIO()
            image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
                out, "PNG", optimize=True
            )
            if out.tell() <= LARGEST:
                return out.getvalue()
        image = image.resize(
            (image.width * 9 // 10, image.height * 9 // 10), Image.Resampling.LANCZOS
        )


def wait_for(address: str) -> None:
    """Wait until the site answers, half a minute at most."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 -- our own server
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


if __name__ == "__main__":
    main()
