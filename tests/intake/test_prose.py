"""Documents' Markdown as HTML."""

import pytest

from intake.prose import to_html

UNBROKEN = "e\N{NON-BREAKING HYPHEN}mail"


@pytest.mark.parametrize("word", ["e-mail", "E-mail", "(e-mails)", "e-mailed.", "**E-mail**"])
def test_no_line_ends_within_the_word(word: str) -> None:
    html = to_html(f"By {word} or by telephone")
    assert UNBROKEN in html.lower()


@pytest.mark.parametrize(
    "address", ["https://x.org/e-mail-policy", "https://x.org/E-mail", "/e-mails"]
)
def test_an_address_stays_as_it_is(address: str) -> None:
    html = to_html(f'Our [e-mail rules]({address} "e-mail") and {address}')
    assert f'href="{address}"' in html
    assert f">{UNBROKEN} rules</a> and {address}</p>" in html


def test_an_address_between_brackets_reads_as_it_leads() -> None:
    address = "https://x.org/?e-mail=1"
    assert f'href="{address}" rel="noopener noreferrer">{address}</a>' in to_html(f"<{address}>")
