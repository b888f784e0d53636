import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.markdown import is_own_address, to_html


def test_headings_start_at_two_and_keep_their_order() -> None:
    html = to_html("# Sleep\n\n## Why\n\n### Deep")
    assert "<h2>Sleep</h2>" in html
    assert "<h3>Why</h3>" in html
    assert "<h4>Deep</h4>" in html


def test_headings_that_already_start_at_two_stay() -> None:
    assert to_html("## Why\n\n### Deep") == "<h2>Why</h2>\n<h3>Deep</h3>\n"


def test_headings_never_go_below_six() -> None:
    assert "h7" not in to_html("# A\n\n###### B")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "[here](JaVaScRiPt:alert(1))",
        "[here](data:text/html,<script>alert(1)</script>)",
        '<a href="/" onclick="alert(1)">x</a>',
        "<iframe src='/library/'></iframe>",
        "<svg/onload=alert(1)>",
        "<style>body{display:none}</style>",
        "![x](javascript:alert(1))",
    ],
)
def test_nothing_that_runs_gets_through(text: str) -> None:
    html = to_html(text)
    for opening in (
        "<script",
        "<img",
        "<iframe",
        "<svg",
        "<style",
        'href="javascript',
        'href="data',
    ):
        assert opening not in html.lower()


@pytest.mark.parametrize(
    "source",
    ["https://elsewhere.example/a.png", "//elsewhere.example/a.png", "a.png"],
)
def test_an_image_from_elsewhere_becomes_its_description(source: str) -> None:
    html = to_html(f"![A quiet lake]({source})")
    assert "<img" not in html
    assert "A quiet lake" in html


def test_an_image_of_our_own_is_shown() -> None:
    assert '<img src="/static/img/lake.svg" alt="A quiet lake">' in to_html(
        "![A quiet lake](/static/img/lake.svg)"
    )


def test_links_leave_without_telling_where_they_came_from() -> None:
    html = to_html("[guideline](https://www.nice.org.uk/guidance/ng222)")
    assert 'href="https://www.nice.org.uk/guidance/ng222"' in html
    assert 'rel="noopener noreferrer"' in html


def test_help_now_is_a_plain_link() -> None:
    assert 'href="/help-now/"' in to_html("[help](/help-now/)")


def test_a_table_has_column_headings_and_no_style() -> None:
    html = to_html("| Step | Expected |\n|---|---:|\n| Tea | 30 |")
    assert '<th scope="col">Step</th>' in html
    assert "style" not in html


@given(st.text())
def test_whatever_is_written_no_style_or_handler_is_left(text: str) -> None:
    html = to_html(text)
    assert "<script" not in html.lower()
    assert "<style" not in html.lower()


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/static/a.svg", True),
        ("/", True),
        ("//evil.example", False),
        ("https://evil.example", False),
        ("/\\evil.example", False),
        ("data:image/png;base64,AA", False),
        ("a.png", False),
        ("", False),
    ],
)
def test_own_address(address: str, own: bool) -> None:
    assert is_own_address(address) is own
