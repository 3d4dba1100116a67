"""What the scanner says: it speaks without the server, so its page brings every text along."""

from typing import Any

from accounts.sign_in.errors import NotAPhone
from core.i18n import N_, _
from events.checkin.states import WORDS
from events.registration.words import ROLES

_SAY = {
    "admitted": N_("Welcome"),
    "goodbye": N_("Goodbye"),
    "forced": N_("Admitted by staff"),
    "later": N_("Check later"),
    "let_in_later": N_("Let in, checked later"),
    "ready": N_("Ready to scan"),
    "checking": N_("Checking…"),
    "first": N_("First at %(time)s, gate %(gate)s"),
    "first_no_gate": N_("First at %(time)s"),
    "first_here": N_("Seen on this phone at %(time)s"),
    "ended": N_("Ended at %(time)s"),
    "unnamed": N_("Ticket without a name here"),
    "not_kept": N_("This phone is full: the scan is only in memory. Do not close the page."),
    "not_counted": N_("This phone is full or ended: nobody was counted safely. Note it on paper."),
    "online": N_("Connected"),
    "offline": N_("No network"),
    "offline_long": N_("Offline: this phone decides and keeps every scan."),
    "queued": N_("%(count)s to send"),
    "all_sent": N_("Everything is sent"),
    "synced": N_("sent at %(time)s"),
    "never": N_("never sent"),
    "unsaved": N_("%(count)s scans are only in memory: connect before closing."),
    "start": N_("Scan with the camera"),
    "stop": N_("Stop the camera"),
    "no_camera": N_(
        "No camera can be used here. Allow it in the browser, open the page over HTTPS, or type the"
        " code."
    ),
    "gate": N_("%(gate)s · %(device)s"),
    "pairing": N_("Pairing…"),
    "pair_failed": N_("This code cannot be used. Ask the organiser for a new one."),
    "pair_unreachable": N_("The server does not answer. Pairing needs the network once."),
    "revoked": N_("The organiser has ended this device. Unsent scans stay here: pair it again."),
    "skew": N_("The clock of this phone is %(minutes)s minutes off. Scans are corrected."),
    "short": N_("Typed code: %(code)s"),
    "not_a_phone": NotAPhone.message,
    "walk_in_later": N_("Registered on this phone; it is sent as soon as there is a network."),
    "search_none": N_("Nobody found. Try another part of the name."),
    "search_offline": N_("Without a network there is no search: this phone knows no names."),
    "search_admit": N_("Admit"),
    "conflict_twice": N_("Came in twice: first at %(time)s, %(place)s"),
    "team_page": N_("a page of the team"),
    "conflict_went_in": N_("Went in although the ticket is not good"),
    "conflict_not_taken": N_("The server did not take it: %(why)s"),
    "update": N_("A new version is ready."),
    "test_ready": N_("Ready for offline"),
    "test_nearly": N_("Ready, with things to know"),
    "test_not": N_("Not ready for offline"),
    "test_running": N_("Looking…"),
    "state_ok": N_("Good"),
    "state_mind": N_("Mind"),
    "state_bad": N_("Missing"),
}

# Outcomes that only a phone has: the word, and what to do.
_ALONE = {
    "typed": (
        N_("Let in, checked later"),
        N_("Without a network the typed code was not checked; with one, the phone does that."),
    ),
    "unverified": (N_("Let in, checked later"), N_("This phone cannot check signatures.")),
    "newer": (
        N_("Let in, checked later"),
        N_("Genuine. The ticket is newer than the list on this phone."),
    ),
    "no_snapshot": (
        N_("Let in, checked later"),
        N_("Genuine. There is no list on this phone yet."),
    ),
    "no_stock": (N_("No codes left"), N_("Write the name on paper and let the desk know.")),
    "not_taken": (N_("Not accepted"), ""),
}

# For each look before the doors open: what it is, and what to do when it is not good.
_TEST = {
    "secure": (
        N_("Safe connection"),
        N_(
            "Open the address that begins with https://; else camera and offline do not work. How"
            " the phone comes to trust it stands at /trust."
        ),
    ),
    "installed": (
        N_("On the home screen"),
        N_("Put the scanner on the home screen; iPhones delete what is kept in the browser."),
    ),
    "worker": (
        N_("Scanner kept on this phone"),
        N_(
            "Stay online and reload the page once. If the browser warned of the address, let the"
            " phone trust it first: open /trust."
        ),
    ),
    "storage": (
        N_("Storage is safe"),
        N_("The browser may clear it when space is short. Installing the scanner helps."),
    ),
    "room": (N_("Free space"), N_("Delete photos or programs: too little space for a day.")),
    "list": (N_("Ticket list"), N_("Stay online until the list has come, and fetch it each day.")),
    "keys": (N_("Signatures are checked"), N_("Stay online until the list has come.")),
    "verify": (
        N_("Signatures are checked"),
        N_(
            "This browser cannot: offline every ticket is “let in, checked later”. Update the"
            " browser."
        ),
    ),
    "clock": (N_("Clock"), N_("Set the phone's clock to automatic.")),
    "camera": (
        N_("Camera"),
        N_("Allow the camera in the browser's settings, or use a hand scanner."),
    ),
    "camera_ask": (
        N_("Camera"),
        N_("Press “Scan with the camera” once and answer “Allow”, before the first visitor."),
    ),
    "order": (
        N_("Network on automatic"),
        N_("Under “This phone” choose “Automatic”; else scans are not sent by themselves."),
    ),
    "battery": (N_("Battery"), N_("Charge the phone or keep a power bank at hand.")),
    "reader": (N_("Code reader"), N_("Stay online and reload the page once.")),
    "queue": (N_("Nothing waits to be sent"), N_("Stay online until everything is sent.")),
    "stock": (
        N_("Codes for people without a ticket"),
        N_("Stay online until they have come; else few can be added offline, or nobody."),
    ),
}
_VALUES = {
    "list": N_("%(count)s tickets, %(size)s kB, fetched at %(time)s"),
    "clock": N_("%(value)s seconds off"),
    "storage": N_("%(value)s free"),
    "room": N_("%(value)s free"),
    "queue": N_("%(value)s to send"),
    "stock": N_("%(value)s codes"),
    "worker": N_("%(value)s files"),
    "battery": N_("%(value)s full"),
}


def texts() -> dict[str, Any]:
    """All texts in the page's language; what is put in later stands as ``%(name)s``."""
    reasons = {reason.value: [_(words.word), _(words.hint)] for reason, words in WORDS.items()}
    alone = {name: [_(word), _(hint) if hint else ""] for name, (word, hint) in _ALONE.items()}
    return {
        "say": {name: _(text) for name, text in _SAY.items()},
        "reasons": reasons | alone,
        "roles": {role.value: _(word) for role, word in ROLES.items()},
        "tests": {name: [_(label), _(todo)] for name, (label, todo) in _TEST.items()},
        "values": {name: _(text) for name, text in _VALUES.items()},
    }
