"""Hard frames as a door's camera sees them, drawn anew from a seed: 45 of 1280 × 720 pixels.

Three codes (a door code, a badge, a pairing address) in fourteen conditions each, and three
frames that hold no code at all. Nothing here is a photograph.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import qrcode
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
SEED = 20261122
Pixels = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """One picture and what stands in it; ``text`` is empty where there is no code."""

    name: str
    text: str
    picture: Image.Image

    def jpeg(self) -> bytes:
        """As a phone hands it over."""
        out = io.BytesIO()
        self.picture.convert("RGB").save(out, "JPEG", quality=88)
        return out.getvalue()


def hard_frames(texts: dict[str, str]) -> Iterator[Frame]:
    """Every condition for every text, then frames without a code."""
    for condition, spoil in CONDITIONS.items():
        for number, (kind, text) in enumerate(texts.items()):
            chance = np.random.default_rng([SEED, number, *condition.encode()])
            yield Frame(f"{condition}, {kind}", text, spoil(text, chance))
    for name, draw in EMPTY.items():
        yield Frame(name, "", draw(np.random.default_rng([SEED, *name.encode()])))


# ── the scene ────────────────────────────────────────────────────────────────────────────────


def _code(text: str, side: int) -> Image.Image:
    drawing = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    drawing.add_data(text)
    drawing.make(fit=True)
    image: Image.Image = drawing.make_image().get_image().convert("L")
    return image.resize((side, side), Image.Resampling.LANCZOS if side < 200 else 0)


def _table(chance: np.random.Generator) -> Image.Image:
    """Something behind the ticket: wide, uneven, not white."""
    x, y = np.meshgrid(np.linspace(0, 1, WIDTH), np.linspace(0, 1, HEIGHT))
    phase = chance.uniform(0, 6, 3)
    waves = np.sin(9 * x + phase[0]) + np.sin(7 * y + phase[1]) + np.sin(23 * (x + y) + phase[2])
    return _image(105 + 18 * waves)


def _scene(
    text: str, chance: np.random.Generator, *, side: int = 400, angle: float = 3
) -> Image.Image:
    """A ticket on the table, a little beside the middle and a little turned."""
    paper = Image.new("L", (side + 60, side + 150), 240)
    pen = ImageDraw.Draw(paper)
    paper.paste(_code(text, side), (30, 20))
    for row in range(3):
        pen.rectangle((40, side + 40 + row * 30, side - 40 * row, side + 52 + row * 30), fill=70)
    turned = paper.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    mask = Image.new("L", paper.size, 255).rotate(angle, expand=True)
    scene = _table(chance)
    shift = chance.integers(-25, 25, 2)
    left = (WIDTH - turned.width) // 2 + int(shift[0])
    scene.paste(turned, (left, (HEIGHT - turned.height) // 2 + 30 + int(shift[1])), mask)
    return scene


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _pixels(image: Image.Image) -> Pixels:
    return np.asarray(image, dtype=np.float64)


# ── conditions ───────────────────────────────────────────────────────────────────────────────


def _plain(text: str, chance: np.random.Generator) -> Image.Image:
    return _scene(text, chance)


def _turned(text: str, chance: np.random.Generator) -> Image.Image:
    return _scene(text, chance, angle=float(chance.uniform(25, 65)), side=340)


def _blurred(text: str, chance: np.random.Generator) -> Image.Image:
    return _scene(text, chance).filter(ImageFilter.GaussianBlur(3.4))


def _shaken(text: str, chance: np.random.Generator) -> Image.Image:
    """Moved while the shutter was open: thirteen pixels to the side."""
    pixels = _pixels(_scene(text, chance))
    return _image(np.mean([np.roll(pixels, step, axis=1) for step in range(13)], axis=0))


def _dark(text: str, chance: np.random.Generator) -> Image.Image:
    pixels = _pixels(_scene(text, chance)) * 0.1 + 6
    return _image(pixels + chance.normal(0, 4, pixels.shape))


def _pale(text: str, chance: np.random.Generator) -> Image.Image:
    pixels = _pixels(_scene(text, chance)) * 0.18 + 170
    return _image(pixels + chance.normal(0, 3, pixels.shape))


def _small(text: str, chance: np.random.Generator) -> Image.Image:
    return _scene(text, chance, side=126).filter(ImageFilter.GaussianBlur(0.5))


def _tilted(text: str, chance: np.random.Generator) -> Image.Image:
    """Held askew: the far edge is two thirds as long as the near one, and it leans."""
    lean = chance.uniform(-60, 60)
    far, near = 0.335 * WIDTH, 0.5 * WIDTH
    corners = [
        (WIDTH / 2 - far + lean, 0.09 * HEIGHT),
        (WIDTH / 2 + far + lean, 0.05 * HEIGHT),
        (WIDTH / 2 + near, HEIGHT),
        (WIDTH / 2 - near, HEIGHT),
    ]
    scene = _scene(text, chance, side=440)
    turn = _perspective(corners)
    size = (WIDTH, HEIGHT)
    return scene.transform(size, Image.Transform.PERSPECTIVE, turn, Image.Resampling.BICUBIC)


def _perspective(corners: list[tuple[float, float]]) -> list[float]:
    """The eight numbers that bring the picture's corners to these places."""
    sources = [(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)]
    rows, goal = [], []
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        goal += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows), np.array(goal))]


