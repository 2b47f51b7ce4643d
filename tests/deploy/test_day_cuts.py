"""The operator's part of a first day that is cut: the office keeps its power."""

from tests.brokers import certificates
from tests.deploy.day_cuts import Site


def test_a_certificate_that_was_made_when_the_power_went_is_made_again(tmp_path):
    """It once ended a run of 240 cuts: the code was used, and nobody had the certificate."""
    office = tmp_path / "office"
    office.mkdir()
    certificates.authority(office, "ca")
    site = Site(tmp_path / "disk", office)
    site.insert_card()
    site.start()
    site.approve()
    (office / "gate-3.pem").unlink()
    site.approve()
    assert site.start() == "gate-3 is ready"
