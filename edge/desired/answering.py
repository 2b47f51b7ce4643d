"""What a camera answers to what is desired of it, in the words of the contract."""

from edge.config import Config, place_of
from edge.contract import ConfigReport, Watched, config_faults
from edge.desired.attempt import Attempt
from edge.errors import Fault


def at_work(
    config: Config | None, *, clauses: tuple[Fault, ...] = (), on_trial: bool = False
) -> ConfigReport:
    """It was taken. clauses: of the policy that holds it back."""
    version = None if config is None else config.version
    state = "trial" if on_trial else "narrowed" if clauses else "applied"
    return ConfigReport(
        state=state,  # type: ignore[arg-type]
        version=version,
        desired_version=version,
        faults=config_faults(clauses),
    )


def rolled_back(config: Config | None, last: Attempt) -> ConfigReport:
    """It was at work and did not prove itself. config: what is at work again."""
    return ConfigReport(
        state="rolled-back",
        version=None if config is None else config.version,
        desired_version=last.version,
        faults=last.faults,
    )


def rejected(
    version: int | None, faults: tuple[Fault, ...], *, desired_version: int | None = None
) -> ConfigReport:
    """It never came to work. version: of what goes on."""
    return ConfigReport(
        state="rejected",
        version=version,
        desired_version=desired_version,
        faults=config_faults(faults),
    )


def watched(config: Config) -> tuple[Watched, ...]:
    """What a configuration watches, as a report says it."""
    return tuple(
        Watched(
            rule=rule.__struct_config__.tag,  # type: ignore[arg-type]
            place=place_of(rule),
            labels=getattr(rule, "labels", ()),
        )
        for rule in config.rules
    )
