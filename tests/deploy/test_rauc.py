"""Which bundles a camera writes into its other slot, asked of the real RAUC."""

import random
import shutil

import pytest

from edge.errors import DocumentError
from edge.update.intake import take
from tests.deploy import bundles
from tests.deploy.bundles import Camera, Maker
from tests.edge.update.updated import bundle as order

# `python -m tests.benchmarks.bad_bundles` spoils hundreds.
EACH = 3


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    if shutil.which("rauc") is None or shutil.which("mksquashfs") is None:
        pytest.skip("rauc or squashfs-tools is not installed")
    return Maker(tmp_path_factory.mktemp("maker"))


@pytest.fixture(scope="module")
def good(maker):
    return maker.bundle()


@pytest.fixture
def camera(maker, tmp_path):
    return Camera(tmp_path, maker.signer.authority)


def test_what_is_signed_for_this_kind_and_newer_is_written(camera, good):
    assert camera.written(good) is not None


def test_one_that_is_whole_but_not_for_this_camera_is_refused(maker, camera, good):
    wrong = bundles.signed_wrongly(maker, good)
    assert [name for name, raw in wrong.items() if camera.written(raw) is not None] == []


@pytest.mark.parametrize(
    ("name", "days_ago", "purpose"), [("client", 0, "client"), ("old", 1_000, "code")]
)
def test_a_signer_must_be_one_of_code_and_in_its_time(maker, tmp_path, name, days_ago, purpose):
    signer = maker.stranger(name, days_ago=days_ago, purpose=purpose)
    assert Camera(tmp_path, signer.authority).written(maker.bundle(signer=signer)) is None


def test_any_other_signer_of_code_is_good_where_its_authority_is_believed(maker, tmp_path):
    signer = maker.stranger("another-maker")
    assert Camera(tmp_path, signer.authority).written(maker.bundle(signer=signer)) is not None


@pytest.mark.parametrize("spoil", bundles.SPOILS.values(), ids=bundles.SPOILS)
def test_a_spoilt_one_is_refused(camera, good, spoil):
    as_signed = camera.written(good)
    for seed in range(EACH):
        written = camera.written(spoil(random.Random(seed), good))
        # A few bytes of the signature's wrapping say nothing: what is written is what was signed.
        assert written is None or (spoil is bundles.signature and written == as_signed)


@pytest.mark.parametrize("spoil", bundles.SPOILS.values(), ids=bundles.SPOILS)
def test_the_digest_in_the_order_refuses_every_one_before_rauc_sees_it(tmp_path, good, spoil):
    fetched, wanted = tmp_path / "fetched", order(good)
    for seed in range(50):
        fetched.write_bytes(spoil(random.Random(seed), good))
        with pytest.raises(DocumentError):
            take(fetched, tmp_path / "own", wanted)
