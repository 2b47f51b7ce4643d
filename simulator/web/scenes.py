"""What a camera can be put in front of: the catalogue's scenarios, and recordings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from edge.errors import BadInputError
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import Scenario
from simulator.web.told import SceneCard
from simulator.web.written import write_config
from simulator.world.places import config_of

_VIDEO_CONFIG: Final = Path(__file__).parents[1] / "video.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scene and the configuration, as text, that its camera starts from.

    word: how the camera's source names it. scenario: None for a recording.
    """

    card: SceneCard
    word: str
    text: str
    scenario: Scenario | None

    def source(self, *, start_mono_s: float, faults: Path) -> str:
        """What the camera opens. faults: the file in which it finds its troubles."""
        if self.scenario is None:
            return self.word
        return f"sim:{self.word}?start_mono_s={start_mono_s:.3f}&faults={quote(str(faults))}"


class Repertoire:
    """The scenes by the key of their card, recordings first.

    scenarios: paths by name. config: to start from instead of the scenes' own. Reads every
    scenario once. Raises BadInputError.
    """

    def __init__(
        self, *, videos: Sequence[Path], scenarios: Mapping[str, Path], config: Path | None
    ) -> None:
        self._videos = {f"video {number}": path for number, path in enumerate(videos, 1)}
        self._scenarios = scenarios
        self._config = config
        recordings = (_video_card(key, path) for key, path in self._videos.items())
        drawn = (_card(word, read_scenario(path)) for word, path in scenarios.items())
        self.cards = (*recordings, *drawn)

    def open(self, key: str) -> Scene:
        """Open the scene of a card, reading it anew. Raises BadInputError."""
        if key in self._videos:
            return self._recording(key, self._videos[key])
        if key in self._scenarios:
            return self._drawn(key, self._scenarios[key])
        raise BadInputError(f"{key}: there is no such scene")

    def _recording(self, key: str, path: Path) -> Scene:
        text = (self._config or _VIDEO_CONFIG).read_text("utf-8")
        return Scene(card=_video_card(key, path), word=str(path), text=text, scenario=None)

    def _drawn(self, word: str, path: Path) -> Scene:
        scenario = read_scenario(path)
        text = (
            self._config.read_text("utf-8") if self._config else write_config(config_of(scenario))
        )
        return Scene(card=_card(word, scenario), word=word, text=text, scenario=scenario)


def _card(word: str, scenario: Scenario) -> SceneCard:
    return SceneCard(
        key=word,
        title=scenario.name,
        about=scenario.about,
        theme=scenario.theme,
        nature=scenario.kind,
    )


def _video_card(key: str, path: Path) -> SceneCard:
    about = "A recording, played again and again."
    return SceneCard(key=key, title=path.name, about=about, theme="video")
