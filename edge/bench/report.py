"""The figures as one JSON object, or as a table to read."""

import os
import platform
from collections.abc import Sequence
from typing import Any

import msgspec

from edge.bench.figure import LIMITS, Figure


def as_json(figures: Sequence[Figure]) -> str:
    """One object: a number or null for each figure, and under `raw` what it came from."""
    answer: dict[str, Any] = {}
    for figure in figures:
        answer[figure.name] = _rounded(figure.value)
        answer |= {name: _rounded(value) for name, value in figure.beside.items()}
    answer["machine"] = machine()
    answer["raw"] = {figure.name: _rounded(figure.raw) for figure in figures}
    return msgspec.json.encode(answer).decode()


def machine() -> dict[str, object]:
    return {
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def table(figures: Sequence[Figure]) -> list[str]:
    """A line a figure: what it is, what was seen, what must be; then why any is missing."""
    lines = [f"{'figure':22} {'seen':>11} {'must be':>12}"]
    for figure in figures:
        limit = LIMITS[figure.name]
        if figure.value is None:
            seen, verdict = "-", ""
        else:
            seen = f"{figure.value:.3g}{limit.unit}"
            verdict = "holds" if limit.holds(figure.value) else "DOES NOT HOLD"
        lines.append(f"{figure.name:22} {seen:>11} {limit!s:>12}  {verdict:13}  {limit.about}")
        lines += [
            f"  {name}: {'-' if value is None else f'{value:.4g}'}"
            for name, value in figure.beside.items()
        ]
    missing = [figure for figure in figures if figure.value is None]
    return lines + [f"{figure.name}: {figure.raw.get('reason', 'unknown')}" for figure in missing]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return value
