"""What MQTT 5 can say beside a payload. Nothing depends on it: 3.1.1 has none of it.

Events and counts carry none: 43 bytes more on each would tell nothing that the topic and the
payload's own `v` do not say. What is retained says what it is, to whoever comes later.
"""

from typing import Final

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge.contract import ROOT
from edge.uplink.link import SESSION_EXPIRY_S, WILL_DELAY_S, Message

CONTENT_TYPE: Final = "application/json"
SCHEMA: Final = ("schema", ROOT)
# What a broker may send at once: several times the largest envelope.
_MAX_PACKET_BYTES: Final = 2**20
_UTF_8: Final = 1
_NEVER_RETAINED: Final = 2


def of_connect() -> Properties:
    """What is asked of the broker when a connection begins."""
    asked = _empty(PacketTypes.CONNECT)
    asked.MaximumPacketSize = _MAX_PACKET_BYTES
    asked.SessionExpiryInterval = SESSION_EXPIRY_S
    return asked


def of_will(will: Message) -> Properties:
    """What the broker says beside our last will, and when."""
    extra = _described(PacketTypes.WILLMESSAGE, will)
    extra.WillDelayInterval = WILL_DELAY_S
    return extra


def of_message(message: Message) -> Properties | None:
    """What travels beside a payload; None for nothing."""
    if not message.retain and message.expiry_s is None and message.correlation is None:
        return None
    extra = _described(PacketTypes.PUBLISH, message)
    if message.expiry_s is not None:
        extra.MessageExpiryInterval = message.expiry_s
    if message.correlation is not None:
        extra.CorrelationData = message.correlation
    return extra


def of_subscription(topic: str) -> SubscribeOptions:
    """How a topic is subscribed to: what is desired is wanted at once, an old command never."""
    if "/command/" in topic:
        return SubscribeOptions(qos=1, retainHandling=_NEVER_RETAINED)
    return SubscribeOptions(qos=1)


def question(found: Properties | None) -> tuple[str | None, bytes | None]:
    """Response topic and correlation data of a message that arrived."""
    return getattr(found, "ResponseTopic", None), getattr(found, "CorrelationData", None)


def _described(kind: int, message: Message) -> Properties:
    extra = _empty(kind)
    if message.retain or message.correlation is not None:
        extra.PayloadFormatIndicator = _UTF_8
        extra.ContentType = CONTENT_TYPE
        extra.UserProperty = SCHEMA
    return extra


def _empty(kind: int) -> Properties:
    return Properties(kind)  # type: ignore[no-untyped-call]
