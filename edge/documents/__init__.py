"""The contract as documents for others' tools, made from the very types that validate."""

from typing import Final

# What there is, and in which file it lies in deploy/contract for others to find.
DOCUMENTS: Final = {
    "asyncapi": "asyncapi.json",
    "config": "config.schema.json",
    "policy": "policy.schema.json",
}
