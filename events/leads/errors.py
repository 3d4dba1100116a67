"""What cannot be done with leads."""

from core.errors import DomainError
from core.i18n import N_


class LeadThere(DomainError):
    """A colleague kept this person in the same moment; the service adds to their lead."""

    code = "leads.lead_there"
    message = N_("This contact is kept already.")


class NonceSeen(DomainError):
    """The scan arrived before; the service answers as it did then."""

    code = "leads.nonce_seen"
    message = N_("This scan arrived before.")


class NonceReused(DomainError):
    """One nonce, two different scans: nothing is written."""

    code = "leads.nonce_reused"
    message = N_("This scan number was used for something else.")
    status = 422


class Withdrawn(DomainError):
    """The person took their data back from this exhibitor."""

    code = "leads.withdrawn"
    message = N_("This person has taken their data back. The contact cannot be changed any more.")


class BadItem(DomainError):
    """A field of the interface is not what it should be; ``field`` says which."""

    code = "leads.bad_item"
    message = N_("The request cannot be read: %(field)s.")
    status = 422


CLASHES = {
    "uq_leads_exhibitor_id_registration_id": LeadThere,
    "uq_lead_scans_exhibitor_id_nonce": NonceSeen,
}
