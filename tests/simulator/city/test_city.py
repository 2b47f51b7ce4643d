"""Where attention goes among like districts: astray where it feeds on itself, else not."""

from simulator.city.city import always_watched, discovered_only

SEEDS = range(4)
DAYS = 500


def test_who_is_sent_where_something_was_found_goes_astray():
    astray = [discovered_only(seed=seed, days=DAYS).astray for seed in range(20)]
    assert sum(astray) / len(astray) > 0.25


def test_what_is_always_watched_gets_the_attention_it_deserves():
    assert max(always_watched(seed=seed, days=DAYS).astray for seed in SEEDS) < 0.06


def test_outages_that_are_taken_for_zeros_lead_astray_as_well():
    courses = [always_watched(seed=s, days=DAYS, outages_are_null=False) for s in SEEDS]
    assert min(course.astray for course in courses) > 0.08
