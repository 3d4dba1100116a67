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


class SameTag(DomainError):
    """A kind cannot be merged into itself."""

    code = "catalogue.same_tag"
    message = N_("This is the same kind. Choose another one.")
    status = 422


class HasKindsBelow(DomainError):
    """Its children would stand nowhere."""

    code = "catalogue.has_kinds_below"
    message = N_("There are kinds below this one. Move or merge them first.")


class NotBelowItself(DomainError):
    """The tree would have a ring."""

    code = "catalogue.not_below_itself"
    message = N_("A kind cannot stand below itself.")
    status = 422


class TagNameTaken(DomainError):
    """Two neighbours of one name."""

    code = "catalogue.tag_name_taken"
    message = N_("“%(name)s” is there already. Merge the two instead.")


class TagCodeTaken(DomainError):
    """Somebody was faster."""

    code = "catalogue.tag_code_taken"
    message = N_("Somebody has just changed this kind. Please look again.")


class CodeTooLong(DomainError):
    """Too deep in the tree."""

    code = "catalogue.code_too_long"
    message = N_("The tree cannot be that deep. Put it further up.")
    status = 422


class ProposalAnswered(DomainError):
    """Another moderator was faster."""

    code = "catalogue.proposal_answered"
    message = N_("Somebody has just answered this word.")


class BadPaper(DomainError):
    """A file that is no scan we take."""

    code = "catalogue.bad_paper"
    message = N_("We cannot read this file. Please send a PDF or a photo (JPEG, PNG, WebP).")
    status = 422


class PaperTooBig(BadPaper):
    """More bytes or pixels than we take."""

    code = "catalogue.paper_too_big"
    message = N_("This file is too large. Please send one of at most 6 MB.")


class NoOcopClaim(DomainError):
    """The company took its claim back meanwhile."""

    code = "catalogue.no_ocop_claim"
    message = N_("The company has taken this claim back meanwhile.")


class ClaimAnswered(DomainError):
    """Another member of staff was faster."""

    code = "catalogue.claim_answered"
    message = N_("Somebody has just answered this claim.")


class TooManyPhotos(DomainError):
    """A page of a product stays light."""

    code = "catalogue.too_many_photos"
    message = N_("A product has at most %(most)s photos. Remove one first.")
