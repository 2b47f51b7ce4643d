"""Each document as the text of its file."""

import json
from typing import Any

from edge.documents.asyncapi import asyncapi
from edge.documents.editor import editor_schema


def text(name: str) -> str:
    """One document as JSON, ending in a new line. name: of DOCUMENTS."""
    return json.dumps(_document(name), indent=2) + "\n"


def _document(name: str) -> dict[str, Any]:
    from edge.config import Config
    from edge.governance.policy import Policy

    if name == "asyncapi":
        return asyncapi()
    if name == "config":
        return editor_schema(Config, title="Configuration of a Passerby camera")
    return editor_schema(Policy, title="Policy of a Passerby camera")
