"""A device as a test's client holds it: it asks, with its token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask

from events.checkin.doors import pair_device
from events.checkin.models import DeviceRole
from events.programme.models import Event
from tests.factories import make_gate, now

API = "/api/v1/events/cho/check-ins"


@dataclass
class Phone:
    """A paired phone: its name, its token, its own clock."""

    app: Flask
    token: str
    name: str = "Máy 1"
    ahead: Any = None  # timedelta by which its clock is wrong

    def post(self, path: str, **body: Any) -> Any:
        """Call the interface of the event ``cho``."""
        return self.send("POST", path, json=body)

    def get(self, path: str, **headers: str) -> Any:
        """Ask for something."""
        return self.send("GET", path, headers=headers)

    def send(self, method: str, path: str, **rest: Any) -> Any:
        """Any call, with the token."""
        headers = {"Authorization": f"Bearer {self.token}"} | rest.pop("headers", {})
        return self.app.test_client().open(f"{API}{path}", method=method, headers=headers, **rest)

    def scan(self, code: str, nonce: str, **more: Any) -> Any:
        """One scan, online."""
        return self.post("", code=code, nonce=nonce, **more)

    def told(self, code: str, nonce: str, at: datetime, **more: Any) -> dict[str, Any]:
        """A scan without a network: the person was let in, unless ``verdict`` says otherwise."""
        scanned_at = (at + self.ahead) if self.ahead else at
        entry = {"code": code, "nonce": nonce, "scanned_at": scanned_at.isoformat()}
        return entry | {"verdict": "admitted"} | more

    def sync(self, scans: list[dict[str, Any]], at: datetime, **more: Any) -> Any:
        """Send the queue; ``at`` is now."""
        sent_at = (at + self.ahead) if self.ahead else at
        return self.post("/batch", sent_at=sent_at.isoformat(), scans=scans, **more)


def make_phone(event: Event, name: str = "Máy 1", **values: Any) -> str:
    """A phone at a gate of its own name; returns its token."""
    gate = values.pop("gate", None) or make_gate(event, name=f"Cổng {name}")
    values.setdefault("role", DeviceRole.SCANNER)
    return pair_device(event, gate, name=name, at=now(), actor=None, **values)[1]
