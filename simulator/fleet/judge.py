"""A desired configuration, judged as the device does; read once however many cameras get it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from edge.config import Config, parse_config
from edge.contract import ConfigFault, ConfigReport, config_faults
from edge.errors import DocumentError, refuse
from edge.governance.signing import open_signed
from edge.yaml_text import load
from simulator.fleet.push import EVERYBODY, KEYS

_OPERATORS: Final = KEYS.trust("anybody").operators.as_keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a document says. config: None when it cannot be used, for the reasons in faults."""

    version: int | None
    config: Config | None
    faults: tuple[ConfigFault, ...] = ()


def judge(envelope: bytes, at_work: Config) -> tuple[Config, ConfigReport]:
    """Returns the configuration to be at work from now on, and what to report of it."""
    read = _read(envelope)
    faults = read.faults
    if read.config is not None and read.config.version <= at_work.version:
        if read.config == at_work:
            return at_work, _applied(at_work)
        reason = f"not above {at_work.version}, the version at work"
        faults = config_faults(refuse("version", reason).faults)
    if read.config is None or faults:
        return at_work, ConfigReport(
            state="rejected", version=at_work.version, desired_version=read.version, faults=faults
        )
    return read.config, _applied(read.config)


def _applied(config: Config) -> ConfigReport:
    return ConfigReport(state="applied", version=config.version, desired_version=config.version)


@lru_cache(maxsize=64)
def _read(envelope: bytes) -> _Read:
    version: int | None = None
    try:
        document = open_signed(
            envelope, purpose="config", keys=_OPERATORS, names=[EVERYBODY], utc_s=None
        ).body
        plain = load(document)
        found = plain.get("version") if isinstance(plain, dict) else None
        version = found if type(found) is int else None
        return _Read(version=version, config=parse_config(document))
    except DocumentError as error:
        return _Read(version=version, config=None, faults=config_faults(error.faults))
