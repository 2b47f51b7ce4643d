"""Whether a sign is still true: by its hash, and place by place."""

import pytest

from edge.errors import DocumentError
from edge.governance.policy import STRICTEST
from edge.oversight.public.sign_words import code_text
from edge.oversight.public.stale import against_hash, against_statement, grouped, read_hash
from tests.edge.oversight.public.told import changed, silent, statement

NOW = statement()


def paths(before, after):
    return {change.path for change in against_statement(before, after).changes}


@pytest.mark.parametrize(
    "written",
    [
        NOW.hash,
        NOW.hash.upper(),
        NOW.hash[:16],
        grouped(NOW.hash),
        f"sha256:{NOW.hash}",
        code_text(NOW),
        f"  {code_text(NOW)}\n",
        code_text(silent()),
    ],
)
def test_whatever_a_sign_shows_is_read(written):
    assert (silent() if written == code_text(silent()) else NOW).hash.startswith(read_hash(written))


@pytest.mark.parametrize(
    "written", ["", "sha256:", "c340", "a" * 15, "b" * 65, "https://example.org/", "x" * 64]
)
def test_what_is_no_hash_is_refused(written):
    with pytest.raises(DocumentError, match="hexadecimal"):
        read_hash(written)


def test_the_sign_of_a_camera_that_has_not_changed_is_fresh():
    assert against_hash(NOW.hash, NOW).state == "fresh"
    assert against_hash(NOW.hash[:16], NOW).state == "fresh"
    assert against_statement(NOW, statement()).state == "fresh"


def test_a_changed_configuration_makes_yesterdays_sign_stale():
    now = statement(changed((("clips",), ...)))
    found = against_hash(NOW.hash, now)
    assert found.state == "stale"
    assert found.changes is None
    assert paths(NOW, now) == {"clips"}


def test_a_change_is_named_where_it_is_and_with_both_its_values():
    now = statement(changed((("rules", 1, "after_s"), 90), (("privacy", "level"), "P2")))
    (level, after) = against_statement(NOW, now).changes
    assert (level.path, level.before, level.after) == ("privacy.level", "P1", "P2")
    assert after.path == "rules.loitering.yard.settings.after_s"
    assert (after.before, after.after) == (60.0, 90.0)


def test_a_rule_that_went_and_one_that_came_are_named():
    went = paths(NOW, statement(changed((("rules", 7), ...))))
    assert went == {"rules.tampering.camera"}
    assert paths(statement(changed((("rules", 7), ...))), NOW) == went


def test_a_moved_zone_is_named_and_not_shown():
    triangle = [[0.2, 0.2], [0.8, 0.2], [0.5, 0.8]]
    moved = statement(changed((("zones", "yard", "polygon"), triangle)))
    assert "rules.loitering.yard.shapes" in paths(NOW, moved)


def test_another_policy_is_named_clause_by_clause():
    stricter = statement(policy=STRICTEST)
    assert {"ceiling.by_policy", "ceiling.settings.level", "clips"} <= paths(NOW, stricter)


def test_words_of_the_operator_are_compared_too():
    now = statement(changed((("statement", "broker_days"), 90)))
    assert paths(NOW, now) == {"words.broker_days"}
