"""The MQTT contract as an AsyncAPI 3 document: who sends what where, from a camera's side."""

import re
from typing import Any, Final

from msgspec import Struct

from edge.contract import ROOT
from edge.documents.channels import Channel, channels, parameter
from edge.documents.schema import definitions

_SCHEMA_REF: Final = "#/components/schemas/{name}"
_MQTT: Final = "0.2.0"


def asyncapi() -> dict[str, Any]:
    """The whole document."""
    all_channels = channels()
    types = {type_ for channel in all_channels for type_ in _types(channel)}
    in_order = sorted(types, key=lambda type_: type_.__name__)
    schemas = definitions(in_order, ref=_SCHEMA_REF)
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": {"broker": _server()},
        "channels": {channel.name: _channel(channel) for channel in all_channels},
        "operations": {channel.name: _operation(channel) for channel in all_channels},
        "components": {
            "messages": {
                type_.__name__: _message(type_, schemas)
                for type_ in in_order
                if any(type_ in channel.content for channel in all_channels)
            },
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"certificate": {"type": "X509"}},
        },
    }


def _types(channel: Channel) -> tuple[type[Struct], ...]:
    return channel.content if channel.body is None else (*channel.content, channel.body)


def _info() -> dict[str, Any]:
    return {
        "title": "Passerby",
        "version": ROOT.rpartition("/")[2],
        "description": (
            "What a camera says and is told. It reports what happens, never who it happened to: "
            "no picture, no lasting id and no free text can stand in any of these messages. "
            "Payloads are complete without MQTT 5 properties."
        ),
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }


def _server() -> dict[str, Any]:
    return {
        "host": "broker.example:8883",
        "protocol": "secure-mqtt",
        "protocolVersion": "5",
        "description": "deploy/broker: TLS 1.2 or later; a client is what its certificate says.",
        "security": [{"$ref": "#/components/securitySchemes/certificate"}],
    }


def _channel(channel: Channel) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", channel.suffix)
    parameters = {"camera": {"description": "Id of the camera, and name of its certificate."}}
    return {
        "address": f"{ROOT}/{{camera}}/{channel.suffix}",
        "summary": channel.summary,
        "parameters": parameters | {name: parameter(name, channel) for name in names},
        "messages": {
            type_.__name__: {"$ref": f"#/components/messages/{type_.__name__}"}
            for type_ in channel.content
        },
    }


def _operation(channel: Channel) -> dict[str, Any]:
    carried: dict[str, Any] = {"qos": channel.qos, "retain": channel.retain}
    if channel.expiry_s is not None:
        carried["messageExpiryInterval"] = channel.expiry_s
    made = {
        "action": "send" if channel.way == "up" else "receive",
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "summary": channel.summary,
        "bindings": {"mqtt": {**carried, "bindingVersion": _MQTT}},
    }
    if channel.body is not None:
        made["x-body"] = {"$ref": _SCHEMA_REF.format(name=channel.body.__name__)}
    return made


def _message(type_: type[Struct], schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = type_.__name__
    return {
        "name": name,
        "title": name,
        "summary": schemas[name].get("description", name).partition(". ")[0].rstrip(".") + ".",
        "contentType": "application/json",
        "payload": {"$ref": _SCHEMA_REF.format(name=name)},
    }
