"""The models this firmware carries: one row each in models/manifest.yaml, checked by hash."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from edge import strict
from edge.errors import BadInputError, DocumentError, Fault, refuse
from edge.perception.detector import DetectorError
from edge.perception.verdict import Audit, Sha256, require

Task = Literal["objects", "faces"]
LabelSet = Literal["coco80", "coco90", "face"]
Delegate = Literal["xnnpack", "edgetpu", "gpu"]
ModelName = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_]{0,63}$")]
ProfileName = ModelName
SidePx = Annotated[int, Meta(ge=32, le=4096)]

MANIFEST_FILE: Final = "manifest.yaml"
# The largest model worth running on a camera is a tenth of this.
MAX_MODEL_BYTES: Final = 256 * 1024 * 1024


class ModelError(DetectorError, BadInputError):
    """A model that is unknown, missing, altered, or not what its card says; names the model."""


class _Row(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class ModelInput(_Row, frozen=True, kw_only=True):
    """What the network wants to see: raw pixels 0..255 of one size.

    resize: `letterbox` keeps the shape of things and fills the rest with grey `pad`; `stretch`
    fills the whole input.
    """

    width: SidePx
    height: SidePx
    channels: Literal["bgr", "rgb"]
    resize: Literal["letterbox", "stretch"]
    pad: Annotated[int, Meta(ge=0, le=255)] = 0


class ModelCard(_Row, frozen=True, kw_only=True):
    """One model. file: its path below the models folder. head: a key of heads.HEADS.

    delegate: what is to run it; where that is not there, the CPU does. audit: of this very file;
    that of a default is a pass, or says why it is a default all the same.
    """

    name: ModelName
    task: Task
    default: bool
    file: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$")
    ]
    sha256: Sha256
    head: str
    input: ModelInput
    labels: LabelSet
    licence: str
    origin: str
    delegate: Delegate = "xnnpack"
    audit: Audit | None = None

    def __post_init__(self) -> None:
        if (self.task == "faces") != (self.labels == "face"):
            raise refuse("labels", f"{self.labels} does not fit the task {self.task}")
        if self.audit is not None and self.sha256 not in self.audit.models:
            raise refuse("audit.models", "the audit is of another file")
        if self.default:
            require(self.audit)


class Profile(_Row, frozen=True, kw_only=True):
    """The models that suit one kind of device, by name."""

    objects: ModelName
    faces: ModelName


class Manifest(_Row, frozen=True, kw_only=True):
    """All models, each name once, one default a task at most; and choices of them by device.

    Defaults are audited together: what one leaves uncovered the other may hide.
    """

    models: tuple[ModelCard, ...]
    profiles: dict[ProfileName, Profile] = {}

    def __post_init__(self) -> None:
        faults = [
            *_repeated_names(self.models),
            *_second_defaults(self.models),
            *_unfit_choices(self.models, self.profiles),
            *_other_audits(self.models),
        ]
        if faults:
            raise DocumentError(faults)

    def card(self, name: str) -> ModelCard:
        """Return the row of one model. Raises ModelError for a name that is not there."""
        for card in self.models:
            if card.name == name:
                return card
        known = ", ".join(card.name for card in self.models) or "none"
        raise ModelError(f"{name}: no such model, the manifest knows {known}")

    def profile(self, name: str) -> Profile:
        """Return what one kind of device uses. Raises ModelError for a name that is not there."""
        if name not in self.profiles:
            known = ", ".join(self.profiles) or "none"
            raise ModelError(f"{name}: no such profile, the manifest knows {known}")
        return self.profiles[name]

    def default(self, task: Task) -> ModelCard:
        """Return the model to use for a task. Raises ModelError where no row is its default."""
        for card in self.models:
            if card.task == task and card.default:
                return card
        raise ModelError(f"no model in the manifest is the default for {task}")


def models_folder() -> Path:
    """Where the models lie: inside the installed package, or at the root of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "models"
    return installed if (installed / MANIFEST_FILE).is_file() else package.parent / "models"


def read_manifest(folder: Path) -> Manifest:
    """Read manifest.yaml of a models folder. Raises DocumentError with every fault in it."""
    return strict.read_file(folder / MANIFEST_FILE, Manifest)


def read_model(card: ModelCard, folder: Path) -> bytes:
    """Read a model file once and check it: run these very bytes, not the file again.

    Raises ModelError for a file that is missing, oversized or not the one the manifest names.
    """
    path = folder / card.file
    try:
        with path.open("rb") as file:
            content = file.read(MAX_MODEL_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ModelError(f"{card.name}: {path}: {reason}") from error
    if len(content) > MAX_MODEL_BYTES:
        raise ModelError(f"{card.name}: {path}: larger than {MAX_MODEL_BYTES} bytes")
    digest = sha256(content).hexdigest()
    if digest != card.sha256:
        raise ModelError(
            f"{card.name}: {path}: sha256 is {digest}, the manifest says {card.sha256}"
        )
    return content


def card_like(card: ModelCard, path: Path) -> ModelCard:
    """Make the card of a file outside the manifest that is used as another model is.

    Its hash is taken from the file as it is. Raises ModelError.
    """
    try:
        digest = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or 'cannot be read'}") from error
    return msgspec.structs.replace(
        card, name=path.stem, file=path.name, sha256=digest, default=False, audit=None
    )


def _repeated_names(models: tuple[ModelCard, ...]) -> list[Fault]:
    names = [card.name for card in models]
    return [
        Fault(path=f"models[{index}].name", reason=f"{name} stands twice")
        for index, name in enumerate(names)
        if name in names[:index]
    ]


def _second_defaults(models: tuple[ModelCard, ...]) -> list[Fault]:
    tasks = [card.task if card.default else None for card in models]
    return [
        Fault(path=f"models[{index}].default", reason=f"a second default for {task}")
        for index, task in enumerate(tasks)
        if task is not None and task in tasks[:index]
    ]


def _unfit_choices(models: tuple[ModelCard, ...], profiles: dict[str, Profile]) -> list[Fault]:
    tasks = {card.name: card.task for card in models}
    choices = [
        (f"profiles.{name}.{task}", task, model)
        for name, profile in profiles.items()
        for task, model in msgspec.structs.asdict(profile).items()
    ]
    return [
        Fault(path=path, reason=f"{model} is no model here for {task}")
        for path, task, model in choices
        if tasks.get(model) != task
    ]


def _other_audits(models: tuple[ModelCard, ...]) -> list[Fault]:
    defaults = {card.sha256 for card in models if card.default}
    return [
        Fault(path=f"models[{index}].audit.models", reason="the audit is of other defaults")
        for index, card in enumerate(models)
        if card.default and card.audit is not None and not defaults <= set(card.audit.models)
    ]
