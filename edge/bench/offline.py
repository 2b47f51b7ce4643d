"""The pipeline as `passerby mask` and `passerby replay` run it over a recording."""

import os

from edge.assemble import Bench, open_pipeline, threads_offline
from edge.bench.rig import busy_config
from edge.loop.pipeline import Pipeline


def offline_pipeline(*, every_frame: bool = False, threads: int | None = None) -> Pipeline:
    """Both default models, on all cores unless told, and rules that concern everybody."""
    return open_pipeline(
        busy_config(),
        objects=None,
        faces=None,
        bench=Bench(random_bytes=os.urandom),
        threads=threads or threads_offline(),
        every_frame=every_frame,
    )
