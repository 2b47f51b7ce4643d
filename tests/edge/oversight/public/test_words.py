"""What an operator may write for the public."""

import pytest

from edge.config import parse_config
from edge.errors import DocumentError
from tests.edge.oversight.public.told import changed

WRONG = [
    (("controller",), {"name": "City"}, "statement.controller.email"),
    (("controller", "email"), "nobody", "statement.controller.email"),
    (("controller", "phone"), "call me", "statement.controller.phone"),
    (("controller", "name"), "", "statement.controller.name"),
    (("place",), "two\nlines", "statement.place"),
    (("place",), " padded ", "statement.place"),
    (("place",), "a" * 601, "statement.place"),
    (("url",), "javascript:alert(1)", "statement.url"),
    (("url",), "https://example.org/#here", "statement.url"),
    (("url",), "https://example.org/<b>", "statement.url"),
    (("language",), "english", "statement.language"),
    (("broker_days",), -1, "statement.broker_days"),
    (("purposes",), {"general": "why"}, "statement.purposes.general"),
    (("purposes", "general", "dtpr"), "spying", "statement.purposes.general.dtpr"),
    (("motto",), "we care", "statement.motto"),
]


@pytest.mark.parametrize(("place", "value", "path"), WRONG, ids=lambda part: str(part)[:40])
def test_a_mistake_is_refused_and_named(place, value, path):
    with pytest.raises(DocumentError) as refused:
        changed((("statement", *place), value))
    assert path in [fault.path for fault in refused.value.faults]


def test_an_operator_may_say_nothing_at_all():
    assert parse_config(b"version: 1").statement is None
    assert parse_config(b"{version: 1, statement: {}}").statement is not None


def test_words_may_be_of_any_script():
    config = changed((("statement", "place"), "Plac Wolności, Łódź 広場"))
    assert config.statement is not None
    assert config.statement.place == "Plac Wolności, Łódź 広場"
