"""The living page of the look: every macro in every state, in development and tests only."""

from itertools import product
from typing import Any

from flask import Blueprint, Flask, jsonify, render_template, request
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from core.forms import BaseForm, CheckboxesField
from core.text import fold
from core.web import Page

bp = Blueprint("style", __name__)

PRODUCTS = {
    "tea.shan": ("Chè Shan tuyết", "Shan tuyết tea"),
    "tea.black": ("Hồng trà", "Black tea"),
    "coffee.arabica": ("Cà phê Arabica", "Arabica coffee"),
    "plum.dried": ("Mận sấy dẻo", "Dried plums"),
    "honey": ("Mật ong", "Honey"),
    "brocade": ("Thổ cẩm", "Brocade"),
}


def _choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class SampleForm(BaseForm):
    """One field of each kind."""

    company = StringField("Tên đơn vị", validators=[DataRequired()])
    email = EmailField(
        "Thư điện tử",
        description="Chúng tôi gửi một thư để xác nhận địa chỉ là của bạn.",
        validators=[DataRequired()],
    )
    about = TextAreaField("Đơn vị làm ra những gì?")
    province = SelectField("Tỉnh", choices=_choices(("14", "Sơn La"), ("10", "Lào Cai")))
    products = SelectMultipleField(
        "Sản phẩm",
        description="Gõ một từ tiếng Việt hoặc tiếng Anh, có dấu hay không dấu đều được.",
        choices=_choices(*((code, names[0]) for code, names in PRODUCTS.items())),
    )
    capacity = IntegerField("Sản lượng mỗi tháng")
    day = DateField("Ngày")
    hour = TimeField("Giờ")
    photo = FileField("Ảnh", description="JPEG, PNG hoặc WebP, tối đa 5 MB.")
    role = RadioField(
        "Bạn tham gia với tư cách",
        choices=_choices(("exhibitor", "Đơn vị trưng bày"), ("buyer", "Người mua")),
        validators=[InputRequired()],
    )
    months = CheckboxesField(
        "Tháng thu hoạch",
        choices=_choices(*((str(month), f"Tháng {month}") for month in range(3, 9))),
    )
    consent = BooleanField("Ban tổ chức có thể gửi thư cho tôi về sự kiện này.")


@bp.get("/style")
def index() -> str:
    """Every macro in every state."""
    form = SampleForm(formdata=None, company="HTX Chè Tà Xùa", products=["tea.shan", "honey"])
    wrong = SampleForm(formdata=None, prefix="wrong")
    wrong.company.errors = ["Xin điền tên đơn vị."]
    wrong.role.errors = ["Xin chọn một mục."]
    wrong.photo.errors = ["Tệp này không phải là ảnh."]
    return render_template("style/index.html", form=form, wrong=wrong, **_samples())


@bp.get("/style/products.json")
def products() -> Any:
    """A small type-ahead source, tones forgiven."""
    wanted = fold(request.args.get("q", ""))
    results = [
        {"value": code, "label": vi, "hint": en}
        for code, (vi, en) in PRODUCTS.items()
        if wanted in fold(f"{vi} {en}")
    ]
    return jsonify(results=results)


def _samples() -> dict[str, Any]:
    number = request.args.get("page", 4, type=int)
    return {"plan": _plan(), "entries": _entries(), "page": Page([], number, 9, 214)}


PLACES = (1, 2, 3, 4, 6, 7, 8, 9)
STATES = {"B09": "free", "C06": "free", "D01": "free", "D04": "held", "C09": "closed"}
SECTORS = (
    "Chè và cà phê",
    "Dệt thổ cẩm",
    "Nông sản tươi",
    "Dược liệu",
    "Máy và bao bì",
    "Du lịch",
    "Đồ uống",
    "Thuỷ sản",
)


def _plan() -> dict[str, Any]:
    """Four rows of booths on a floor of 36 by 24.5 metres."""
    return {
        "width": 36,
        "height": 24.5,
        "booths": [
            _booth(row, place) for row, place in product(range(4), (1, 2, 3, 4, 6, 7, 8, 9))
        ],
        "legend": [{"sector": n, "label": label} for n, label in enumerate(SECTORS)],
        "marks": [
            {"label": "Cổng Tây", "x": 1.5, "y": 1.8},
            {"label": "Cổng Đông", "x": 34.1, "y": 1.8},
        ],
    }


def _booth(row: int, place: int) -> dict[str, Any]:
    label = f"{'ABCD'[row]}{place:02}"
    booth = {
        "label": label,
        "x": 1.5 + (place - 1) * 3.7,
        "y": 3 + row * 5 + (1 if row > 1 else 0),
        "w": 3,
        "h": 3,
        "status": STATES.get(label, "taken"),
        "here": label == "A03",
    }
    if booth["status"] == "taken":
        booth |= {
            "sector": (row * 3 + place) % len(SECTORS),
            "title": f"HTX số {row * 9 + place}",
            "note": (row * 37 + place * 11) % 90 + 3,
            "href": f"#{label}",
        }
    return booth


def _entries() -> list[dict[str, Any]]:
    counts = (11, 24, 47, 92, 143, 188, 170, 122, 98, 84, 110, 130)
    return [
        {"label": f"{7 + (n + 1) // 2}:{'30' if n % 2 == 0 else '00'}", "value": count}
        for n, count in enumerate(counts)
    ]


def init_app(app: Flask) -> None:
    """Register the page where the application is developed or tested, nowhere else."""
    if app.debug or app.testing:
        app.register_blueprint(bp)
