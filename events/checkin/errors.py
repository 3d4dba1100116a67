"""What the door cannot do."""

from core.errors import DomainError
from core.i18n import N_


class AlreadyAdmitted(DomainError):
    """The ticket is in; the service turns this into a refused scan."""

    code = "checkin.already_admitted"
    message = N_("Already inside")


class NonceSeen(DomainError):
    """The scan arrived before; the service answers as it did then."""

    code = "checkin.nonce_seen"
    message = N_("This scan arrived before.")


class NonceReused(DomainError):
    """One nonce, two different questions: nothing is written."""

    code = "checkin.nonce_reused"
    message = N_("This scan number was used for another code.")
    status = 422


class NothingToUndo(DomainError):
    """Only an admission that still counts can be taken back, the latest first."""

    code = "checkin.nothing_to_undo"
    message = N_("This scan cannot be taken back any more.")


class GateNameTaken(DomainError):
    """Two doors with one name."""

    code = "checkin.gate_name_taken"
    message = N_("A gate with this name exists.")


class WrongGate(DomainError):
    """The gate belongs to another event."""

    code = "checkin.wrong_gate"
    message = N_("This gate is not one of the event.")
    status = 422


SCAN_CLASHES = {"uq_scans_admitted_once": AlreadyAdmitted, "uq_scans_nonce": NonceSeen}
