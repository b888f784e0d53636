"""The kit's tags."""

from types import SimpleNamespace

import lucide
from django.template import Context, Template


def render(template: str, **context: object) -> str:
    return Template("{% load elements %}" + template).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers() -> None:
    html = render('{% icon "video" %}')
    assert html == lucide._render_icon("video", 20, aria_hidden="true", focusable="false")
    assert "style=" not in html


def test_a_card_takes_any_words_and_escapes_what_people_wrote() -> None:
    html = render(
        '{% card title=title aside="2 of 3" %}<p>{{ words }}</p>{% endcard %}',
        title="<Goals>",
        words="<script>",
    )
    assert "<h2>&lt;Goals&gt;</h2>" in html
    assert "<p>&lt;script&gt;</p>" in html
    assert "2 of 3" in html


def test_a_notice_can_speak_up() -> None:
    html = render('{% notice "danger" role="alert" %}<p>Look</p>{% endnotice %}')
    assert 'class="notice notice--danger" role="alert"' in html


def test_a_dialog_is_named_by_its_question() -> None:
    html = render('{% dialog "away" title="Leave?" %}<p>Sure</p>{% enddialog %}')
    assert '<dialog class="dialog" id="away" aria-labelledby="away-title">' in html
    assert '<h2 id="away-title">Leave?</h2>' in html


def test_a_disclosure_may_start_open() -> None:
    assert "<details" in render('{% disclosure "Why" %}x{% enddisclosure %}')
    assert " open>" in render('{% disclosure "Why" open=True heading=3 %}x{% enddisclosure %}')


def test_a_table_names_every_cell_for_phones() -> None:
    html = render(
        '{% table headers rows caption="Scores" %}',
        headers=["Day", "Score"],
        rows=[["Monday", 7], ["<b>", 9]],
    )
    assert "<caption>Scores</caption>" in html
    assert '<td role="cell" data-label="Score">7</td>' in html
    assert "&lt;b&gt;" in html


def test_an_avatar_shows_initials_or_a_photo() -> None:
    person = SimpleNamespace(initials="MK")
    assert ">MK</span>" in render("{% avatar person %}", person=person)
    photo = render('{% avatar person "large" photo="/p.webp" %}', person=person)
    assert 'src="/p.webp"' in photo
    assert 'alt=""' in photo


def test_a_button_is_a_link_when_it_leads_somewhere() -> None:
    link = render('{% include "elements/button.html" with label="Go" href="/x/" only %}')
    assert '<a class="button" href="/x/">Go</a>' in link
    button = render('{% include "elements/button.html" with label="Go" kind="primary" only %}')
    assert '<button class="button button--primary" type="submit">Go</button>' in button


def test_a_checklist_says_in_words_what_is_done() -> None:
    done = render('{% include "elements/checklist_item.html" with label="Forms" done=True only %}')
    assert "Done:" in done
    to_do = render('{% include "elements/checklist_item.html" with label="Forms" only %}')
    assert "To do:" in to_do
