"""How legal forms, roles and languages are called on pages; marked, not translated."""

from accounts.companies.duplicates import Reason
from accounts.companies.models import LegalForm, MemberRole
from core.i18n import N_

LEGAL_FORMS = {
    LegalForm.COOPERATIVE: N_("Cooperative"),
    LegalForm.LLC: N_("Limited liability company"),
    LegalForm.JOINT_STOCK: N_("Joint-stock company"),
    LegalForm.HOUSEHOLD: N_("Business household"),
    LegalForm.ARTISAN: N_("Artisan"),
    LegalForm.COOPERATIVE_GROUP: N_("Cooperative group"),
    LegalForm.PRIVATE: N_("Private enterprise"),
    LegalForm.PARTNERSHIP: N_("Partnership"),
    LegalForm.COOPERATIVE_UNION: N_("Union of cooperatives"),
    LegalForm.CRAFT_VILLAGE: N_("Craft village"),
    LegalForm.COMMUNITY: N_("Community"),
    LegalForm.PUBLIC_UNIT: N_("Public unit"),
    LegalForm.FOREIGN: N_("Foreign company"),
}
ROLES = {
    MemberRole.STAFF: N_("Staff: acts for the company"),
    MemberRole.ADMIN: N_("Admin: also edits the company and invites others"),
}
LANGUAGES_SPOKEN = {
    "vi": N_("Vietnamese"),
    "en": N_("English"),
    "zh": N_("Chinese"),
    "lo": N_("Lao"),
    "th": N_("Thai"),
    "km": N_("Khmer"),
    "ko": N_("Korean"),
    "ja": N_("Japanese"),
    "fr": N_("French"),
    "de": N_("German"),
    "ru": N_("Russian"),
}
REASONS = {
    Reason.TAX_CODE: N_("same tax code"),
    Reason.EARLIER_CODE: N_("earlier tax code"),
    Reason.BRANCH: N_("one tax code is a branch of the other"),
    Reason.WEBSITE: N_("same web page"),
    Reason.NAME: N_("same name but for legal words, tones and case"),
    Reason.PROVINCE: N_("same province"),
}
# What hangs on a company, by the table it stands in; everything else is counted together.
THINGS = {
    "members": N_("People"),
    "products": N_("Products"),
    "certificates": N_("Certificates"),
    "applications": N_("Applications"),
    "exhibitors": N_("Events shown at"),
    "buyers": N_("Events bought at"),
    "registrations": N_("Registrations"),
}
