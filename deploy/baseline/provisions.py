"""The provisions of ETSI EN 303 645 V2.1.1, and what shows that each holds.

Numbers and short forms are from memory; for the words, the standard. M: mandatory, R: recommended.
"""

from dataclasses import dataclass
from typing import Final, Literal

from deploy.baseline import looks
from deploy.baseline.proofs import Document, Files, Inside, NotApplicable, Open, Proof, Tried


@dataclass(frozen=True, slots=True)
class Provision:
    number: str
    level: Literal["M", "R"]
    asks: str
    proofs: tuple[Proof, ...]


def _row(number: str, level: Literal["M", "R"], asks: str, *proofs: Proof) -> Provision:
    return Provision(number, level, asks, proofs)


_SEALED: Final = "edge/governance/test_signing.py::test_"
_UPDATE: Final = "edge/update/test_updates.py::test_"
_HOUR: Final = "edge/installer/test_serve.py::test_"
_BROKER: Final = "deploy/test_broker.py::test_"
_NO_PASSWORD: Final = Files("no SSH, no login, no account with a password", looks.no_way_to_log_in)
_NOTHING_LISTENS: Final = Inside("nothing listens", lambda told: not told["inside"]["listening"])
_OUR_SERVERS: Final = NotApplicable("there is no service of ours that a camera belongs to")

