"""A phone that does not trust us yet gets one page and the certificate, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from werkzeug.test import Client

from core import tls, trust


@pytest.fixture
def authority(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    tls.ensure(tmp_path / "tls")
    return tmp_path / "tls" / tls.AUTHORITY


@pytest.mark.parametrize(
    "path", ["/", "/door", "/sign-in", "/trustee", "/api/v1/check-in/pair", "//"]
)
def test_everything_else_leads_to_the_page(app: Flask, path: str) -> None:
    entrance = Client(trust.Entrance(app))

    answers = [entrance.get(path), entrance.post(path), entrance.post("/trust/vi")]

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, "/trust")] * 3


def test_the_entrance_gives_the_page_the_look_and_the_certificate(
    app: Flask, authority: Path
) -> None:
    entrance = Client(trust.Entrance(app))

    page = entrance.get("/trust/vi").text
    certificate = entrance.get("/trust/certificate")

    assert tls.fingerprint(authority) in page
    assert certificate.data == authority.read_bytes()
    assert certificate.mimetype == "application/x-x509-ca-cert"
    assert b"PRIVATE" not in certificate.data
    with entrance.get("/static/css/theme.css") as look:
        assert look.status_code == 200


def test_the_laptop_sees_the_code_first_and_a_phone_the_steps(
    app: Flask, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRUST_URL", "http://192.168.1.5:5001/trust")

    laptop = app.test_client().get("/trust/en").text
    phone = Client(trust.Entrance(app)).get("/trust/en").text

    assert laptop.index("QR code of this page") < laptop.index("Load the certificate")
    assert phone.index("QR code of this page") > phone.index("Load the certificate")


def test_without_an_authority_there_is_nothing_to_do(client: Any) -> None:
    assert "Nothing to do" in client.get("/trust/en").text
    assert client.get("/trust/certificate").status_code == 404


def test_the_code_in_the_terminal_is_read_by_a_camera() -> None:
    url = "http://192.168.123.45:5001/trust"
    rows = trust.terminal_qr(url).split("\n")
    light = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    picture = Image.new("L", (len(rows[0]), 2 * len(rows)))
    for y, row in enumerate(rows):
        for x, sign in enumerate(row):
            for half, is_light in enumerate(light[sign]):
                picture.putpixel((x, 2 * y + half), 255 if is_light else 0)
    large = picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST)

    assert [code.text for code in zxingcpp.read_barcodes(large)] == [url]
