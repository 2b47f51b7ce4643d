"""How fast a backlog leaves the door, against bare paho with the same payloads and broker.

    python -m tests.benchmarks.drain [EVENTS]

Both use TLS with client certificates, MQTT 5, QoS 1 and a window of 50. Prints both rates and
their ratio; only the ratio says something about another machine.
"""

import sys
import tempfile
import time
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from edge.clock import SystemClock
from edge.contract import topic
from edge.door.door import Door, Parcel
from edge.uplink.link import WINDOW
from edge.uplink.settings import UplinkSettings, parse_broker, tls_context
from edge.uplink.uplink import Uplink
from tests.brokers import Mosquitto
from tests.edge.samples import event

ROUNDS = 3
CAMERA = "cam-1"


def fill(door: Door, events: int) -> tuple[Parcel, ...]:
    for start in range(0, events, 100):
        door.put([event(n) for n in range(start, min(start + 100, events))])
    return door.parcels(after=0, limit=events)


def drain(settings: UplinkSettings, door: Door) -> float:
    """Seconds from the first step, connection included, until the door is empty."""
    uplink = Uplink(settings, door, SystemClock(), random=lambda: 0.0)
    start_s = time.perf_counter()
    while door.depth():
        for _ in range(10):
            uplink.step(0.001)
    spent_s = time.perf_counter() - start_s
    uplink.close()
    return spent_s


def bare(settings: UplinkSettings, parcels: tuple[Parcel, ...]) -> float:
    """Seconds from connecting until every publish is acknowledged, with paho's own thread."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=CAMERA, protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(WINDOW)
    client.tls_set_context(tls_context(settings))
    broker = parse_broker(settings.broker)
    start_s = time.perf_counter()
    client.connect(broker.host, broker.port)
    client.loop_start()
    sent = [client.publish(topic(CAMERA, p.suffix), p.payload, qos=1) for p in parcels]
    for info in sent:
        info.wait_for_publish()
    spent_s = time.perf_counter() - start_s
    client.disconnect()
    client.loop_stop()
    return spent_s


def main(events: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(folder, [CAMERA])
        settings = broker.settings(CAMERA)
        ours, theirs = [], []
        with Door(folder / "door.sqlite") as door:
            for _ in range(ROUNDS):
                parcels = fill(door, events)
                theirs.append(events / bare(settings, parcels))
                ours.append(events / drain(settings, door))
        broker.stop()
    print(f"the door's backlog: {max(ours):8.0f} events/s, best of {ROUNDS}")
    print(f"bare paho:          {max(theirs):8.0f} events/s, best of {ROUNDS}")
    print(f"ratio:              {max(ours) / max(theirs):8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
