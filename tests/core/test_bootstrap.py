"""Set-up goes on where it stopped, refuses what is not safe, and needs nothing installed."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from core import bootstrap
from core.setup import assets, browser, checks, commands, options, packages, stamps
from core.setup.console import Log, SetupError, ToolFailedError
from core.setup.place import Place

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "instance").mkdir()
    return Place(root=tmp_path, instance=tmp_path / "instance")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


class TestStamps:
    def test_a_finished_step_is_fresh_until_one_of_its_files_changes(self, place: Place) -> None:
        lock = place.root / "a.lock"
        lock.write_text("1")
        stamps.stamp(place, "step", [lock])
        assert stamps.is_fresh(place, "step", [lock])

        lock.write_text("2")

        assert not stamps.is_fresh(place, "step", [lock])

    def test_a_forgotten_step_is_not_fresh(self, place: Place) -> None:
        stamps.stamp(place, "step", ["same"])

        stamps.forget(place, "step")

        assert not stamps.is_fresh(place, "step", ["same"])

    def test_inputs_are_told_apart_where_they_meet(self) -> None:
        assert stamps.fingerprint(["ab", "c"]) != stamps.fingerprint(["a", "bc"])

    def test_a_second_run_is_refused_while_the_first_one_works(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stamps, "LOCK_PATIENCE_SECONDS", 0.0)
        with (
            stamps.locked(place),
            pytest.raises(SetupError, match="Another run"),
            stamps.locked(place),
        ):
            pass

        with stamps.locked(place):  # and let in once it is through
            pass

    def test_the_lock_outlives_a_killed_run_until_its_tool_is_through(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stamps, "LOCK_PATIENCE_SECONDS", 0.0)
        with stamps.locked(place) as handle:
            tool = subprocess.Popen(
                [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(handle,)
            )
        try:
            with pytest.raises(SetupError), stamps.locked(place):
                pass
        finally:
            tool.communicate(b"\n")


class TestOptions:
    @pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
    def test_this_computer_may_be_served_without_encryption(self, host: str) -> None:
        assert options.is_loopback(host)

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "hall.example"])  # noqa: S104 -- refused
    def test_an_open_address_is_refused_without_encryption(self, host: str) -> None:
        with pytest.raises(SetupError, match="without encryption") as refusal:
            options.check(options.parse(["--host", host]))

        assert refusal.value.code == 2
        assert refusal.value.remedy.endswith(f"--host {host} --https")

    def test_a_taken_port_is_named_and_the_next_one_offered(self, taken_port: int) -> None:
        with pytest.raises(SetupError) as refusal:
            options.check(options.parse(["--port", str(taken_port)]))

        assert f"Port {taken_port} is in use" in refusal.value.problem
        assert f"--port {taken_port + 1}" in refusal.value.remedy

    def test_an_address_of_another_computer_is_refused(self) -> None:
        with pytest.raises(SetupError, match=r"Cannot serve on 192\.0\.2\.1"):
            options.check(options.parse(["--host", "192.0.2.1", "--https", "--port", "5119"]))

    @pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "5000.5", "５０００"])
    def test_what_is_no_port_is_refused(self, port: str) -> None:
        with pytest.raises(SystemExit) as ended:
            options.parse(["--port", port])

        assert ended.value.code == 2


class TestCommands:
    def test_an_unknown_command_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        code = commands.run(["sevre"])

        assert (code, "no command sevre" in capsys.readouterr().err) == (2, True)

    def test_an_unknown_check_is_named_before_anything_runs(self) -> None:
        with pytest.raises(SetupError, match="no check rufff"):
            checks.named(["rufff"])

    def test_an_older_python_gets_a_sentence(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "version_info", (3, 9, 18))

        code = bootstrap.main([])

        assert (code, "needs Python 3.11 or newer" in capsys.readouterr().err) == (1, True)

    @pytest.mark.parametrize("file", ["run.py", "core/__init__.py", "core/bootstrap.py"])
    def test_an_older_python_can_read_the_way_in(self, file: str) -> None:
        ast.parse((ROOT / file).read_text(encoding="utf-8"), feature_version=(3, 6))

    def test_set_up_needs_nothing_installed(self) -> None:
        program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import core.setup.commands"
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", program], capture_output=True, check=False
        )

        assert (done.returncode, done.stderr) == (0, b"")

    def test_a_missing_browser_is_an_error_where_it_is_required(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
        monkeypatch.setenv("CHOPHIEN_REQUIRE", "browser, postgres")

        with pytest.raises(SetupError, match="no Chromium"):
            browser.prepare(place, Log(place.log))

    def test_a_missing_browser_is_one_line_where_it_is_not(
        self, place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
        monkeypatch.delenv("CHOPHIEN_REQUIRE", raising=False)

        browser.prepare(place, Log(place.log))

        assert capsys.readouterr().out.count("\n") == 1

    def test_root_gets_the_browser_by_apt(
        self, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        apt = tmp_path / "apt-get"
        apt.write_text(
            '#!/bin/sh\ncase "$*" in *install*chromium) cp "$0" "${0%/*}/chromium";; esac\n'
        )
        apt.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(browser, "NAMES", ("chromium",))
        monkeypatch.setattr(browser, "which", lambda name: which(name, path=str(tmp_path)))

        browser.prepare(place, Log(place.log))

        assert browser.find() == str(tmp_path / "chromium")

    def test_a_silent_postgresql_is_an_error_where_it_is_required(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        monkeypatch.setenv("CHOPHIEN_REQUIRE", "postgres")
        monkeypatch.setenv("TEST_DATABASE_URL", f"postgresql+psycopg://me@127.0.0.1:{port}/x")

        with pytest.raises(SetupError, match=f"127.0.0.1:{port}"):
            browser.check_postgres()


class TestTools:
    def test_what_a_failing_tool_said_last_is_kept(self, place: Place) -> None:
        log = Log(place.log)
        log.run([sys.executable, "-c", "print('first tool')"], env=dict(os.environ), cwd=place.root)

        with pytest.raises(ToolFailedError) as failure:
            log.run(
                [sys.executable, "-c", "print('no network'); raise SystemExit(7)"],
                env=dict(os.environ),
                cwd=place.root,
            )

        assert failure.value.code == 7
        assert log.tail()[-1] == "no network"
        assert "first tool" not in log.tail()

    def test_a_tool_that_is_not_there_fails_like_any_other(self, place: Place) -> None:
        with pytest.raises(ToolFailedError) as failure:
            Log(place.log).run([place.tool("npm")], env={}, cwd=place.root)

        assert failure.value.code == 127

    def test_a_broken_environment_is_made_anew(self, place: Place) -> None:
        log = Log(place.log)
        assert packages.make_venv(place, log)
        assert not packages.make_venv(place, log)

        place.python.unlink()

        assert packages.make_venv(place, log)
        assert place.python.exists()


class TestAssets:
    @pytest.fixture
    def node_modules(self, tmp_path: Path) -> Path:
        folder = tmp_path / "node_modules"
        for source in assets.FILES.values():
            (folder / source).parent.mkdir(parents=True, exist_ok=True)
            (folder / source).write_text(f"{source}\n//# sourceMappingURL=x.map\n")
        icons = folder / "bootstrap-icons" / "icons"
        icons.mkdir()
        (icons / "shop.svg").write_text(
            '<svg viewBox="0 0 16 16" class="bi">\n  <path d="M2 2"/>\n</svg>'
        )
        return folder

    def test_every_file_is_laid_out_and_listed(self, node_modules: Path, tmp_path: Path) -> None:
        assets.lay_out(node_modules, ["shop"], tmp_path / "vendor")

        manifest = json.loads((tmp_path / "vendor" / "manifest.json").read_text())
        assert set(manifest) == {*assets.FILES, "icons.svg"}
        assert assets.is_whole(tmp_path / "vendor")

    def test_a_lost_file_is_noticed(self, node_modules: Path, tmp_path: Path) -> None:
        assets.lay_out(node_modules, ["shop"], tmp_path / "vendor")

        (tmp_path / "vendor" / "htmx" / "htmx.min.js").unlink()

        assert not assets.is_whole(tmp_path / "vendor")

    def test_no_script_or_style_asks_for_a_source_map(
        self, node_modules: Path, tmp_path: Path
    ) -> None:
        css = node_modules / assets.FILES["bootstrap/bootstrap.min.css"]
        css.write_text("a{}\n/*# sourceMappingURL=bootstrap.min.css.map */")

        assets.lay_out(node_modules, [], tmp_path / "vendor")

        scripts = [*(tmp_path / "vendor").rglob("*.js"), *(tmp_path / "vendor").rglob("*.css")]
        assert [file for file in scripts if "sourceMappingURL" in file.read_text()] == []

    def test_the_sprite_holds_each_icon_as_a_symbol(self, node_modules: Path) -> None:
        drawn = assets.sprite(node_modules / "bootstrap-icons" / "icons", ["shop"])

        assert '<symbol id="shop" viewBox="0 0 16 16"><path d="M2 2"/></symbol>' in drawn

    def test_an_icon_that_does_not_exist_is_named(self, node_modules: Path) -> None:
        with pytest.raises(SetupError, match="no Bootstrap icon called shopp"):
            assets.sprite(node_modules / "bootstrap-icons" / "icons", ["shopp"])

    def test_icons_are_read_once_each_and_without_comments(self, tmp_path: Path) -> None:
        (tmp_path / "icons.txt").write_text("# icons\nshop\n\nbell # for news\nshop\n")

        assert assets.icons_wanted(tmp_path / "icons.txt") == ["bell", "shop"]


class TestLocks:
    def test_the_npm_lock_names_no_host(self) -> None:
        text = (ROOT / "package-lock.json").read_text(encoding="utf-8")

        assert [word for word in ("http", '"resolved"', '"funding"') if word in text] == []

    def test_every_npm_package_is_held_by_its_hash(self) -> None:
        lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
        installed = {name: package for name, package in lock["packages"].items() if name}

        assert [n for n, p in installed.items() if not p["integrity"].startswith("sha512-")] == []

    def test_npm_packages_are_pinned_exactly(self) -> None:
        package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
        pins = package["dependencies"] | package["devDependencies"]

        assert [n for n, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
    def test_a_python_lock_names_no_host_and_has_hashes(self, lock: Path) -> None:
        text = lock.read_text(encoding="utf-8")

        assert [word for word in ("://", "--index-url", "--find-links") if word in text] == []
        assert "--hash=sha256:" in text

    def test_tests_run_on_the_versions_that_are_served(self) -> None:
        served = _pins(ROOT / "requirements.txt") | _pins(ROOT / "requirements-assets.txt")
        tested = _pins(ROOT / "requirements-dev.txt")

        assert {name: tested.get(name) for name in served} == served


def _pins(lock: Path) -> dict[str, str]:
    text = lock.read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.\-\[\]]+)==(\S+)", text, re.MULTILINE))
