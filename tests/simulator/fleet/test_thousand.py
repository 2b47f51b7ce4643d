"""A thousand cameras for a minute: takes 75 s of the clock, and little of the processor."""

from .conftest import command, figures

MOST_KIB_PER_CONNECTION = 8.0
# What the first minute still settles; a leak of one message a connection would be more.
MOST_GROWTH_MIB = 6.0


def test_a_thousand_cameras_lose_nothing_in_a_minute():
    done = command(
        "--cameras", "1000", "--seconds", "60", "--storm", "25", "--push", "20", "--json"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = figures(done)
    assert (found["connected"], found["lost"], found["out_of_order"]) == (1000, 0, 0)
    assert found["received"] == found["acknowledged"] > 2000
    assert found["wills"] == found["dropped"] > 0
    assert found["kib_per_connection"] <= MOST_KIB_PER_CONNECTION
    assert found["rss_mib_end"] - found["rss_mib_start"] < MOST_GROWTH_MIB
