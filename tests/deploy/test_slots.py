"""Root's part of an update, asked for by vision: with the real switch, and words for RAUC."""

import json
import shutil
import socket
import subprocess
import sys
import threading

import pytest

from tests.deploy.device import DEPLOY, program

tryboot = program("device/tryboot")
slots = program("device/slots")
client = program("device/install_firmware")

A = slots.System(slot="A", version=100, is_on_trial=False)
TRIAL = slots.System(slot="B", version=101, is_on_trial=True)
SHA256 = "5" * 64
INSTALL = f"install {SHA256} 101\n"
FILE = f"/var/lib/passerby/vision/update/{SHA256}/firmware.raucb"


class Rauc:
    """Notes what is asked of it, and says that a bundle is of some version."""

    def __init__(self, version="101", fails=""):
        self.asked, self._version, self._fails = [], version, fails

    def __call__(self, *words):
        self.asked.append(" ".join(words))
        if self._fails and self._fails in words:
            raise subprocess.CalledProcessError(1, words, stderr=b"LastError: no")
        return json.dumps({"version": self._version})


def test_a_bundle_is_looked_into_written_and_then_tried():
    rauc = Rauc()
    found = slots.answer(INSTALL, A, rauc)
    assert rauc.asked == [f"rauc info --output-format=json {FILE}", f"rauc install {FILE}"]
    assert found == slots.ANEW
    assert "--reboot-argument=0 tryboot" in found.then


@pytest.mark.parametrize(
    ("asked", "within", "reason"),
    [
        (101, "102", "102 is in it, not 101"),
        (100, "100", "not above 100"),
        (99, "99", "not above 100"),
        (101, None, "None is in it"),
    ],
)
def test_nothing_is_written_but_the_version_that_was_ordered_and_is_newer(asked, within, reason):
    rauc = Rauc(version=within)
    with pytest.raises(slots.RefusedError, match=reason):
        slots.answer(f"install {SHA256} {asked}\n", A, rauc)
    assert not [words for words in rauc.asked if words.startswith("rauc install")]


def test_while_one_is_on_trial_the_only_other_is_not_written_over():
    rauc = Rauc(version="200")
    with pytest.raises(slots.RefusedError, match="on trial itself"):
        slots.answer(f"install {SHA256} 200\n", TRIAL, rauc)
    assert rauc.asked == []


def test_one_that_cannot_be_written_is_not_started():
    with pytest.raises(subprocess.CalledProcessError):
        slots.answer(INSTALL, A, Rauc(fails="install"))


def test_the_one_that_runs_is_kept_when_it_is_the_one_that_proved_itself():
    rauc = Rauc()
    assert slots.answer("good 101\n", TRIAL, rauc) == slots.DONE
    assert rauc.asked == ["rauc status mark-good booted"]


@pytest.mark.parametrize("step", ["good", "back"])
def test_the_one_before_cannot_stand_in_for_one_that_did_not_start(step):
    rauc = Rauc()
    with pytest.raises(slots.RefusedError, match="100 runs, not 101"):
        slots.answer(f"{step} 101\n", A, rauc)
    assert rauc.asked == []


def test_one_that_failed_is_left_after_vision_has_written_down_why():
    rauc = Rauc()
    found = slots.answer("back 101\n", TRIAL, rauc)
    assert rauc.asked == ["rauc status mark-bad booted"]
    assert found.then == ("systemctl", "--no-block", "reboot")
    assert found.after_s > 0


def test_one_that_was_kept_is_not_left():
    with pytest.raises(slots.RefusedError, match="not on trial"):
        slots.answer("back 100\n", A, Rauc())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "good",
        "good 0\n",
        "good -1\n",
        "good 101\ngood 101\n",
        "install ../../etc 101\n",
        f"install {SHA256}/../x 101\n",
        f"install {SHA256}\n",
        "reboot\n",
        "good 99999999999\n",
        "good \u0661\n",
    ],
)
def test_what_is_not_understood_is_refused(line):
    rauc = Rauc()
    with pytest.raises(slots.RefusedError, match="not understood"):
        slots.answer(line, TRIAL, rauc)
    assert rauc.asked == []


