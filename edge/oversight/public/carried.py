"""The models that a camera runs, as its statement tells of them."""

from edge.oversight.public.statement import Model, Verdict
from edge.perception.manifest import Manifest, ModelCard
from edge.perception.verdict import Audit


def carried(manifest: Manifest, *, objects: str | None, faces: str | None) -> tuple[Model, ...]:
    """The two models by name, None for the default. Raises ModelError for one that is not there."""
    return (
        _model(manifest.card(objects) if objects else manifest.default("objects")),
        _model(manifest.card(faces) if faces else manifest.default("faces")),
    )


def _model(card: ModelCard) -> Model:
    return Model(
        name=card.name,
        task=card.task,
        sha256=card.sha256,
        licence=card.licence,
        origin=card.origin,
        audit=None if card.audit is None else _verdict(card.audit),
    )


def _verdict(audit: Audit) -> Verdict:
    return Verdict(
        verdict=audit.verdict,
        on=audit.on,
        margin=audit.margin,
        people=audit.people,
        needed_people_a_group=audit.needed_people_a_group,
        report=audit.report,
        despite=audit.despite,
    )
