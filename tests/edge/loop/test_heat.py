"""The thermometer over written copies of what boards show in /sys."""

from pathlib import Path

import pytest

from edge.loop.heat import PC_THROTTLES_AT_C, PI_THROTTLES_AT_C, Chip, Thermometer

Trips = tuple[tuple[str, str], ...]

# Pi 5 with its fan: trips for the fan and the emergency stop, none where the firmware throttles.
PI_5_TRIPS: Trips = (
    ("active", "50000"),
    ("active", "60000"),
    ("active", "67500"),
    ("active", "75000"),
    ("critical", "110000"),
)
ORIN_TRIPS: Trips = (("critical", "104500"), ("passive", "99000"), ("active", "70000"))
ORIN_ZONES = ("cpu-thermal", "gpu-thermal", "cv0-thermal", "soc0-thermal", "tj-thermal")


class Board:
    """A sysfs to be written."""

    def __init__(self, folder: Path) -> None:
        self.sys = folder
        self._thermal = folder / "class/thermal"

    def zone(self, kind: str, temp: str | None, trips: Trips = ()) -> Path:
        """temp None: the sensor refuses to be read."""
        folder = self._add("thermal_zone", {"type": kind})
        for number, (trip, at) in enumerate(trips):
            (folder / f"trip_point_{number}_type").write_text(f"{trip}\n")
            (folder / f"trip_point_{number}_temp").write_text(f"{at}\n")
        if temp is None:
            (folder / "temp").mkdir()
        else:
            (folder / "temp").write_text(f"{temp}\n")
        return folder / "temp"

    def cooler(self, kind: str, cur_state: str) -> Path:
        return self._add("cooling_device", {"type": kind, "cur_state": cur_state}) / "cur_state"

    def firmware(self, flags: str) -> Path:
        device = self.sys / "devices/platform/soc/soc:firmware"
        device.mkdir(parents=True)
        drivers = self.sys / "bus/platform/drivers/raspberrypi-firmware"
        drivers.mkdir(parents=True)
        (drivers / "soc:firmware").symlink_to(device)
        (device / "get_throttled").write_text(f"{flags}\n")
        return device / "get_throttled"

    def chip(self) -> Chip:
        return Thermometer(self.sys).read()

    def _add(self, kind: str, files: dict[str, str]) -> Path:
        folder = self._thermal / f"{kind}{len(list(self._thermal.glob(f'{kind}*')))}"
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(f"{text}\n")
        return folder


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


def test_a_pi_4_throttles_at_80_degrees_which_its_kernel_does_not_know(board: Board) -> None:
    board.zone("cpu-thermal", "48686", (("critical", "110000"),))
    board.firmware("0")
    assert board.chip() == Chip(
        temperature_c=48.7, throttled=False, throttles_at_c=PI_THROTTLES_AT_C
    )


def test_the_fan_of_a_pi_5_at_work_is_no_throttling(board: Board) -> None:
    board.zone("cpu-thermal", "68400", PI_5_TRIPS)
    board.cooler("pwm-fan", "3")
    assert board.chip() == Chip(temperature_c=68.4, throttled=None, throttles_at_c=80.0)
    board.firmware("0")
    assert board.chip().throttled is False


@pytest.mark.parametrize(
    ("flags", "throttled"),
    [
        ("0", False),
        ("1", False),
        ("2", True),
        ("4", True),
        ("8", True),
        ("e0008", True),
        ("50005", True),
        ("f0000", False),
        ("0x4", True),
        ("", None),
        ("throttled", None),
    ],
)
def test_a_pi_is_throttled_by_the_flags_of_now_not_those_of_the_past(
    board: Board, flags: str, throttled: bool | None
) -> None:
    board.zone("cpu-thermal", "70000")
    board.firmware(flags)
    assert board.chip().throttled is throttled


