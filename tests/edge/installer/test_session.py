"""One browser at a time, by a cookie."""

import pytest

from edge.installer.session import COOKIE, IDLE_S, Session


def given(set_cookie):
    return set_cookie.partition(";")[0]


def test_the_cookie_is_for_this_camera_over_tls_and_for_no_script_or_other_site():
    cookie = Session().begin(0.0)
    assert cookie.startswith("__Host-")
    assert set(cookie.split("; ")[1:]) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"}


def test_who_has_it_is_admitted_for_as_long_as_he_goes_on():
    session = Session()
    cookie = given(session.begin(0.0))
    assert session.admits(cookie, IDLE_S - 1)
    assert session.admits(cookie, 2 * IDLE_S - 2)
    assert not session.admits(cookie, 4 * IDLE_S)


@pytest.mark.parametrize(
    "cookies", ["", f"{COOKIE}=", f"{COOKIE}=guess", "other=1", "\x00;;=", "é=ü"]
)
def test_nobody_else_is_admitted(cookies):
    session = Session()
    assert not session.admits(cookies, 0.0)
    session.begin(0.0)
    assert not session.admits(cookies, 1.0)


def test_a_later_one_ends_the_earlier_and_an_end_ends_it():
    session = Session()
    first, second = given(session.begin(0.0)), given(session.begin(0.0))
    assert not session.admits(first, 1.0)
    assert session.admits(second, 1.0)
    session.end()
    assert not session.admits(second, 1.0)
