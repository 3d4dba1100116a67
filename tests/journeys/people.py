"""What people do again and again on their way through the pages."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from accounts.sign_in.models import User
from core.db import db
from core.text import fold
from tests.journeys.conftest import Site

PASSWORD = "chợ phiên vùng cao 2026"


def become(page: Any, site: Site, user_id: int | None, *, language: str = "vi") -> None:
    """Be a person who signed in before, or a stranger: the browser gets their session."""
    session: dict[str, Any] = {"language": language}
    if user_id is not None:
        with site.app.app_context():
            session |= {"_user_id": db.session.get_one(User, user_id).get_id(), "_fresh": True}
    interface: Any = site.app.session_interface
    value = interface.get_signing_serializer(site.app).dumps(session)
    name = site.app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])


def photo_of_tea() -> dict[str, Any]:
    """A photo as a phone takes it, ready to be chosen in a file field."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "#1f6a3f").save(out, "JPEG")
    return {"name": "che-ta-xua.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sign_up(page: Any, site: Site, *, name: str, email: str) -> None:
    """Create an account on the phone: name and address, the link in the mail, a password."""
    page.goto("/sign-up")
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Gửi liên kết cho tôi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hãy xem hộp thư của bạn")
    page.goto(site.link_in_last_mail(email))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Mở tài khoản").click()
    expect(page.get_by_text(f"Chào mừng {name}")).to_be_visible()


def add_company(page: Any, *, name: str, legal_form: str, tax_code: str, province: str) -> None:
    """Add the company one acts for, from one's account page."""
    page.goto("/account")
    page.get_by_role("link", name="Thêm đơn vị").click()
    page.get_by_label("Tên đơn vị").fill(name)
    page.get_by_label("Loại hình").select_option(label=legal_form)
    page.get_by_label("Mã số thuế").fill(tax_code)
    choose(page, "Tỉnh, thành phố", fold(province), province)
    page.get_by_role("button", name="Thêm đơn vị này").click()
    expect(page.get_by_text("Tiếp theo: giới thiệu sản phẩm đầu tiên")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(name)


def choose(page: Any, label: str, typed: str, wanted: str) -> None:
    """Type into a type-ahead list and take the offer that one wants."""
    box = page.get_by_role("combobox", name=label)
    box.focus()
    box.press_sequentially(typed)
    page.get_by_role("option", name=wanted).first.click()
