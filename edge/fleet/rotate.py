"""Who is believed from the next policy on: keys that come, keys that go."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from edge.errors import DocumentError, Fault
from edge.governance.policy import Policy, parse_policy
from edge.governance.trust import Circle, Trust


def rotated(
    policy: Policy,
    *,
    trust: Trust,
    of: Literal["operators", "oversight"],
    add: Mapping[str, str],
    drop: Iterable[str],
    at_least: int | None = None,
) -> str:
    """The next version of a policy, JSON, in which another circle is believed; still unsigned.

    trust: of the cameras, whose circles count where the policy names none. add: public keys by
    holder. at_least: how many have to sign from then on, None for as many as now.
    Raises DocumentError with the place: a holder who is not there, a circle that could not sign,
    a key in both circles.
    """
    circle: Circle = getattr(policy, of) or getattr(trust, of)
    gone = frozenset(drop)
    strangers = [
        Fault(path=f"{of}.keys.{name}", reason="not there") for name in gone - _names(circle)
    ]
    twice = [
        Fault(path=f"{of}.keys.{name}", reason="there already")
        for name in add
        if name in circle.keys and name not in gone
    ]
    if strangers or twice:
        raise DocumentError([*strangers, *twice])
    keys = {name: key for name, key in circle.keys.items() if name not in gone} | dict(add)
    if not keys:
        raise DocumentError([Fault(path=f"{of}.keys", reason="nobody would be left")])
    needed = circle.at_least if at_least is None else at_least
    plain = msgspec.to_builtins(policy)
    plain |= {"version": policy.version + 1, of: {"keys": keys, "at_least": needed}}
    text = msgspec.json.format(msgspec.json.encode(plain)).decode()
    _check_apart(parse_policy(text.encode()), trust)
    return text


def _names(circle: Circle) -> frozenset[str]:
    return frozenset(circle.keys)


def _check_apart(policy: Policy, trust: Trust) -> None:
    """Raises DocumentError where one key would be in both circles."""
    operators, oversight = policy.operators or trust.operators, policy.oversight or trust.oversight
    Trust(operators=operators, oversight=oversight)
