"""Follow-up questions, asked by the page's script where the server would ask them."""

import json
from pathlib import Path

from intake.asking import ask
from intake.engine import Answer, Library, is_enabled
from tests.intake.instrument import instrument, question, scale
from tests.scripts.node import node

HERE = Path(__file__).parent


def test_follow_ups_open_where_the_server_would_ask():
    """Every operator, over answers of every type, read by both."""
    conditions = [
        {"question": "age", "operator": "exists", "answerBoolean": True},
        {"question": "age", "operator": "exists", "answerBoolean": False},
        {"question": "yes", "operator": "=", "answerBoolean": True},
        {"question": "yes", "operator": "!=", "answerBoolean": True},
        {"question": "one", "operator": "=", "answerCoding": {"code": "w1"}},
        {"question": "one", "operator": "!=", "answerCoding": {"code": "w1"}},
        {"question": "many", "operator": "=", "answerCoding": {"code": "w1"}},
        {"question": "many", "operator": "!=", "answerCoding": {"code": "w1"}},
        *({"question": "age", "operator": o, "answerInteger": 9} for o in ("=", ">", "<=")),
        *({"question": "day", "operator": o, "answerDate": "2000-01-01"} for o in ("<", ">=")),
    ]
    follow_ups = [
        question(f"more-{n}", "text", enableWhen=[condition])
        for n, condition in enumerate(conditions)
    ]
    form = instrument(
        scale("one", 0, 1),
        scale("many", 0, 1, repeats=True),
        question("age", "integer"),
        question("day", "date"),
        question("yes", "boolean"),
        *follow_ups,
    )
    answers: list[dict[str, Answer]] = [
        {},
        {"age": 8, "yes": True, "one": "w1", "many": ["w0", "w1"], "day": "1999-12-31"},
        {"age": 9, "yes": False, "one": "w0", "many": ["w0"], "day": "2000-01-01"},
        {"age": 10},
    ]
    cases, expected = [], []
    for given in answers:
        for line in ask(form, form.pages[0], given):
            if line.conditions:
                sent = {
                    name: value if isinstance(value, list) else [json.dumps(value).strip('"')]
                    for name, value in given.items()
                }
                cases.append({"conditions": json.loads(line.conditions), "sent": sent})
                expected.append(is_enabled(form, line.item, given))
    assert json.loads(node(HERE / "follow_ups.test.mjs", told=json.dumps(cases))) == expected


def test_the_shipped_forms_carry_their_conditions():
    history = Library.shipped().current("history")
    lines = ask(history, history.pages[1], {})
    followed = [line for line in lines if line.conditions]
    assert [line.item.link_id for line in followed] == ["mental-helped"]
