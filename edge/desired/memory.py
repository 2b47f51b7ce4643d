"""The files in the state folder that decide what a camera does after a restart."""

from pathlib import Path

from edge.desired.attempt import Attempt
from edge.desired.last_good import LastGood
from edge.governance.policy import Policy
from edge.kept import Kept, Write
from edge.whole_file import keep_whole


class Memory:
    """Last good configuration, policy, and the attempt at a new configuration."""

    def __init__(self, folder: Path, *, write: Write = keep_whole) -> None:
        self.config = LastGood(folder / "config.json", write=write)
        self.policy = Kept(folder / "policy.json", Policy, write=write)
        self.attempt = Kept(folder / "attempt.json", Attempt, write=write)
