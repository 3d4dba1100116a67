"""Install the browser assets with npm and lay out the ones we serve in ``static/vendor/``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, rmtree
from xml.sax.saxutils import escape

from core.setup import stamps
from core.setup.console import Log, SetupError, ToolFailedError, step
from core.setup.packages import AGAIN
from core.setup.place import Place

MANIFEST = "manifest.json"
HASH_LETTERS = 16
ICON_LIST = Path("static") / "icons.txt"

AXE = "axe-core/axe.min.js"  # tests read it from where npm puts it
FONT = "@fontsource/be-vietnam-pro"
PDF_FONT = "@expo-google-fonts/be-vietnam-pro"

#: What we serve: file in static/vendor/ -> file in node_modules/.
FILES = {
    "bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tom-select/tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    # A classic script, so a service worker can import it too; it defines ZXingWASM.
    "zxing/zxing_reader.js": "zxing-wasm/dist/iife/reader/index.js",
    "zxing/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "idb/idb.js": "idb/build/index.js",  # a module
    "idb/idb.umd.js": "idb/build/umd.js",  # a classic script; it defines idb
    "panzoom/panzoom.min.js": "@panzoom/panzoom/dist/panzoom.min.js",
    "pdf-fonts/BeVietnamPro-Regular.ttf": f"{PDF_FONT}/400Regular/BeVietnamPro_400Regular.ttf",
    "pdf-fonts/BeVietnamPro-SemiBold.ttf": f"{PDF_FONT}/600SemiBold/BeVietnamPro_600SemiBold.ttf",
    "pdf-fonts/BeVietnamPro-Bold.ttf": f"{PDF_FONT}/700Bold/BeVietnamPro_700Bold.ttf",
    **{
        f"fonts/be-vietnam-pro-{subset}-{weight}.woff2": (
            f"{FONT}/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
        )
        for subset in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 700)
    },
}

#: Whoever serves a file serves its licence too.
LICENCES = {
    "bootstrap": "bootstrap/LICENSE",
    "bootstrap-icons": "bootstrap-icons/LICENSE",
    "be-vietnam-pro": f"{PDF_FONT}/LICENSE_FONT",
    "htmx": "htmx.org/LICENSE",
    "idb": "idb/LICENSE",
    "tom-select": "tom-select/LICENSE",
    "zxing-wasm": "zxing-wasm/LICENSE",
}
FILES |= {f"licences/{name}.txt": source for name, source in LICENCES.items()}

# Source maps are not served; a reference to one would be a 404 in every developer's console.
_MAP_REFERENCE = re.compile(rb"\s*(?://|/\*)# sourceMappingURL=\S+(?:\s*\*/)?\s*\Z")
_SVG = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<drawing>.*)</svg>", re.DOTALL)
_VIEW_BOX = re.compile(r'viewBox="(?P<box>[^"]+)"')


def install(place: Place, log: Log, *, dev: bool) -> bool:
    """Install with npm what ``package-lock.json`` names; tell whether there was something to do."""
    inputs: list[Path | str] = [
        place.root / n for n in ("package-lock.json", "package.json", ".npmrc")
    ]
    inputs.append(str(place.node_modules))
    names = ("npm-dev",) if dev else ("npm", "npm-dev")
    wanted = (".package-lock.json", *FILES.values(), *((AXE,) if dev else ()))
    installed = all((place.node_modules / name).exists() for name in wanted)
    if installed and any(stamps.is_fresh(place, name, inputs) for name in names):
        return False
    stamps.forget(place, "npm", "npm-dev")
    omit = [] if dev else ["--omit=dev"]
    with step("Browser assets for tests, by npm" if dev else "Browser assets, by npm"):
        try:
            log.run([place.tool("npm"), "ci", *omit], env=place.environment(), cwd=place.root)
        except ToolFailedError as error:
            raise SetupError(
                "npm could not install the browser assets.",
                f"Check that this computer reaches an npm registry. {AGAIN}",
            ) from error
    stamps.stamp(place, names[0], inputs)
    return True


def build(place: Place) -> bool:
    """Make ``static/vendor/`` from ``node_modules/``; tell whether there was something to do."""
    inputs: list[Path | str] = [place.root / "package-lock.json", place.root / ICON_LIST]
    inputs += [Path(__file__), str(place.vendor)]
    if stamps.is_fresh(place, "vendor", inputs) and is_whole(place.vendor):
        return False
    stamps.forget(place, "vendor")
    with step("static/vendor"):
        fresh = place.vendor.with_name("vendor.new")
        _remove(fresh)
        lay_out(place.node_modules, icons_wanted(place.root / ICON_LIST), fresh)
        _remove(place.vendor)
        fresh.rename(place.vendor)
    stamps.stamp(place, "vendor", inputs)
    return True


def is_whole(vendor: Path) -> bool:
    """Tell whether every file of the manifest is still there."""
    try:
        manifest = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all((vendor / name).is_file() for name in manifest)


def lay_out(node_modules: Path, icons: list[str], target: Path) -> None:
    """Copy the files we serve, draw the icon sprite, list both in the manifest."""
    for name, source in FILES.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        _copy(node_modules / source, copy)
    sprite_of = node_modules / "bootstrap-icons" / "icons"
    (target / "icons.svg").write_text(sprite(sprite_of, icons), encoding="utf-8")
    manifest = {path.relative_to(target).as_posix(): _hash(path) for path in _files(target)}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _copy(source: Path, copy: Path) -> None:
    try:
        if source.suffix not in {".js", ".css"}:
            copyfile(source, copy)
            return
        copy.write_bytes(_MAP_REFERENCE.sub(b"\n", source.read_bytes()))
    except FileNotFoundError as error:
        raise SetupError(
            f"npm did not bring {source}, which we serve.",
            "Correct FILES in core/setup/assets.py, or the pins in package.json.",
        ) from error


def icons_wanted(listing: Path) -> list[str]:
    """Read the names of icons, one a line, without comments and repetitions."""
    lines = (line.partition("#")[0].strip() for line in listing.read_text("utf-8").splitlines())
    return sorted({line for line in lines if line})


def sprite(folder: Path, names: list[str]) -> str:
    """Draw the named icons into one SVG file, each a symbol with its name as id."""
    symbols = "\n".join(_symbol(folder / f"{name}.svg", name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(file: Path, name: str) -> str:
    drawn = _SVG.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    box = drawn and _VIEW_BOX.search(drawn["attributes"])
    if not drawn or not box:
        raise SetupError(
            f"There is no Bootstrap icon called {name}.",
            f"Correct the name in {ICON_LIST.as_posix()}.",
        )
    drawing = " ".join(drawn["drawing"].split())
    return f'<symbol id="{escape(name)}" viewBox="{box["box"]}">{drawing}</symbol>'


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LETTERS]


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        rmtree(folder)


def lock(place: Place, log: Log) -> None:
    """Bring ``package-lock.json`` to what ``package.json`` says, without an address in it."""
    command: list[str | Path] = [place.tool("npm"), "install", "--package-lock-only"]
    try:
        with step("package-lock.json"):
            log.run(command, env=place.environment(), cwd=place.root)
    except ToolFailedError as error:
        raise SetupError("npm could not lock package.json.") from error
    strip_urls(place.root / "package-lock.json")


def strip_urls(lock: Path) -> None:
    """Take the addresses out of ``package-lock.json``: npm writes where to give, not only what."""
    content = json.loads(lock.read_text(encoding="utf-8"))
    for package in content.get("packages", {}).values():
        package.pop("funding", None)
        package.pop("resolved", None)
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    lock.write_text(text, encoding="utf-8")
