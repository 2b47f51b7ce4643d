"""What happens to a camera, in the words of its log."""

import hashlib

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from edge.commanding.commanding import Act
from edge.config import Config
from edge.contract import Answer, Command, ConfigReport, KeyId, PolicyReport
from edge.governance.policy import Policy
from edge.oversight.log.entry import Commanded, Configured, Digest, Governed
from edge.oversight.log.journal import Journal


def digest_of(document: Struct) -> Digest:
    """SHA-256 of a document as it was understood: JSON, every field in the order of its type."""
    return hashlib.sha256(msgspec.json.encode(document)).hexdigest()


def configured(report: ConfigReport, config: Config | None) -> Configured:
    """config: at work, None for none."""
    return Configured(
        state=report.state,
        version=report.version,
        desired_version=report.desired_version,
        digest=None if config is None else digest_of(config),
    )


def governed(report: PolicyReport, policy: Policy) -> Governed:
    return Governed(
        state=report.state,
        version=report.version,
        desired_version=report.desired_version,
        digest=digest_of(policy),
    )


def commanded(answer: Answer, keys: frozenset[KeyId]) -> Commanded:
    return Commanded(
        name=answer.name, state=answer.state, reason=answer.reason, keys=tuple(sorted(keys))
    )


def proving(journal: Journal) -> Act:
    """What answers a log-proof."""

    def prove(command: Command, answer: Answer) -> Answer:
        proof = journal.prove(command)
        if proof is None:
            return replace(answer, state="refused", reason="arguments")
        return replace(answer, proof=proof)

    return prove
