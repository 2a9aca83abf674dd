"""Markdown becomes HTML that is rich enough for articles and harmless whatever was written."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.render import HIGHLIGHT_LIMIT, read_page, render


class Map:
    """A resolver over two fixed tables."""

    def __init__(self, links: dict[str, str] | None = None, images: dict[str, str] | None = None) -> None:
        self.links, self.images = links or {}, images or {}

    def link(self, target: str) -> str | None:
        return self.links.get(target)

    def image(self, target: str) -> str | None:
        return self.images.get(target)


class Browser(HTMLParser):
    """The tags, attributes and addresses that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.classes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.addresses.update(value or "" for name, value in attrs if name in {"href", "src"})
        self.classes.update(word for name, value in attrs if name == "class" for word in (value or "").split())


HARMLESS = {"p", "a", "img", "pre", "code", "span", "details", "h2", "table", "thead", "tbody", "tr", "th", "td", "div"}


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        pytest.param("~~gone~~", "<p><s>gone</s></p>", id="strikethrough"),
        pytest.param("# Two words", '<h2 id="two-words">Two words</h2>', id="heading with an anchor"),
        pytest.param(
            "see https://example.com/x",
            '<p>see <a href="https://example.com/x" rel="noopener noreferrer">https://example.com/x</a></p>',
            id="full address becomes a link",
        ),
        pytest.param("see setup.py and readme.md", "<p>see setup.py and readme.md</p>", id="file names are no links"),
        pytest.param(
            "- [x] done",
            '<ul class="contains-task-list">\n<li class="task-list-item">'
            '<input disabled="" type="checkbox" checked=""> done</li>\n</ul>',
            id="task list",
        ),
        pytest.param(
            "> [!NOTE]\n> Mind it.",
            '<div class="markdown-alert markdown-alert-note">\n<p class="markdown-alert-title">Note</p>\n'
            "<p>Mind it.</p>\n</div>",
            id="alert quote",
        ),
        pytest.param(
            '!!! warning "Mind"\n    the gap',
            '<div class="admonition warning">\n<p class="admonition-title">Mind</p>\n<p>the gap</p>\n</div>',
            id="admonition",
        ),
        pytest.param(
            "| a |\n|--:|\n| 1 |",
            '<div class="table-scroll" tabindex="0"><table><thead>\n<tr>\n<th class="right">a</th>\n</tr>\n</thead>\n'
            '<tbody>\n<tr>\n<td class="right">1</td>\n</tr>\n</tbody>\n</table></div>',
            id="table scrolls by itself and aligns without inline style",
        ),
        pytest.param(
            "```python\nx = 1\n```",
            '<pre class="code" tabindex="0"><code><span class="n">x</span> <span class="o">=</span> '
            '<span class="mi">1</span>\n</code></pre>',
            id="code in a known language",
        ),
        pytest.param(
            "```no-such\n<x>\n```",
            '<pre class="code" tabindex="0"><code>&lt;x&gt;\n</code></pre>',
            id="code in an unknown language",
        ),
        pytest.param("    <x>", '<pre class="code" tabindex="0"><code>&lt;x&gt;\n</code></pre>', id="indented code"),
        pytest.param("copy it to <host> now", "<p>copy it to &lt;host&gt; now</p>", id="a placeholder stays readable"),
        pytest.param("a<br>b <kbd>F5</kbd>", "<p>a<br>b <kbd>F5</kbd></p>", id="HTML that only formats stays"),
        pytest.param("<div align=center>\n\nmid\n\n</div>", "<div>\n<p>mid</p>\n</div>", id="layout attributes go"),
    ],
)
def test_markdown_is_rendered(markdown: str, html: str) -> None:
    assert render(markdown).strip() == html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "text <script src=//evil.example/x.js></script>",
        '<img src="x" onerror="alert(1)">',
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](<JaVaScRiPt:alert(1)>)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "<svg onload=alert(1)></svg>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=https://evil.example><input name=p type=password></form>",
        "<style>body{display:none}</style>",
        "<p style='position:fixed'>x</p>",
        "<p class='answers' data-results id=x>x</p>",
        "<details ontoggle=alert(1) open>x</details>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href=https://evil.example>",
        "```<script>\nx\n```",
        '```html"onmouseover="alert(1)\nx\n```',
        "<!-- <script>alert(1)</script> -->",
        "<<script>script>alert(1)<</script>/script>",
        '[x](https://a.example "\\" onclick=\\"alert(1)")',
        "# <img src=x onerror=alert(1)>",
        "| <img src=x onerror=alert(1)> |\n|---|\n| y |",
    ],
)
def test_nothing_that_runs_loads_or_restyles_survives(markdown: str) -> None:
    browser = Browser(render(markdown, Map()))
    assert browser.tags <= HARMLESS
    assert browser.attributes <= {"href", "rel", "title", "alt", "id", "class", "tabindex", "open", "type", "checked"}
    assert all(address.startswith("https://a.example") for address in browser.addresses)
    assert not browser.classes & {"answers"}


