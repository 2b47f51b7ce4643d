"""Loops that are compiled: slow in Python, the same bits on every machine once compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(signature: str) -> Callable[[_Function], _Function]:
    """Compile a function of numpy arrays for these types alone, kept on disk.

    No fast mathematics and no threads: sums keep their order, products are not fused.
    """
    jit: Any = numba.njit
    compile_now = jit(signature, cache=True, nogil=True, error_model="numpy", boundscheck=False)
    return cast(Callable[[_Function], _Function], compile_now)
