"""What the door cannot do."""

from core.errors import DomainError
from core.i18n import N_


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


class ListNotYours(DomainError):
    """The device is bound to other lists, or stands at none of this list's gates."""

    code = "checkin.list_not_yours"
    message = N_("This device does not scan for this list.")
    status = 403


class DeviceRevoked(DomainError):
    """The organiser took the device's right away."""

    code = "device_revoked"
    message = N_("This device was revoked.")
    status = 401


class PairingUnknown(DomainError):
    """No such pairing code was ever made."""

    code = "pair_unknown"
    message = N_("This pairing code is not known.")
    status = 404


class PairingUsed(DomainError):
    """A pairing code works once."""

    code = "pair_used"
    message = N_("This pairing code was used already. Make a new one.")
    status = 410


class PairingExpired(DomainError):
    """A pairing code works for minutes."""

    code = "pair_expired"
    message = N_("This pairing code is too old. Make a new one.")
    status = 410


class StockUnknown(DomainError):
    """The code is none of this device's stock."""

    code = "checkin.stock_unknown"
    message = N_("This walk-in code does not belong to this device.")
    status = 422


class StockUsed(DomainError):
    """A stock code admits one person."""

    code = "checkin.stock_used"
    message = N_("This walk-in code was given to somebody else.")
    status = 422


class StockExpired(DomainError):
    """A stock code is good for its day."""

    code = "checkin.stock_expired"
    message = N_("This walk-in code was for another day.")
    status = 422


class TallyThere(DomainError):
    """The same queue of people counted by hand came twice in one moment."""

    code = "checkin.tally_there"
    message = N_("This was counted in this moment.")


class NothingToSettle(DomainError):
    """The conflict was settled, or there is none."""

    code = "checkin.nothing_to_settle"
    message = N_("This conflict is settled already.")


class ListNameTaken(DomainError):
    """Two lists with one address."""

    code = "checkin.list_name_taken"
    message = N_("A list with this short name exists.")


class ZoneNameTaken(DomainError):
    """Two zones of an event with one name."""

    code = "checkin.zone_name_taken"
    message = N_("A zone with this name exists.")


class HallHasZone(DomainError):
    """A hall on the plan shows how full one zone is."""

    code = "checkin.hall_has_zone"
    message = N_("Another zone fills this hall already.")


class WrongHall(DomainError):
    """A hall of another event."""

    code = "checkin.wrong_hall"
    message = N_("This hall does not belong to the event.")
    status = 404
