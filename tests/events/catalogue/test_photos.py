"""Only real photos get in, and they carry nothing along."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from events.catalogue.errors import BadPhoto, PhotoTooBig
from events.catalogue.photos import MAX_BYTES, photo_path, remove_photo, store_photo


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 900), **values: Any) -> bytes:
    stream = BytesIO()
    Image.new(values.pop("mode", "RGB"), size, values.pop("colour", "green")).save(
        stream, kind, **values
    )
    return stream.getvalue()


def opened(folder: Path, key: str, size: str = "large") -> Image.Image:
    path = photo_path(folder, key, size)
    assert path is not None
    return Image.open(BytesIO(path.read_bytes()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_webp_in_two_sizes(tmp_path: Path, kind: str) -> None:
    key = store_photo(picture(kind), tmp_path)

    large, small = opened(tmp_path, key), opened(tmp_path, key, "small")
    assert (large.format, large.size) == ("WEBP", (1280, 720))
    assert (small.format, small.size) == ("WEBP", (480, 270))


def test_place_and_camera_are_left_behind(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    key = store_photo(picture(exif=exif), tmp_path)

    assert dict(opened(tmp_path, key).getexif()) == {}
    path = photo_path(tmp_path, key, "large")
    assert path is not None
    assert b"Camera" not in path.read_bytes()


def test_a_photo_taken_sideways_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    key = store_photo(picture(size=(400, 200), exif=exif), tmp_path)

    assert opened(tmp_path, key).size == (200, 400)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    key = store_photo(picture("PNG", (20, 20), mode="RGBA", colour=(0, 0, 0, 0)), tmp_path)

    assert opened(tmp_path, key).convert("RGB").getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;<script>alert(1)</script>",
        b"<!doctype html><img>",
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        picture("GIF"),
        picture("TIFF"),
        picture("BMP"),
    ],
)
def test_what_is_no_photo_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadPhoto):
        store_photo(data, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_hidden_second_format_does_not_survive(tmp_path: Path) -> None:
    key = store_photo(picture() + b"<script>alert(1)</script>", tmp_path)

    path = photo_path(tmp_path, key, "large")
    assert path is not None
    assert b"script" not in path.read_bytes()


def test_a_file_of_more_than_8_mb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoTooBig):
        store_photo(picture() + b"\x00" * MAX_BYTES, tmp_path)


def _bomb(side: int) -> bytes:
    """A PNG that claims to be huge and is a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_000, 12_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, side: int) -> None:
    with pytest.raises(PhotoTooBig):
        store_photo(_bomb(side), tmp_path)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_a_key_that_is_not_ours_has_no_file(tmp_path: Path, key: str) -> None:
    assert photo_path(tmp_path, key, "large") is None


def test_a_removed_photo_is_gone(tmp_path: Path) -> None:
    key = store_photo(picture(), tmp_path)
    remove_photo(key, tmp_path)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