def test_a_jetson_throttles_where_its_kernel_says(board: Board) -> None:
    for number, kind in enumerate(ORIN_ZONES):
        board.zone(kind, str(51_000 + 500 * number), ORIN_TRIPS)
    slow = board.cooler("cpufreq-cpu0", "0")
    board.cooler("pwm-fan", "2")
    board.cooler("hot-surface-alert", "1")
    assert board.chip() == Chip(temperature_c=53.0, throttled=False, throttles_at_c=99.0)
    slow.write_text("4\n")
    assert board.chip().throttled is True


def test_sensors_outside_the_chip_do_not_count(board: Board) -> None:
    board.zone("iwlwifi_1", "92000")
    board.zone("PMIC-Die", "100000")
    board.zone("CPU-therm", "41500", (("passive", "97000"),))
    assert board.chip() == Chip(temperature_c=41.5, throttled=None, throttles_at_c=97.0)


def test_of_several_zones_the_one_nearest_to_its_own_limit_counts(board: Board) -> None:
    board.zone("cpu-thermal", "80000", (("passive", "95000"),))
    board.zone("gpu-thermal", "72000", (("passive", "85000"), ("hot", "82000")))
    assert (board.chip().temperature_c, board.chip().throttles_at_c) == (72.0, 82.0)


def test_a_pc_whose_trips_are_not_set_runs_hotter_than_a_pi(board: Board) -> None:
    board.zone("acpitz", "27800")
    board.zone("x86_pkg_temp", "83000", (("passive", "0"), ("passive", "-274000")))
    board.cooler("Processor", "0")
    board.cooler("intel_powerclamp", "-1")
    board.cooler("TCC Offset", "5")
    assert board.chip() == Chip(
        temperature_c=83.0, throttled=False, throttles_at_c=PC_THROTTLES_AT_C
    )


def test_a_lone_zone_of_unknown_name_is_the_chip(board: Board) -> None:
    board.zone("bcm2835_thermal", "55000")
    assert board.chip().temperature_c == 55.0


def test_a_machine_without_sensors_tells_nothing(board: Board) -> None:
    assert board.chip() == Chip(temperature_c=None, throttled=None)


@pytest.mark.parametrize(
    "temp", [None, "", "hot", "-273000", "-256000", "0", "999999999", "4" * 5000, "48.6", "\x00"]
)
def test_what_cannot_be_a_temperature_is_none_and_hides_no_other(
    board: Board, temp: str | None
) -> None:
    board.zone("cpu-thermal", temp)
    assert board.chip().temperature_c is None
    board.zone("gpu-thermal", "61000")
    assert board.chip().temperature_c == 61.0


def test_bytes_that_are_no_text_are_no_temperature(board: Board) -> None:
    temp = board.zone("cpu-thermal", "")
    for file in (temp, temp.with_name("type")):
        file.write_bytes(b"\xff\xfe\x80")
        assert board.chip().temperature_c is None


def test_a_chip_in_the_frost_has_a_temperature(board: Board) -> None:
    board.zone("cpu-thermal", "-12500")
    assert board.chip().temperature_c == -12.5


@pytest.mark.parametrize("trip", ["", "passive", "0", "-274000", "5000", "3000000"])
def test_a_trip_that_makes_no_sense_is_none(board: Board, trip: str) -> None:
    board.zone("cpu-thermal", "50000", (("passive", trip),))
    assert board.chip().throttles_at_c == PI_THROTTLES_AT_C


def test_a_cooler_that_cannot_be_read_tells_nothing(board: Board) -> None:
    board.zone("cpu-thermal", "50000")
    board.cooler("cpufreq-cpu0", "?")
    assert board.chip().throttled is None


def test_a_sensor_that_goes_away_and_comes_back_is_read_again(board: Board) -> None:
    temp = board.zone("cpu-thermal", "50000")
    thermometer = Thermometer(board.sys)
    temp.unlink()
    assert thermometer.read().temperature_c is None
    temp.write_text("52000\n")
    assert thermometer.read().temperature_c == 52.0


def test_the_machine_under_the_test_can_be_asked() -> None:
    chip = Thermometer().read()
    assert chip.temperature_c is None or -40 < chip.temperature_c < 150
