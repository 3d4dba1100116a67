"""What the catalogue refuses."""

from core.errors import DomainError
from core.i18n import N_


class BadPhoto(DomainError):
    """A file that is no photo we take."""

    code = "catalogue.bad_photo"
    message = N_("This file is not a photo we can read. Please send a JPEG, PNG or WebP picture.")
    status = 422


class PhotoTooBig(BadPhoto):
    """More bytes or pixels than we take."""

    code = "catalogue.photo_too_big"
    message = N_(
        "This photo is too large. Please send one of at most 8 MB and 40 million picture points."
    )


class NameMissing(DomainError):
    """A product needs a name in at least one language."""

    code = "catalogue.name_missing"
    message = N_("Please write the product's name in Vietnamese or in English.")
    status = 422