def test_a_trial_that_takes_too_long_is_ended_and_nothing_else_is():
    rauc = Rauc()
    slots.expire(A, rauc)
    assert rauc.asked == []
    slots.expire(TRIAL, rauc)
    assert rauc.asked == ["systemctl --no-block reboot"]


@pytest.mark.parametrize(("slot", "is_on_trial"), [("A", False), ("B", True)])
def test_a_slot_that_is_not_the_usual_one_is_on_trial(slot, is_on_trial):
    choice = tryboot.Choice(usual="A", trial="B")
    found = slots.running(f"ro rauc.slot={slot} quiet", "IMAGE_VERSION=101\n", choice.text())
    assert found == slots.System(slot=slot, version=101, is_on_trial=is_on_trial)


@pytest.mark.parametrize(
    ("cmdline", "os_release"),
    [("ro", "IMAGE_VERSION=1\n"), ("rauc.slot=C", "IMAGE_VERSION=1\n"), ("rauc.slot=A", "ID=x\n")],
)
def test_a_system_that_does_not_say_which_it_is_does_nothing(cmdline, os_release):
    with pytest.raises(slots.RefusedError, match="does not say"):
        slots.running(cmdline, os_release, tryboot.Choice(usual="A").text())


# -- the other end, in vision's cage


def test_vision_asks_for_what_it_has_proved_and_nothing_else():
    assert client.request(["install", FILE, "101"]) == INSTALL
    assert client.request(["good", "101"]) == "good 101\n"
    for words in (["install", "/tmp/passerby-0.2.0-py3-none-any.whl", "7"], ["install"], []):
        with pytest.raises(ValueError, match=r"bundle|expected"):
            client.request(words)


def test_both_ends_mean_the_same_words():
    assert (slots.DONE.said, slots.ANEW.said) == (client.DONE, client.ANEW)


def test_the_answer_is_heard(tmp_path):
    path, heard = str(tmp_path / "sock"), []

    def serve(server):
        there, _ = server.accept()
        with there, there.makefile("rw") as file:
            heard.append(file.read())
            file.write("refused: no\n")

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        assert client.ask("good 101\n", path) == "refused: no"
        thread.join()
    assert heard == ["good 101\n"]


def test_it_does_not_end_before_vision_when_the_machine_is_stopped(tmp_path):
    """SIGTERM goes to all of a unit at once; vision once read this end as a failed update."""
    path = str(tmp_path / "sock")
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import install_firmware as it;"
        "it.SOCKET = sys.argv.pop(1); sys.exit(it.main())"
    )
    words = [sys.executable, "-B", "-c", code, str(DEPLOY / "device"), path, "good", "101"]
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        with subprocess.Popen(words) as asking:
            there, _ = server.accept()
            with there, there.makefile() as request:
                assert request.read() == "good 101\n"
                asking.terminate()
                there.sendall(b"done\n")
            assert asking.wait() == 0


# -- what fences it in

# systemd-analyze's exposure, from 0 (safe) to 10. RAUC mounts and writes to devices.
AT_MOST = {"update@1": 1.2, "rauc": 2.0, "trial": 1.0}


@pytest.mark.parametrize(("name", "limit"), AT_MOST.items())
def test_a_unit_is_exposed_to_little(tmp_path, name, limit):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    shutil.copytree(DEPLOY / "systemd", tmp_path / "etc/systemd/system")
    words = ["--offline=true", f"--root={tmp_path}", f"--threshold={limit * 10:.0f}"]
    subprocess.run(
        ["systemd-analyze", "security", *words, f"passerby-{name}.service"],
        check=True,
        capture_output=True,
    )


def test_only_vision_may_ask():
    socket_unit = (DEPLOY / "systemd/passerby-update.socket").read_text().splitlines()
    assert {"SocketUser=passerby-vision", "SocketMode=0600", "MaxConnections=1"} <= set(socket_unit)


def test_only_root_may_speak_with_rauc():
    policy = DEPLOY / "update/overlay/usr/share/dbus-1/system.d/de.pengutronix.rauc.conf"
    assert "<policy context" not in policy.read_text()