def _noisy(text: str, chance: np.random.Generator) -> Image.Image:
    pixels = _pixels(_scene(text, chance))
    return _image(pixels + chance.normal(0, 60, pixels.shape))


def _glaring(text: str, chance: np.random.Generator) -> Image.Image:
    """A lamp on a laminated badge: a bright veil with a burnt spot at the edge of the code."""
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    at_x, at_y = WIDTH / 2 + chance.uniform(60, 110), HEIGHT / 2 + chance.uniform(30, 80)
    far = np.hypot(x - at_x, (y - at_y) * 1.4)
    veil = 150 * np.exp(-((far / 150) ** 2)) + 190 * np.exp(-((far / 50) ** 4))
    return _image(_pixels(_scene(text, chance)) * 0.9 + veil)


def _inverted(text: str, chance: np.random.Generator) -> Image.Image:
    """A phone in dark mode."""
    return _image(255 - _pixels(_scene(text, chance)))


def _crumpled(text: str, chance: np.random.Generator) -> Image.Image:
    """Paper from a trouser pocket: bent by half a module, with shadows in the folds."""
    small = chance.normal(0, 1, (3, 7, 12))
    waves = [
        _pixels(Image.fromarray(one).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
        for one in small
    ]
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    bend = [5 * one / np.abs(one).max() for one in waves[:2]]
    at_x = np.clip(x + bend[0], 0, WIDTH - 1).astype(int)
    at_y = np.clip(y + bend[1], 0, HEIGHT - 1).astype(int)
    pixels = _pixels(_scene(text, chance))[at_y, at_x]
    return _image(pixels * (1 - 0.13 * np.abs(waves[2])) - 6)


def _moire(text: str, chance: np.random.Generator) -> Image.Image:
    """Photographed from another screen: stripes of its rows and columns."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    angle, step = chance.uniform(0.05, 0.3), chance.uniform(3.1, 3.7)
    along, across = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    stripes = np.sin(2 * np.pi * along / step) + np.sin(2 * np.pi * across / (step * 1.3))
    return _image(_pixels(_scene(text, chance)) * (1 + 0.34 * stripes))


def _dirty(text: str, chance: np.random.Generator) -> Image.Image:
    """Coffee, a thumb and a scratch, on the paper and not on the corners' marks."""
    scene = _scene(text, chance, side=420)
    pen = ImageDraw.Draw(scene)
    for _ in range(7):
        x, y = WIDTH / 2 + chance.uniform(-60, 130), HEIGHT / 2 + chance.uniform(-60, 90)
        reach = chance.uniform(6, 13)
        pen.ellipse(
            (x - reach, y - reach, x + reach, y + reach), fill=int(chance.integers(50, 200))
        )
    y = HEIGHT / 2 + chance.uniform(-30, 60)
    pen.line((WIDTH / 2 - 90, y, WIDTH / 2 + 160, y + 24), fill=225, width=4)
    return scene


CONDITIONS: dict[str, Callable[[str, np.random.Generator], Image.Image]] = {
    "plain": _plain,
    "turned": _turned,
    "blurred": _blurred,
    "shaken": _shaken,
    "dark": _dark,
    "pale": _pale,
    "small": _small,
    "tilted": _tilted,
    "noisy": _noisy,
    "glare": _glaring,
    "inverted": _inverted,
    "crumpled": _crumpled,
    "moiré": _moire,
    "dirty": _dirty,
}


# ── no code ──────────────────────────────────────────────────────────────────────────────────


def _only_table(chance: np.random.Generator) -> Image.Image:
    return _table(chance)


def _checks(chance: np.random.Generator) -> Image.Image:
    """A chequered cloth with squares of a module's size."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] // 11
    cells = chance.integers(0, 2, (HEIGHT // 11 + 1, WIDTH // 11 + 1))
    return _image(cells[y, x] * 200.0 + 25)


def _torn(chance: np.random.Generator) -> Image.Image:
    """Half a ticket."""
    scene = _scene("1" * 198, chance)
    scene.paste(120, (WIDTH // 2 - 10, 0, WIDTH, HEIGHT))
    return scene


EMPTY = {"table only": _only_table, "chequered cloth": _checks, "torn ticket": _torn}
