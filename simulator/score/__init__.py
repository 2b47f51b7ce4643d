"""What should have come, what came, and how the two compare."""

from simulator.score.page import write_html
from simulator.score.summary import verdict_lines, verdicts_json
from simulator.score.verdict import Verdict, score

__all__ = ["Verdict", "score", "verdict_lines", "verdicts_json", "write_html"]
