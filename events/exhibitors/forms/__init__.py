"""What organisers and firms fill in about halls, applications and rules."""

from events.exhibitors.forms.allotment import CriteriaForm, DrawForm, PaperKindForm, WitnessForm
from events.exhibitors.forms.applying import AnswerForm, ApplyForm, PaperForm
from events.exhibitors.forms.fees import AccountForm, PaymentForm
from events.exhibitors.forms.hall import CategoryForm, HallForm, RowsForm, category_label

__all__ = [
    "AccountForm",
    "AnswerForm",
    "ApplyForm",
    "CategoryForm",
    "CriteriaForm",
    "DrawForm",
    "HallForm",
    "PaperForm",
    "PaperKindForm",
    "PaymentForm",
    "RowsForm",
    "WitnessForm",
    "category_label",
]
