"""What a camera keeps of a view that it has looked at before: it is no newcomer to its street."""

from typing import Final

from edge.geometry import no_boxes
from edge.loop.last_view import LastView, View
from edge.perception.motion import Motion
from edge.perception.sight import Sight
from simulator.injection.scene import Street, area

# A view is known after some ten seconds.
_LOOKS: Final = 15


def acquaint(card: LastView, street: Street, *, version: int, window: bool) -> None:
    """Write down what the device would have after a while. window: whether it is burnt."""
    motion, sight = Motion(), Sight()
    sight.leave_out([area()] if window else [])
    for second in range(_LOOKS):
        picture = street.paint(second - 100.0).pixels
        motion.look(picture, mono_s=float(second))
        sight.look(motion.luma, motion.gain, mono_s=float(second))
        sight.learn(no_boxes(), mono_s=float(second))
    card.keep(View(config_version=version, edges=sight.edges))
