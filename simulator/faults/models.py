"""A model file with one wrong byte, where the device looks for the right one."""

from pathlib import Path

from edge.perception.manifest import models_folder, read_manifest, read_model
from simulator.faults.namespace import Namespace


class DamagedModel:
    """Lies over the default object detector's file, for those inside a namespace.

    A process reads its models once, when it starts. folder: where the damaged copy is kept.
    """

    def __init__(self, namespace: Namespace, folder: Path) -> None:
        card = read_manifest(models_folder()).default("objects")
        self._namespace = namespace
        self._place = models_folder() / card.file
        self._copy = folder / f"{card.name}.damaged"
        self._copy.write_bytes(_with_one_wrong_byte(read_model(card, models_folder())))

    def damage(self) -> None:
        self._namespace.run("mount", "--bind", str(self._copy), str(self._place))

    def repair(self) -> None:
        self._namespace.run("umount", str(self._place))


def _with_one_wrong_byte(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x01]) + content[middle + 1 :]
