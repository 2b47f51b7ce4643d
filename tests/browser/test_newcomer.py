"""What the newcomer does in the browser, on the working tree; `newcomer.py` clones and times."""

from tests.browser.newcomer import Stopwatch, see_an_intrusion


def test_a_newcomer_draws_a_zone_publishes_it_and_sees_an_intrusion(demo, page):
    watch = Stopwatch()
    see_an_intrusion(page, demo.url, watch)
    assert [step for step, _ in watch.steps][-1] == "the broker was told of an intrusion"
