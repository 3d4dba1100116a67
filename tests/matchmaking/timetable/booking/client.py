"""One process of the booking race: asks, books, moves and cancels through HTTP, and notes it all.

Run as a script with its orders as JSON on standard input; prints what it did, one line each.
Needs nothing of the platform.
"""

import base64
import http.client
import json
import random  # noqa: TID251 -- numpy would take longer to load than the race takes
import re
import sys
import time
import zlib
from typing import Any
from urllib.parse import urlencode

DOUBT = 0.05  # how often one looks whether a pair has a newer meeting by now
FORM = "application/x-www-form-urlencoded"


class Client:
    """Speaks as any of the people, over one connection that is kept."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.orders = orders
        self.random = random.Random(orders["seed"])
        self.connection = http.client.HTTPConnection("127.0.0.1", orders["port"], timeout=60)
        # The newest meeting of each pair, as far as this process knows.
        self.known = {_name(one): one["meeting"] for one in orders["pairs"]}

    def send(self, person: str, path: str, **data: Any) -> tuple[int, str, bool, float, float]:
        """Status, location, whether it was said to be done, and when it began and ended."""
        body = urlencode({"csrf_token": self.orders["token"], **data})
        headers = {"Content-Type": FORM, "Cookie": self.orders["cookies"][person]}
        began = time.monotonic()
        self.connection.request("POST", f"/events/{self.orders['slug']}{path}", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        ended = time.monotonic()
        done = any(_says_done(value) for value in answer.headers.get_all("Set-Cookie") or ())
        return answer.status, answer.headers.get("Location") or "", done, began, ended

    def step(self) -> dict[str, Any]:
        """Do one thing with one pair."""
        one = self.random.choice(self.orders["pairs"])
        name = _name(one)
        meeting_id = self.known.get(name)
        if meeting_id is None:
            return self._ask(name, one)
        what = self.random.choices(("accept", "move", "cancel"), (5, 3, 2))[0]
        place = {
            "slot_id": self.random.choice(self.orders["slots"]),
            "table_id": self.random.choice(self.orders["tables"]),
        }
        person = one["seller"] if what == "accept" else one[self.random.choice(("buyer", "seller"))]
        data = {"reason": "other"} if what == "cancel" else place
        path = f"/meetings/{meeting_id}/{what}"
        status, _location, done, began, ended = self.send(person, path, **data)
        if (what == "cancel" and done) or self.random.random() < DOUBT:
            self.known.pop(name)
        return {
            "what": what,
            "meeting": meeting_id,
            "status": status,
            "done": done,
            "began": began,
            "ended": ended,
            "buyer": one["buyer_id"],
            "exhibitor": one["exhibitor_id"],
            "slot": place["slot_id"],
            "table": place["table_id"],
        }

    def _ask(self, name: str, one: dict[str, Any]) -> dict[str, Any]:
        """Ask; asking once more leads to the meeting there is."""
        pair = {"buyer_id": one["buyer_id"], "exhibitor_id": one["exhibitor_id"], "side": "buyer"}
        status, location, done, began, ended = self.send(one["buyer"], "/meetings/ask", **pair)
        found = re.search(r"/meetings/(\d+)$", location)
        if found:
            self.known[name] = int(found[1])
        return {"what": "ask", "status": status, "done": done, "began": began, "ended": ended}


def _name(pair: dict[str, Any]) -> str:
    return f"{pair['buyer_id']}-{pair['exhibitor_id']}"


def _says_done(cookie: str) -> bool:
    """Whether the session in a cookie carries a message of success (it is signed, not secret)."""
    value = cookie.partition("=")[2].partition(";")[0]
    packed = value.startswith(".")
    payload = value.lstrip(".").split(".")[0]
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return b'"success"' in (zlib.decompress(raw) if packed else raw)


def main() -> None:
    """Work until the time is over."""
    orders = json.load(sys.stdin)
    client, end = Client(orders), time.monotonic() + orders["seconds"]
    while time.monotonic() < end:
        sys.stdout.write(json.dumps(client.step()) + "\n")


if __name__ == "__main__":
    main()
