"""Forms of the catalogue: a product, filters of a search, kinds of products, papers."""

from events.catalogue.forms.find import FindForm
from events.catalogue.forms.papers import (
    AltForm,
    NewCertificateForm,
    NewPhotoForm,
    RefuseClaimForm,
    ScanForm,
)
from events.catalogue.forms.product import MAX_TAGS, CertificateForm, ProductForm, shown
from events.catalogue.forms.tags import AliasForm, MergeTagForm, MoveTagForm, RefuseForm, TagForm

__all__ = [
    "MAX_TAGS",
    "AliasForm",
    "AltForm",
    "CertificateForm",
    "FindForm",
    "MergeTagForm",
    "MoveTagForm",
    "NewCertificateForm",
    "NewPhotoForm",
    "ProductForm",
    "RefuseClaimForm",
    "RefuseForm",
    "ScanForm",
    "TagForm",
    "shown",
]