@given(st.text(alphabet=st.sampled_from("<>/!-[]()`*_#|:\"'= \nabcsript&;\\{}javon\0\ud800"), max_size=120))
def test_any_text_renders_without_a_script_or_a_failure(text: str) -> None:
    browser = Browser(render(text))
    assert "script" not in browser.tags
    assert not any(name.startswith("on") for name in browser.attributes)


def test_links_and_pictures_go_through_the_resolver_in_markdown_and_in_html() -> None:
    known = Map({"other.md": "/a/other"}, {"x.png": "/a/this/files/x.png"})
    html = render('[a](other.md) <a href="other.md">b</a> ![c](x.png) <img src="x.png" alt="d">', known)
    assert html.count('href="/a/other"') == 2
    assert html.count('src="/a/this/files/x.png"') == 2


def test_a_link_that_leads_nowhere_keeps_its_text() -> None:
    assert render("[there](gone.md)", Map()) == '<p><a rel="noopener noreferrer">there</a></p>\n'


def test_a_picture_from_another_machine_is_not_loaded() -> None:
    html = render("![far](https://elsewhere.example/x.png) ![near](//elsewhere.example/y.png)", Map())
    assert html == '<p><img alt="far"> <img alt="near"></p>\n'


def test_a_picture_in_the_marks_of_docfx_is_a_picture() -> None:
    known = Map(images={"media/x.png": "/x.png"})
    html = render(
        '1. See :::image type="content" source="media/x.png" alt-text="The dialog" border="true"::: now.', known
    )
    assert html == '<ol>\n<li>See <img src="/x.png" alt="The dialog"> now.</li>\n</ol>\n'
    assert render(":::image without source::: stays") == "<p>:::image without source::: stays</p>\n"
    assert render(':::image source="never closed"') == '<p>:::image source="never closed"</p>\n'


def test_links_within_the_page_stay() -> None:
    assert 'href="#the-end"' in render("[down](#the-end)\n\n# The end")


def test_a_first_heading_that_repeats_the_title_is_left_out() -> None:
    assert render("# Error `E1`: it broke\n\ntext", title="error e1 - it broke") == "<p>text</p>\n"
    assert render("# Another\n\ntext", title="Title") == '<h2 id="another">Another</h2>\n<p>text</p>\n'


def test_headings_are_moved_below_the_title_of_the_page() -> None:
    html = render("# One\n## Two\n###### Six")
    assert re.findall(r"<h(\d)", html) == ["2", "3", "6"]


def test_equal_headings_get_different_anchors() -> None:
    assert re.findall(r'id="([^"]+)"', render("# A\n# A\n# A")) == ["a", "a-1", "a-2"]


def test_a_section_is_found_by_its_line_with_its_sub_sections() -> None:
    page = read_page("intro\n\n## Issue\nx\n\n## Resolution\nfix\n\n### Step\nmore\n\n## Cause\ny\n")
    assert [(part.line, part.level, part.heading) for part in page.parts] == [
        (1, 0, ""),
        (3, 2, "Issue"),
        (6, 2, "Resolution"),
        (9, 3, "Step"),
        (12, 2, "Cause"),
    ]
    assert [part.heading for part in page.under(6)] == ["Resolution", "Step"]
    assert page.html(page.under(6), bare=True) == '<p>fix</p>\n<h3 id="step">Step</h3>\n<p>more</p>\n'
    assert page.under(5) == ()


def test_a_heading_inside_a_code_block_starts_no_section() -> None:
    assert [part.heading for part in read_page("```\n# no\n```\n\n# yes\n").parts] == ["", "yes"]


def test_very_long_code_is_shown_without_colours() -> None:
    code = "x = 1\n" * (HIGHLIGHT_LIMIT // 6 + 1)
    assert "<span" not in render(f"```python\n{code}```")
    assert "x = 1" in render(f"```python\n{code}```")


def test_an_empty_body_is_an_empty_page() -> None:
    assert render("") == ""
    assert read_page("").parts == ()
