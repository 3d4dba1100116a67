"""The words of the checks before the doors open: what is so, and what to do."""

from collections.abc import Iterable

from core.i18n import N_, _
from events.checkin.readiness import Check, Light, Outcome
from events.registration.models import RegistrationRole
from events.registration.words import ROLES

GOOD = {
    Check.GATES: N_("The gates are named."),
    Check.ROLES: N_("Everybody with a ticket has a list that lets them in."),
    Check.DEVICES: N_("Devices are paired."),
    Check.GATE_DEVICES: N_("Every gate has a device."),
    Check.IN_TOUCH: N_("All devices are in touch."),
    Check.TESTED: N_("All devices passed their self-test."),
    Check.FRESH: N_("All devices hold the newest ticket list."),
    Check.CLOCKS: N_("All clocks are right."),
    Check.QUEUES: N_("No device has scans to send."),
}
TO_DO = {
    Check.GATES: N_("Name at least one gate."),
    Check.ROLES: N_("No list lets these in:"),
    Check.DEVICES: N_("Pair a device."),
    Check.GATE_DEVICES: N_("No device at:"),
    Check.IN_TOUCH: N_("Not heard of for five minutes; open the scanner there:"),
    Check.TESTED: N_("Run the self-test on:"),
    Check.FRESH: N_("Without the newest ticket list; bring online once:"),
    Check.CLOCKS: N_("Set the clock on:"),
    Check.QUEUES: N_("Scans wait on; bring online once:"),
}
FAILED = N_("The self-test failed on; it says there what to do:")
NO_LIST = N_("There is no list yet that lets anybody in; the first gate makes the main list.")
PLACES = {
    Check.GATES: "#gates",
    Check.ROLES: "#lists",
    Check.DEVICES: "#pair",
    Check.GATE_DEVICES: "#pair",
}
LIGHTS = {
    Light.GO: (N_("Ready"), "ok"),
    Light.MIND: (N_("Needs a look"), "warn"),
    Light.STOP: (N_("Not ready"), "danger"),
}


def lines_of(results: Iterable[Outcome]) -> list[dict[str, str]]:
    """Each check as a badge, a sentence with its names, and where it is mended."""
    return [_line(one) for one in results]


def _line(one: Outcome) -> dict[str, str]:
    word, kind = LIGHTS[one.light]
    words = GOOD if one.light is Light.GO else TO_DO
    text = words[one.check]
    if one.check is Check.TESTED and one.light is Light.STOP:
        text = FAILED
    if one.check is Check.ROLES and one.light is Light.STOP and not one.names:
        text = NO_LIST
    names = (
        [_(ROLES[RegistrationRole(name)]) for name in one.names]
        if one.check is Check.ROLES
        else one.names
    )
    return {
        "word": _(word),
        "kind": kind,
        "text": " ".join(part for part in (_(text), ", ".join(names)) if part),
        "href": "" if one.light is Light.GO else PLACES.get(one.check, "#devices"),
    }
