"""The page for a passer-by: it says what is, what is missing, and lets nobody's words do more."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from edge.assemble import AHEAD_S
from edge.oversight.public import english
from edge.oversight.public.kept import RAW_S, What, keeps, keeps_pictures
from edge.oversight.public.page import page
from edge.oversight.public.statement import stated
from edge.terms import PrivacyLevel, RuleName, SourceKind
from tests.edge.oversight.public.told import ABOUT, SEALING, changed, facts, silent, statement


def text_of(html: str) -> str:
    """What a reader sees of it."""
    body = html[html.index("<body>") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def read(*places) -> str:
    return text_of(page(statement(changed(*places)), signed=True))


def test_it_names_who_answers_why_how_long_and_what_one_can_do():
    shown = read()
    for words in (
        "City of Example",
        "privacy@example.org",
        "To keep the square safe.",
        "Art. 6(1)(e) GDPR",
        "30 days",
        "Write to privacy@example.org.",
    ):
        assert words in shown


def test_it_says_what_each_rule_does():
    shown = read()
    assert "Tells when people are in “yard”, from 22:00 to 06:00." in shown
    assert "Tells when people stay in “yard” for more than 1 minute." in shown
    assert "Counts bicycles and people that cross the line “gate”" in shown
    assert "tells when there are 5 or 10" in shown
    assert "covered, moved, blinded or frozen" in shown


def test_what_the_operator_does_not_say_is_shown_as_missing():
    shown = text_of(page(silent(), signed=True))
    assert shown.count(english.MISSING) >= 6
    assert "No policy was given, so the strictest rules hold." in shown


def test_it_says_whether_video_is_kept():
    assert "1 day, on the camera" in read()
    without = read((("clips",), ...))
    assert "No pictures and no video are kept." in without
    assert "around an event" not in without


def test_sealed_originals_are_loud_and_nothing_says_that_all_is_covered():
    config = changed((("sealed",), {"keep_hours": 12}))
    html = page(statement(config, policy=SEALING), signed=True)
    assert "<strong class=loud>Video in which people are NOT covered is kept too" in html
    shown = text_of(html)
    assert "never stored" not in shown
    assert "12 hours, on the camera, which cannot open it. Two of three key holders" in shown
    assert "may be kept for 24 hours at most, encrypted" in shown


def test_it_says_whether_an_operator_may_look_from_afar():
    said = "The operator may open the installer's view of covered pictures from afar"
    assert said in text_of(page(statement(changed(), policy=SEALING), signed=True))
    none = replace(SEALING, window_from_afar=False)
    assert said not in text_of(page(statement(changed(), policy=none), signed=True))


def test_at_level_p0_no_clip_is_kept_whatever_is_configured():
    told = facts(changed((("privacy", "level"), "P0")))
    assert told.clips is not None
    assert not keeps_pictures(told)


def test_a_network_camera_is_loud():
    values = {name: getattr(ABOUT, name) for name in ABOUT.__slots__} | {"source": "network"}
    told = facts(changed(), about=type(ABOUT)(**values))
    html = page(stated(told, config_version=1, policy_version=1), signed=True)
    assert "<strong class=loud>A NETWORK CAMERA" in html
    assert "No picture is sent over the network." not in html


def test_models_without_a_passed_audit_are_loud():
    assert "<strong class=loud>NOT PROVEN FAIR" in page(statement(), signed=True)


def test_a_draft_is_not_taken_for_what_a_camera_says():
    assert "NOT signed by the camera" in text_of(page(statement(), signed=False))
    assert "NOT signed" not in read()


def test_nobodys_words_become_part_of_the_page_itself():
    attack = '</title><script>alert(1)</script><img src=x onerror="a">&amp;'
    config = changed((("statement", "place"), attack), (("statement", "rights"), attack))
    html = page(statement(config), signed=True)
    tags = Tags()
    tags.feed(html)
    assert not {"script", "img", "iframe", "link", "form"} & tags.seen
    assert attack in text_of(html)


def test_the_page_needs_nothing_from_elsewhere():
    html = page(statement(), signed=True)
    assert "default-src 'none'" in html
    assert not re.search(r'(src|href)="(?!mailto:)', html)


def test_every_rule_level_source_and_verdict_has_words():
    assert set(english.LEVELS) == set(PrivacyLevel.__args__)
    assert set(english.SOURCES) == {None, *SourceKind.__args__}
    assert set(english._RULES) == set(RuleName.__args__)
    assert set(english.KEPT) == set(What.__args__)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60.0, "1 minute"), (900.0, "15 minutes"), (86_400.0, "1 day"), (90.0, "90 seconds")],
)
def test_a_length_of_time_is_said_as_a_person_would(seconds, words):
    assert english.span(seconds) == words


def test_the_time_that_raw_pictures_are_held_is_the_real_one():
    assert RAW_S == AHEAD_S
    assert keeps(facts(changed()))[0].hours == pytest.approx(AHEAD_S / 3600)


def test_it_tells_of_chance_in_the_numbers():
    noise = {"epsilon_milli": 500, "total_milli": 24_000, "days": 7}
    places = [
        (("privacy", "level"), "P0"),
        (("counts",), {"window_s": 3600, "noise": noise}),
    ]
    assert "epsilon 0.5 a window" in read(*places)


class Tags(HTMLParser):
    """Which elements a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
