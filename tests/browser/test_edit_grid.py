"""The keyboard, paste and saving of `static/edit-grid.js`, in a real Chromium without a server."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, Request, Route

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "edit-grid.js"


def row(name, label, quantity, price):
    tag = "data-new" if name == "new" else f'data-save="/lines/{name}"'
    return f"""<tr {tag}><td><input class="cell" name="label.{name}" value="{label}"></td>
      <td><input class="cell" name="factor_a.{name}" value="{quantity}" data-factor></td>
      <td><input class="cell" name="price.{name}" value="{price}" data-factor></td>
      <td><output data-amount></output><input type="hidden" name="version.{name}" value="1"></td></tr>"""


DOCUMENT = f"""<!doctype html><title>Grid</title><script type="module" src="/edit-grid.js"></script>
<edit-grid data-saved="Saved." data-failed="Not saved."><form method="post" action="/lines">
<input type="hidden" name="_csrf" value="token"><input type="hidden" name="_once" value="page">
<table><tbody>{row("w", "Water", "50", "1.50")}{row("b", "Bread", "50", "1.50")}{row("new", "", "", "")}
<tr><th><output data-sum></output></th></tr></tbody></table>
<p data-status role="status"></p><button>Save</button></form></edit-grid><b data-total></b>
<a href="#out">out</a>"""


class Grid:
    """A page with the grid and the server it believes in: `posts` is what that got."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.answer: tuple[int, dict[str, object]] = (200, {"version": 2})
        page.route("**/*", self.serve)
        page.goto("http://grid.invalid/")

    def serve(self, route: Route, request: Request) -> None:
        path = "/" + request.url.split("/", 3)[3]
        if request.method == "POST":
            self.posts.append((path, dict(parse_qsl(request.post_data, keep_blank_values=True))))
            status, body = self.answer
            route.fulfill(status=status, json=body)
        elif path == "/edit-grid.js":
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        else:
            route.fulfill(body=DOCUMENT, content_type="text/html")

    def cell(self, name):
        return self.page.locator(f'[name="{name}"]')

    def focused(self):
        return self.page.evaluate("document.activeElement.name")

    def total(self):
        return self.page.inner_text("[data-total]")

    def says(self, sentence):
        self.page.wait_for_function(
            "text => document.querySelector('[data-status]').textContent === text", arg=sentence
        )

    def paste(self, name, text):
        self.cell(name).focus()
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData('text', text);
            document.activeElement.dispatchEvent(new ClipboardEvent('paste',
              {clipboardData: data, bubbles: true, cancelable: true})) }""",
            text,
        )


@pytest.fixture
def grid(chromium):
    page = chromium.new_page()
    yield Grid(page)
    page.close()


def test_enter_saves_the_row_and_goes_down(grid):
    grid.cell("factor_a.w").focus()
    grid.page.keyboard.type("60")
    grid.page.keyboard.press("Enter")
    grid.says("Water: Saved.")

    [(path, sent)] = grid.posts
    assert grid.focused() == "factor_a.b"
    assert grid.total() == "165.00"
    assert path == "/lines/w"
    assert len(sent.pop("_once")) == 24
    assert sent == {
        "_csrf": "token", "label": "Water", "factor_a": "60", "price": "1.50", "version": "1"
    }  # fmt: skip
    assert grid.cell("version.w").input_value() == "2"


def test_a_row_left_as_it_was_is_not_saved(grid):
    grid.cell("label.w").focus()
    grid.page.keyboard.press("ArrowDown")
    grid.page.keyboard.press("ArrowUp")

    assert (grid.focused(), grid.posts) == ("label.w", [])


def test_escape_puts_the_cell_back(grid):
    grid.cell("price.w").focus()
    grid.page.keyboard.type("9")
    grid.page.keyboard.press("Escape")

    assert (grid.cell("price.w").input_value(), grid.total()) == ("1.50", "150.00")


def test_ctrl_d_copies_the_cell_above(grid):
    grid.cell("factor_a.w").fill("60")
    grid.cell("factor_a.b").focus()
    grid.page.keyboard.press("Control+d")

    assert (grid.cell("factor_a.b").input_value(), grid.total()) == ("60", "180.00")


def test_amounts_are_exact_and_round_half_up(grid):
    grid.cell("factor_a.w").fill("1.005")
    grid.cell("price.w").fill("1,000")
    grid.cell("factor_a.b").fill("0.333")
    grid.cell("price.b").fill("1.5")

    assert grid.page.locator("[data-amount]").all_inner_texts()[:2] == ["1,005.00", "0.50"]


def test_a_lump_sum_counts_and_gives_way_to_two_factors(grid):
    grid.page.evaluate(
        """() => document.querySelector('[data-save="/lines/b"] [data-amount]').outerHTML =
        '<input class="cell" name="planned.b" value="400.00" data-amount>'"""
    )
    grid.cell("factor_a.b").fill("")
    assert grid.total() == "475.00"
    grid.cell("planned.b").fill("1,500")
    assert grid.total() == "1,575.00"
    grid.cell("factor_a.b").fill("60")
    assert (grid.cell("planned.b").input_value(), grid.total()) == ("90.00", "165.00")


def test_rows_of_a_spreadsheet_fill_the_cells_and_are_saved(grid):
    grid.paste("label.w", "Tea\t3\t80\nMilk\t4\t75\n")
    grid.says("Milk: Saved.")

    assert grid.total() == "540.00"
    assert sorted(path for path, _ in grid.posts) == ["/lines/b", "/lines/w"]


def test_more_rows_than_there_are_become_new_lines_of_the_form(grid):
    with grid.page.expect_navigation():
        grid.paste("label.b", "Milk\t4\t75\nTea\t3\t80\nRope\t2\t5")

    [(path, sent)] = grid.posts
    assert path == "/lines"
    assert sent["_once"] == "page"
    assert (sent["label.b"], sent["label.new"], sent["price.new-1"]) == ("Milk", "Tea", "5")


def test_a_refusal_marks_its_cell_and_is_never_called_saved(grid):
    grid.answer = (422, {"message": "Look again.", "by_field": {"price": "A number, please."}})

    grid.cell("price.w").fill("lots")
    grid.page.locator("a").focus()
    grid.says("Water: Look again. A number, please.")

    assert grid.cell("price.w").get_attribute("aria-invalid") == "true"


def test_a_page_instead_of_an_answer_is_not_called_saved(grid):
    grid.page.unroute("**/*")
    grid.page.route("**/*", lambda route: route.fulfill(body="<h1>Sign in</h1>"))

    grid.cell("price.w").fill("2")
    grid.page.locator("a").focus()

    grid.says("Water: Not saved.")


def test_words_still_being_composed_are_left_alone(grid):
    grid.cell("label.w").focus()
    grid.page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
        {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )

    assert json.dumps(grid.focused()) == '"label.w"'
