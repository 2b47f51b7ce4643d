"""What first boot makes for an installer: once, told once, and cut off anywhere."""

import contextlib
import stat

import pytest

from edge.installer.pin import Pin
from tests.deploy.test_first_boot import Power, Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def pin_on(card):
    label = (card / "gate-3.installer.txt").read_text()
    return label.splitlines()[1].partition(" ")[2].replace(" ", "")


def test_the_label_lies_on_the_card_and_its_pin_opens_this_camera(site):
    site.start()
    assert Pin(site.data / "preview/pin.json").opens(pin_on(site.card))
    assert stat.S_IMODE((site.data / "preview").stat().st_mode) == 0o700
    owners = {user for name, user in site.given if name in ("key.pem", "pin.json")}
    assert owners == {"passerby-preview"}


def test_a_label_that_was_taken_away_does_not_come_back_and_the_pin_stays(site):
    site.start()
    pin = pin_on(site.card)
    (site.card / "gate-3.installer.txt").unlink()
    site.start()
    assert not (site.card / "gate-3.installer.txt").exists()
    assert Pin(site.data / "preview/pin.json").opens(pin)


@pytest.mark.parametrize("at", range(0, 45, 3))
def test_whenever_the_power_fails_the_label_is_that_of_the_camera(site, at):
    with pytest.MonkeyPatch.context() as patch:
        Power(patch, at)
        with contextlib.suppress(OSError):
            site.start()
    site.start()
    assert Pin(site.data / "preview/pin.json").opens(pin_on(site.card))