PROVISIONS: Final = (
    _row("4-1", "M", "a reason for each that does not hold",
         Document("deploy/baseline/provisions.py", "Open(")),
    _row("5.1-1", "M", "no default passwords", _NO_PASSWORD,
         Inside("no account opens", lambda told: not told["inside"]["open_accounts"])),
    _row("5.1-2", "M", "passwords given beforehand are random",
         Tried("edge/installer/test_identity.py::test_no_two_cameras_have_the_same")),
    _row("5.1-3", "M", "good cryptography for who comes in",
         Tried(f"{_HOUR}nothing_but_tls_1_3_is_spoken",
               "edge/installer/test_pin.py::test_the_same_pin_is_never_kept_as_the_same_bytes")),
    _row("5.1-4", "M", "who comes in can be changed simply",
         Document("deploy/README.md", "a factory reset makes a new key and a new PIN")),
    _row("5.1-5", "M", "guessing is in vain",
         Tried(f"{_HOUR}wrong_pins_close_the_window_and_nothing_listens_any_more")),
    _row("5.2-1", "M", "how to report a weakness", Document("SECURITY.md", "Report a weakness")),
    _row("5.2-2", "R", "weaknesses are acted on in time",
         Document("SECURITY.md", "within 90 days")),
    _row("5.2-3", "R", "weaknesses are watched for",
         Document("SECURITY.md", "bill of materials")),
    _row("5.3-1", "R", "all software can be updated",
         Tried("deploy/test_rauc.py::test_what_is_signed_for_this_kind_and_newer_is_written")),
    _row("5.3-2", "M", "updates are installed safely",
         Tried(f"{_UPDATE}an_operator_alone_cannot_change_what_a_camera_runs",
               f"{_UPDATE}a_firmware_without_frames_goes_back_and_says_why")),
    _row("5.3-3", "M", "updating is simple", Document("deploy/fleet/README.md", "fleet update")),
    _row("5.3-4", "R", "updates need nobody at the camera",
         Tried(f"{_UPDATE}a_firmware_is_installed_started_proved_and_kept")),
    _row("5.3-5", "R", "it looks for updates at its start and later",
         Tried("edge/uplink/test_uplink.py::"
               "test_a_vision_that_starts_anew_is_brought_what_is_desired")),
    _row("5.3-6", "R", "automatic from the beginning, and can be put off",
         Document("deploy/fleet/README.md", "the operator decides who gets it when")),
    _row("5.3-7", "M", "good cryptography for updates",
         Tried(f"{_SEALED}every_bit_of_an_envelope_counts")),
    _row("5.3-8", "M", "updates come in time", Document("SECURITY.md", "within 90 days")),
    _row("5.3-9", "R", "the camera checks what it installs",
         Tried(f"{_UPDATE}as_many_of_the_oversight_as_it_takes")),
    _row("5.3-10", "M", "trust for updates over a network",
         Tried("deploy/test_rauc.py::test_a_signer_must_be_one_of_code_and_in_its_time")),
    _row("5.3-11", "R", "it is told when an update is needed",
         Document("SECURITY.md", "advisory")),
    _row("5.3-12", "R", "it is told when an update interrupts",
         Tried(f"{_UPDATE}progress_is_told_in_tenths_and_what_is_in_the_way_by_name")),
    _row("5.3-13", "M", "the support period is published",
         Files("a span in SECURITY.md", looks.supports_for_years)),
    _row("5.3-14", "R", "why something cannot be updated",
         NotApplicable("all of it can be, but for the chip's own first program")),
    _row("5.3-15", "R", "what cannot be updated can be isolated", NotApplicable("as 5.3-14")),
    _row("5.3-16", "M", "the model is told",
         NotApplicable("no device is sold here: who builds one labels it")),
    _row("5.4-1", "M", "secrets lie safely", Inside(
        "keys 0600, nothing for others",
        lambda told: set(told["inside"]["keys"].values()) == {"0o600"}
        and not told["inside"]["read_by_others"])),
    _row("5.4-2", "M", "a burnt-in identity cannot be changed",
         NotApplicable("none is burnt in: each camera makes its key at its first start")),
    _row("5.4-3", "M", "no secret in the source",
         Files("none in edge, deploy, simulator, models", looks.no_secret_in_source)),
    _row("5.4-4", "M", "keys are each camera's own",
         Tried("deploy/test_first_boot.py::"
               "test_a_new_camera_makes_its_key_and_asks_for_a_certificate",
               "deploy/test_first_boot.py::test_the_key_is_nowhere_on_the_card")),
    _row("5.5-1", "M", "good cryptography on the wire",
         Tried("edge/uplink/test_settings.py::test_tls_is_recent_and_checks_the_host_name")),
    _row("5.5-2", "R", "implementations that others have reviewed",
         Document("SECURITY.md", "OpenSSL and pyca/cryptography")),
    _row("5.5-3", "R", "cryptography can be updated",
         Files("libraries come with the image", looks.every_library_has_one_version)),
    _row("5.5-4", "R", "nobody unknown uses it over the network", _NOTHING_LISTENS,
         Tried(f"{_HOUR}a_stranger_gets_the_page_and_nothing_of_the_camera")),
    _row("5.5-5", "M", "nobody unknown changes its security",
         Tried("edge/desired/test_desired.py::"
               "test_a_bad_one_is_refused_with_its_path_and_changes_nothing",
               "edge/governance/test_authority.py::test_a_stranger_may_not_even_tighten")),
    _row("5.5-6", "R", "secrets are encrypted on their way",
         Tried("edge/uplink/test_settings.py::"
               "test_a_password_is_never_sent_in_plain_text_to_another_machine")),
    _row("5.5-7", "M", "secrets stay secret over far networks",
         Tried("edge/uplink/test_uplink.py::test_a_broker_that_cannot_prove_itself_gets_nothing")),
    _row("5.5-8", "M", "keys are managed",
         Tried(f"{_BROKER}a_certificate_that_was_taken_back_opens_nothing",
               "edge/fleet/test_enrol.py::test_a_code_works_once")),
    _row("5.6-1", "M", "what is not used is off", _NOTHING_LISTENS,
         Inside("vision has no network",
                lambda told: told["inside"]["vision_interfaces"] == ["lo"])),
    _row("5.6-2", "M", "strangers learn little",
         Tried(f"{_HOUR}a_stranger_gets_the_page_and_nothing_of_the_camera")),
    _row("5.6-3", "R", "no needless sockets in the case",
         NotApplicable("no case is sold here; deploy/README.md says what to close")),
    _row("5.6-4", "M", "ports for debugging are closed", _NO_PASSWORD),
    _row("5.6-5", "R", "only services that are needed", Inside(
        "no unit failed, nothing listens", lambda told: not any(told["inside"]["failed_units"]))),
    _row("5.6-6", "R", "only code that is needed",
         Tried("edge/uplink/test_settings.py::"
               "test_the_uplink_loads_nothing_that_could_look_at_a_picture")),
    _row("5.6-7", "R", "least privilege",
         Files("every unit is fenced in", looks.each_unit_is_fenced_in),
         Inside("no capability is left", lambda told: not any(
             int(told["inside"][f"passerby-{name}"]["CapEff"], 16) for name in ("vision", "uplink")
         ))),
    _row("5.6-8", "R", "memory is guarded by the chip",
         Document("SECURITY.md", "an MMU")),
    _row("5.6-9", "R", "a process of development",
         Document("SECURITY.md", "types, import contracts and tests")),
    _row("5.7-1", "R", "secure boot",
         Open("what starts is not verified: who holds the card can change it")),
    _row("5.7-2", "R", "a changed system is noticed",
         Open("bundles are verified before they are written, the root is not at each start")),
    _row("5.8-1", "R", "personal data is secret on its way",
         Tried(f"{_BROKER}tls_begins_with_1_2")),
    _row("5.8-2", "M", "sensitive personal data even more",
         Tried("firewall/test_canary.py::test_no_published_byte_and_no_file_holds_the_canary")),
    _row("5.8-3", "M", "what it senses is documented",
         Document("README.md", "no face recognition")),
    _row("5.9-1", "R", "outages are borne",
         Tried("edge/uplink/test_uplink.py::"
               "test_what_happens_without_a_broker_arrives_once_it_is_back")),
    _row("5.9-2", "R", "works alone, and comes back after a power cut",
         Tried("deploy/test_first_boot.py::"
               "test_a_power_cut_anywhere_leaves_one_key_and_a_way_on"),
         Inside("works again after a cut",
                lambda told: "power to configuration 3 at work" in told["took_s"])),
    _row("5.9-3", "R", "a fleet does not come back all at once",
         Tried("edge/uplink/test_backoff.py::test_chance_spreads_a_fleet")),
    _row("5.10-1", "R", "telemetry is examined",
         Document("deploy/fleet/README.md", "drift")),
    _row("5.11-1", "M", "data can be erased simply",
         Tried("deploy/test_factory_reset.py::test_no_byte_of_what_was_kept_is_left"),
         Inside("nothing is found after a reset",
                lambda told: "power to the end of a factory reset" in told["took_s"])),
    _row("5.11-2", "R", "also from services",
         Document("deploy/README.md", "What the broker still has")),
    _row("5.11-3", "R", "how, is told", Document("deploy/README.md", "Giving a camera away")),
    _row("5.11-4", "R", "that it is done, is told",
         Document("deploy/README.md", "the file is gone once it is done")),
    _row("5.12-1", "R", "few decisions, safe ones",
         Tried("edge/governance/test_ceiling.py::"
               "test_without_a_policy_a_camera_counts_and_does_nothing_else")),
    _row("5.12-2", "R", "how to set it up safely", Document("deploy/README.md", "Step by step")),
    _row("5.12-3", "R", "how to check that",
         Document("deploy/README.md", "Is it set up as it should be?")),
    _row("5.13-1", "M", "input is validated",
         Tried("fuzz/test_documents.py::test_no_reader_falls_over_one_that_is_cut_or_bent",
               f"{_HOUR}what_is_no_http_is_refused_and_the_next_one_served")),
    _row("6-1", "M", "what is processed is told",
         Document("README.md", "What the public is told")),
    _row("6-2", "M", "consent is valid",
         NotApplicable("a public place asks for no consent: the basis is the operator's to show")),
    _row("6-3", "M", "consent can be withdrawn", NotApplicable("as 6-2")),
    _row("6-4", "R", "telemetry is as little as needed",
         Tried("edge/privacy/test_event.py::"
               "test_no_field_can_hold_a_list_bytes_a_float_or_free_text")),
    _row("6-5", "M", "telemetry is told of", Document("deploy/contract/README.md", "AsyncAPI")),
)  # fmt: skip
