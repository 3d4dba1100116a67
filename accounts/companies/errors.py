"""What companies and their memberships refuse."""

from core.errors import DomainError
from core.i18n import N_


class DuplicateTaxCode(DomainError):
    """The tax code belongs to another company already."""

    code = "companies.duplicate_tax_code"
    message = N_(
        "A company with this tax code is registered already. If it is yours, ask a colleague "
        "who is its admin to invite you; if you do not know who that is, ask the organisers."
    )


class SameFormTwice(DomainError):
    """The form was sent twice; the first made the company."""

    code = "companies.same_form_twice"
    message = N_("This company has just been created.")


class TaxCodeMissing(DomainError):
    """The legal form has a tax code, and none was given."""

    code = "companies.tax_code_missing"
    message = N_("Companies of this legal form have a tax code; please enter it.")
    status = 422


class TaxCodeWrong(DomainError):
    """Not a number that the tax authority hands out."""

    code = "companies.tax_code_wrong"
    message = N_(
        "This is not a valid tax code: 10 digits, 13 for a branch (0101234567-001). "
        "Check for a mistyped digit."
    )
    status = 422


class PersonalNumberWrong(DomainError):
    """Neither a tax code nor a personal number."""

    code = "companies.personal_number_wrong"
    message = N_(
        "Enter the 10 or 13 digits of the tax code, "
        "or the 12 digits of the owner's personal number."
    )
    status = 422


class NotAWebsite(DomainError):
    """Not an address of a public web page."""

    code = "companies.not_a_website"
    message = N_("This is not the address of a web page, like https://donvi.vn.")
    status = 422


class AlreadyMember(DomainError):
    """The person acts for the company already."""

    code = "companies.already_member"
    message = N_("This person acts for the company already.")


class LastAdmin(DomainError):
    """Nobody could change the company any more."""

    code = "companies.last_admin"
    message = N_("A company needs an admin. Make somebody else admin first.")


class HasAccount(DomainError):
    """The invited address or number has an account; its owner signs in with it."""

    code = "companies.has_account"
    message = N_("You have an account already. Sign in with it, then accept the invitation.")


class SameCompany(DomainError):
    """A company cannot be merged into itself."""

    code = "companies.same_company"
    message = N_("These are one and the same company. Choose two.")
    status = 422


class MergedAlready(DomainError):
    """One of the two is not a company of its own any more."""

    code = "companies.merged_already"
    message = N_("One of the two has just been merged. Look at the list again.")


class DifferentCountries(DomainError):
    """One firm is in one country."""

    code = "companies.different_countries"
    message = N_("These companies are in two countries. Correct the country of one first.")


class CannotFold(DomainError):
    """Both have something of which one company can have only one, and no rule decides."""

    code = "companies.cannot_fold"
    message = N_(
        "Both companies have something that one company can have only once. "
        "Nothing was changed. Tell us about it: %(what)s"
    )


class SaidToBeTwo(DomainError):
    """Said twice at once."""

    code = "companies.said_to_be_two"
    message = N_("It is noted already that these are two companies.")
