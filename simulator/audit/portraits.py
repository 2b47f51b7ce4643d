"""Folders of portraits with a table of who shows what: the formats that an audit can read.

`people.csv` (or `labels.csv`), UTF-8, first line the names of its columns:

    file,person,gender,age,...      one line a picture; every other column is a group
    person,gender,age,...           one line a person; pictures are <person>.jpg, <person>_*.jpg

Numbers named `age` become bands. An empty field or NA: not labelled, left out of that comparison.
Optional columns: `kind` (photographed, the default, or generated), and `face_x`, `face_y`,
`face_width`, `face_height` in px of the picture, only with `file`. The London set (person, age,
gender, ethnicity) is the second format; a table with the column `country` is the generated set.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from edge.errors import BadInputError
from edge.geometry import Box

Kind = Literal["photographed", "generated", "drawn"]

TABLES: Final = ("people.csv", "labels.csv")
_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp")
_FACE: Final = ("face_x", "face_y", "face_width", "face_height")
_NO_GROUPS: Final = {"file", "person", "kind", *_FACE}
_UNLABELLED: Final = {"", "na", "n/a", "unknown"}
# Younger and older than the people that portraits for hire and students show.
_BANDS: Final = ((0, "under 18"), (18, "18 to 29"), (30, "30 to 49"), (50, "50 and over"))
# A column with nearly as many values as people (a country each) makes no groups.
_MOST_GROUPS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """One picture of one person. groups: value by attribute, only what is labelled.

    face: where the table says it is, in px; None where it does not say.
    """

    path: Path
    source: str
    kind: Kind
    person: str
    groups: dict[str, str]
    face: Box | None


def read_portraits(folder: Path) -> list[Portrait]:
    """Read one folder. Raises BadInputError naming table, line and reason."""
    path = next((p for name in TABLES if (p := folder / name).is_file()), None)
    if path is None:
        raise BadInputError(f"{folder}: no {' or '.join(TABLES)} in it")
    rows, columns = _rows(path)
    attributes = [
        name
        for name in columns
        if name not in _NO_GROUPS and _makes_groups([row[name] for row in rows], name)
    ]
    usual: Kind = "generated" if "country" in columns else "photographed"
    found = []
    for line, row in enumerate(rows, start=2):
        named = _named(folder, row, f"{path}:{line}")
        groups = {name: group for name in attributes if (group := _group(name, row[name]))}
        found += [
            Portrait(
                path=picture,
                source=folder.resolve().name,
                kind=_kind(row, usual, f"{path}:{line}"),
                person=row["person"],
                groups=groups,
                face=_face(row, f"{path}:{line}"),
            )
            for picture in named
        ]
    return found


def _rows(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = [{key: (value or "").strip() for key, value in row.items()} for row in reader]
            columns = list(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise BadInputError(f"{path}: cannot be read as a table: {error}") from error
    if "person" not in columns:
        raise BadInputError(f"{path}: no column person")
    if not rows:
        raise BadInputError(f"{path}: names nobody")
    return rows, columns


def _makes_groups(values: list[str], name: str) -> bool:
    return len({_group(name, value) for value in values} - {None}) <= _MOST_GROUPS


def _group(name: str, value: str) -> str | None:
    if value.lower() in _UNLABELLED:
        return None
    if name == "age" and value.isdigit():
        return next(band for least, band in reversed(_BANDS) if int(value) >= least)
    return value


def _named(folder: Path, row: dict[str, str], place: str) -> list[Path]:
    if "file" in row:
        found = [folder / row["file"]] if (folder / row["file"]).is_file() else []
    else:
        person = row["person"]
        found = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _SUFFIXES
            and (path.stem == person or path.stem.startswith(f"{person}_"))
        )
    if not found:
        raise BadInputError(f"{place}: no picture of {row.get('file') or row['person']!r}")
    return found


def _kind(row: dict[str, str], usual: Kind, place: str) -> Kind:
    kind = row.get("kind") or usual
    if kind not in get_args(Kind):
        raise BadInputError(f"{place}: kind: expected one of {', '.join(get_args(Kind))}")
    return cast(Kind, kind)


def _face(row: dict[str, str], place: str) -> Box | None:
    given = [row.get(name, "") for name in _FACE]
    if not any(given):
        return None
    try:
        x, y, width, height = map(float, given)
    except ValueError as error:
        raise BadInputError(f"{place}: {', '.join(_FACE)}: expected four numbers") from error
    if min(width, height) <= 0:
        raise BadInputError(f"{place}: a face without a size")
    return Box(x_min=x, y_min=y, x_max=x + width, y_max=y + height)
