"""What is asked about papers and photos, and for answers to OCOP claims."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import BaseForm
from core.i18n import N_, by_language
from events.catalogue.certificates import CERTIFICATE_KINDS
from events.catalogue.facts import CertificateFacts

SCANS = "application/pdf,image/jpeg,image/png,image/webp"
SCAN = N_("PDF or photo, at most 6 MB. Only your company and staff see it.")


class NewCertificateForm(BaseForm):
    """A certificate of the whole company."""

    kind = SelectField(N_("Certificate"), validators=[InputRequired()])
    title = StringField(N_("Exact name"), validators=[Length(max=120)])
    number = StringField(N_("Number"), validators=[Length(max=80)])
    expires_on = DateField(N_("Valid until"), validators=[Optional()])
    scan = FileField(N_("Scan"), description=SCAN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            (kind, by_language(*names)) for kind, names in CERTIFICATE_KINDS.items()
        ]

    @property
    def facts(self) -> CertificateFacts:
        """What the form says."""
        return CertificateFacts(
            self.kind.data, self.title.data or "", self.number.data or "", self.expires_on.data
        )


class ScanForm(BaseForm):
    """A scan of a paper."""

    scan = FileField(
        N_("Scan"), description=SCAN, validators=[FileRequired(N_("Please choose a file."))]
    )


class RefuseClaimForm(BaseForm):
    """Why a claim could not be confirmed."""

    reason = TextAreaField(
        N_("Reason, for the company to read"), validators=[InputRequired(), Length(max=500)]
    )


class AltForm(BaseForm):
    """What a photo shows, for people who do not see it and for search engines."""

    alt_vi = StringField(
        N_("What it shows, in Vietnamese"),
        description=N_("For people who cannot see it, for example: a basket of young tea buds."),
        validators=[Length(max=200)],
    )
    alt_en = StringField(N_("What it shows, in English"), validators=[Length(max=200)])


class NewPhotoForm(AltForm):
    """One more photo."""

    photo = FileField(
        N_("Photo"),
        description=N_("JPEG, PNG or WebP, at most 8 MB. Daylight works best."),
        validators=[FileRequired(N_("Please choose a file."))],
    )
