"""The scanner's modules, each by itself: what it reads, verifies, opens, decides and keeps.

They run in the browser that the phones have, on an empty page; the vectors are those of
docs/checkin.md.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from core.setup.browser import find
from events.registration.codes import new_badge_code
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
DOCUMENT = Path(__file__).parents[2] / "docs/checkin.md"
ROW = re.compile(r"^\| ([\w ]+) \| `([0-9a-f]+)` \|$", re.MULTILINE)
VECTORS = dict(ROW.findall(DOCUMENT.read_text("utf-8")))
KEYS = {"1": VECTORS["public key"]}
CODE = VECTORS["code"]
HEX = "hex => Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16)).buffer"
MODULES = (
    "codes",
    "door",
    "mode",
    "qr",
    "server",
    "signature",
    "snapshot",
    "store",
    "sync",
    "verdict",
)


@pytest.fixture(scope="module")
def page(chromium: Any, site: Site) -> Iterator[Any]:
    """An empty page of our site that has loaded the modules as ``m``."""
    assert find()
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/healthz")
    page.evaluate(
        """async names => {
          window.m = {};
          for (const name of names) Object.assign(m, await import(`/static/js/scan/${name}.js`));
        }""",
        list(MODULES),
    )
    page.evaluate(f"() => {{ window.bytes = {HEX}; }}")
    yield page
    context.close()


# ── codes ────────────────────────────────────────────────────────────────────────────────────


def _read(page: Any, text: str) -> Any:
    return page.evaluate(
        """text => { try {
          const {kind, digits, eventId, ticket, issue, days, keyId, role} = m.readCode(text);
          return {kind, digits, eventId, ticket, issue, days, keyId, role};
        } catch (e) { return e.constructor.name; } }""",
        text,
    )


def test_a_door_code_says_what_it_says_to_the_server(page: Any) -> None:
    assert _read(page, CODE) == {
        "kind": "door",
        "digits": CODE,
        "eventId": 7,
        "ticket": "0000000000000001",
        "issue": 1,
        "days": 0xFFFF,
        "keyId": 1,
        "role": 0,
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"]Q1{CODE}\r\n", "door"),
        (CODE + CODE, "door"),
        (f" {CODE[:99]} {CODE[99:]}\t", "door"),
        ("1234 5678 9012", "short"),
        ("１２３４-5678-9012", "short"),
        ("123456789012123456789012", "short"),
    ],
)
def test_what_scanners_and_keyboards_add_is_forgiven(page: Any, text: str, kind: str) -> None:
    assert _read(page, text)["kind"] == kind


def test_a_badge_is_known_by_its_check_digit(page: Any) -> None:
    badge = new_badge_code()
    wrong = badge[:-1] + str((int(badge[-1]) + 1) % 10)

    assert (_read(page, badge)["kind"], _read(page, wrong)) == ("badge", "Unreadable")


@pytest.mark.parametrize(
    "text",
    ["", "rác", "https://evil.test", "9" * 198, CODE[:-1], "1" * 10_000, "12345678901x", "🎫" * 12],
)
def test_anything_else_is_unreadable(page: Any, text: str) -> None:
    assert _read(page, text) == "Unreadable"


def test_typed_digits_stand_in_groups(page: Any) -> None:
    assert page.evaluate("['1', '12345', '123456789012'].map(m.inGroups)") == [
        "1",
        "1234 5",
        "1234 5678 9012",
    ]


def test_a_code_is_drawn_as_the_server_would_be_read(page: Any) -> None:
    modules = page.evaluate("code => m.qrModules(code)", CODE)
    picture = Image.new("1", (45, 45), 1)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 1)
    large = picture.resize((450, 450)).convert("L")

    (found,) = zxingcpp.read_barcodes(large)
    assert found.text == CODE


# ── signature and snapshot ───────────────────────────────────────────────────────────────────


def test_the_signature_of_the_event_is_told_from_a_forged_one(page: Any) -> None:
    told = page.evaluate(
        """async ([code, keys]) => {
          const verifier = new m.Verifier(keys);
          const genuine = m.readCode(code), other = m.readCode(code);
          other.payload[15] ^= 1;
          return [await m.canVerify(), verifier.knows(1), verifier.knows(2),
                  await verifier.isGenuine(genuine), await verifier.isGenuine(other)];
        }""",
        [CODE, KEYS],
    )

    assert told == [True, True, False, True, False]


def test_a_row_opens_with_its_code(page: Any) -> None:
    opened = page.evaluate(
        """async ([code, hex]) => {
          const snapshot = new m.Snapshot(bytes(hex)), one = m.readCode(code);
          const row = await snapshot.find(one);
          const {name, organisation} = await snapshot.open(row, one);
          return [name, organisation, row.days, row.isApproved, row.fitsList, row.role];
        }""",
        [CODE, VECTORS["snapshot"]],
    )

    assert opened == ["Lò Thị Hoa", "HTX Chè", 3, True, True, 0]


def test_no_other_code_finds_or_opens_a_row(page: Any) -> None:
    told = page.evaluate(
        """async ([code, hex]) => {
          const snapshot = new m.Snapshot(bytes(hex)), one = m.readCode(code);
          const row = await snapshot.find(one), other = m.readCode(code);
          other.signature[0] ^= 1;
          const isOpen = await snapshot.open(row, other).then(() => true, () => false);
          return [await snapshot.find(other), isOpen];
        }""",
        [CODE, VECTORS["snapshot"]],
    )

    assert told == [None, False]


@pytest.mark.parametrize(("issue", "why"), [(1, "revoked"), (2, None)])
def test_a_replaced_ticket_is_gone_and_its_successor_is_not(
    page: Any, issue: int, why: str | None
) -> None:
    told = page.evaluate(
        "([hex, issue]) => new m.Snapshot(bytes(hex)).goneWhy({ticket: '00000000000000ff', issue})",
        [VECTORS["snapshot"], issue],
    )

    assert told == why


@pytest.mark.parametrize("length", [0, 3, 10, 40, 50])
def test_a_list_that_was_cut_is_refused(page: Any, length: int) -> None:
    told = page.evaluate(
        """([hex, length]) => { try { new m.Snapshot(bytes(hex).slice(0, length)); return "read"; }
           catch (e) { return e.constructor.name; } }""",
        [VECTORS["snapshot"], length],
    )

    assert told == "BadSnapshot"


# ── verdict ──────────────────────────────────────────────────────────────────────────────────

JUDGE = """async ([text, about]) => {
  const snapshot = about.snapshot ? new m.Snapshot(bytes(about.snapshot)) : null;
  if (snapshot) Object.assign(snapshot.header, about.header);
  const verifier = about.keys ? new m.Verifier(about.keys) : null;
  const told = await m.judge(text, {
    snapshot, verifier, eventId: about.event ?? 7, at: new Date("2026-11-22T03:00:00Z"),
    forced: about.forced ?? false });
  return [told.result, told.reason, told.tone, told.attendee?.name ?? null];
}"""
DAY = ["2026-11-21T17:00:00Z", "2026-11-22T17:00:00Z"]
NIGHT = ["2026-11-22T13:00:00Z", "2026-11-22T15:00:00Z"]
WHOLE = {
    "days": [DAY],
    "windows": {"visitor": [DAY]},
    "role_numbers": {"visitor": 0},
    "list": {"allows_reentry": False, "scans_exits": True},
}


def _judge(page: Any, text: str, **about: Any) -> list[Any]:
    about = {"snapshot": VECTORS["snapshot"], "keys": KEYS, "header": WHOLE} | about
    told: list[Any] = page.evaluate(JUDGE, [text, about])
    return told


def test_a_good_ticket_is_green_with_its_name(page: Any) -> None:
    assert _judge(page, CODE) == ["admitted", None, "in", "Lò Thị Hoa"]


@pytest.mark.parametrize(
    ("text", "about", "told"),
    [
        ("rác", {}, ["refused", "unreadable", "out"]),
        ("1234 5678 9012", {}, ["later", "typed", "mind"]),
        (CODE, {"event": 8}, ["refused", "wrong_event", "out"]),
        (CODE, {"keys": {"2": KEYS["1"]}}, ["refused", "unknown_key", "out"]),
        (CODE, {"keys": {"1": "00" * 32}}, ["refused", "bad_signature", "out"]),
        (CODE, {"keys": None}, ["later", "unverified", "mind"]),
        (CODE, {"snapshot": None}, ["later", "no_snapshot", "in"]),
    ],
)
def test_the_verdict_without_a_row(
    page: Any, text: str, about: dict[str, Any], told: list[str]
) -> None:
    assert _judge(page, text, **about)[:3] == told


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"windows": {"visitor": [NIGHT]}}, "outside_window"),
        ({"days": [NIGHT, NIGHT, DAY]}, "wrong_day"),  # the row holds for days 0 and 1
        ({"days": [NIGHT, DAY]}, None),
        ({"days": [NIGHT] * 16 + [DAY]}, None),
    ],
)
def test_time_and_day_are_looked_at(page: Any, header: dict[str, Any], reason: str | None) -> None:
    assert _judge(page, CODE, header=WHOLE | header)[1] == reason


def test_a_supervisor_may_set_the_day_aside(page: Any) -> None:
    other_day = WHOLE | {"windows": {"visitor": [NIGHT]}}

    assert _judge(page, CODE, header=other_day, forced=True)[0] == "admitted"


def test_a_verifier_without_its_row_says_check_later(page: Any) -> None:
    gone_table = VECTORS["snapshot"].replace(VECTORS["index"], "ff" * 8)

    assert _judge(page, CODE, snapshot=gone_table)[:3] == ["later", "newer", "in"]


SEEN = """([direction, seen, list]) => m.withSeen(
  {result: "admitted", reason: null, tone: "in", ticket: "t"}, seen, {direction, list})"""


@pytest.mark.parametrize(
    ("direction", "seen", "rules", "reason"),
    [
        ("entry", None, {}, None),
        ("entry", "entry", {}, "already_admitted"),
        ("entry", "exit", {}, "already_admitted"),
        ("entry", "exit", {"allows_reentry": True, "scans_exits": True}, None),
        ("entry", "entry", {"allows_reentry": True, "scans_exits": True}, "already_admitted"),
        ("entry", "entry", {"allows_reentry": True, "scans_exits": False}, None),
        ("exit", "entry", {}, None),
        ("exit", None, {}, None),
        ("exit", "exit", {}, "not_inside"),
    ],
)
def test_what_this_phone_has_seen_counts(
    page: Any, direction: str, seen: str | None, rules: dict[str, bool], reason: str | None
) -> None:
    before = {"at": "2026-11-22T03:00:00Z", "direction": seen} if seen else None
    told = page.evaluate(SEEN, [direction, before, rules])

    assert told["reason"] == reason
    assert told.get("firstAt") == ("2026-11-22T03:00:00Z" if reason == "already_admitted" else None)


# ── mode ─────────────────────────────────────────────────────────────────────────────────────

MODE = """steps => {
  let now = 0; const turns = [];
  const mode = new m.Mode({now: () => now, changed: (one) => turns.push(one.isOffline)});
  const said = steps.map((step) => {
    if (typeof step === "number") now += step;
    else if (step.startsWith("order ")) mode.order = step.slice(6);
    else mode[step]();
    return mode.isOffline;
  });
  return [said.at(-1), turns.length];
}"""


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (["failed"], [False, 0]),
        (["failed", 9_000, "failed"], [True, 1]),
        (["failed", 11_000, "failed"], [False, 0]),
        (["failed", "answered", "failed"], [False, 0]),
        (["timedOut"], [True, 1]),
        (["timedOut", "answered"], [False, 2]),
        (["order offline", "answered"], [True, 1]),
        (["order online", "timedOut"], [False, 0]),
        (["timedOut", "order online", "order auto"], [True, 3]),
    ],
)
def test_the_mode_falls_and_returns_by_itself(page: Any, steps: list[Any], told: list[Any]) -> None:
    assert page.evaluate(MODE, steps) == told


# ── store ────────────────────────────────────────────────────────────────────────────────────

STORE = """async (act) => {
  const name = `test-${crypto.randomUUID()}`, store = await m.Store.open(name);
  try { return await act(store, name); } finally { store.close(); indexedDB.deleteDatabase(name); }
}"""


def _with_store(page: Any, act: str) -> Any:
    return page.evaluate(f"() => ({STORE})({act})")


def test_a_queue_keeps_its_order_over_a_reload(page: Any) -> None:
    told = _with_store(
        page,
        """async (store, name) => {
          for (const n of ["c", "a", "b"]) await store.enqueue("scan", {nonce: n, code: "1"});
          store.close();
          const again = await m.Store.open(name);
          const all = await again.oldest("scan", 10);
          const told = [all.map((one) => one.nonce), await again.queued()];
          again.close();
          return told;
        }""",
    )

    assert told == [["c", "a", "b"], 3]


def test_a_nonce_is_in_the_queue_once(page: Any) -> None:
    told = _with_store(
        page,
        """async (store) => {
          await store.enqueue("scan", {nonce: "n", code: "1"});
          const again = await store.enqueue("scan", {nonce: "n", code: "1"}).catch((e) => e.name);
          return [again, await store.queued()];
        }""",
    )

    assert told == ["ConstraintError", 1]


def test_of_two_tabs_with_one_ticket_one_is_first(page: Any) -> None:
    told = _with_store(
        page,
        """async (store, name) => {
          const other = await m.Store.open(name);
          const about = {ticket: "t", direction: "entry", at: "2026-11-22T03:00:00Z"};
          const told = await Promise.all([store, other].flatMap((one) => [1, 2, 3].map(() =>
            one.decide("none", about, (seen) => m.withSeen(
              {result: "admitted", ticket: "t"}, seen, {direction: "entry"})))));
          other.close();
          return told.filter((one) => one.result === "admitted").length;
        }""",
    )

    assert told == 1


def test_a_full_disk_keeps_a_scan_in_memory_and_saves_it_later(page: Any) -> None:
    told = _with_store(
        page,
        """async (store) => {
          const add = IDBObjectStore.prototype.add;
          const full = () => { throw new DOMException("", "QuotaExceededError"); };
          IDBObjectStore.prototype.add = full;
          const error = await store.enqueue("scan", {nonce: "n", code: "1"}).catch((e) => e);
          const during = [error instanceof m.StorageFull, store.unsaved.size, await store.queued(),
                          (await store.oldest("scan", 5)).length];
          IDBObjectStore.prototype.add = add;
          await store.saveUnsaved();
          return [during, store.unsaved.size, await store.queued()];
        }""",
    )

    assert told == [[True, 1, 1, 1], 0, 1]


def test_a_code_of_the_stock_is_given_once(page: Any) -> None:
    told = _with_store(
        page,
        """async (store) => {
          const [early, now, late] = [1, 2, 3].map((day) => new Date(2026, 10, day));
          await store.fillStock(["1", "2"], late); await store.fillStock(["3"], early);
          const given = await Promise.all([1, 2, 3].map(() => store.takeFromStock(now)));
          await store.fillStock(["1", "2"], late); // the server does not know yet
          return [given.filter(Boolean).sort(), await store.takeFromStock(now)];
        }""",
    )

    assert told == [["1", "2"], None]


def test_scans_of_another_event_wait_for_its_pairing(page: Any) -> None:
    told = _with_store(
        page,
        """async (store) => {
          await store.pair({token: "t", event: {id: 7}});
          await store.enqueue("scan", {nonce: "of seven", code: "1"});
          await store.pair({token: "u", event: {id: 8}});
          await store.enqueue("scan", {nonce: "of eight", code: "1"});
          const sent = (await store.oldest("scan", 5)).map((one) => one.nonce);
          await store.pair({token: "t", event: {id: 7}});
          return [sent, (await store.oldest("scan", 5)).map((one) => one.nonce)];
        }""",
    )

    assert told == [["of eight"], ["of seven"]]


def test_nothing_of_the_event_is_left_after_a_revocation_but_unsent_scans(page: Any) -> None:
    told = _with_store(
        page,
        """async (store) => {
          await store.pair({token: "t", event: {id: 7}});
          await store.keepSnapshot("main", "1", new ArrayBuffer(8), 1);
          await store.noteSeen("x", "entry", "now");
          await store.enqueue("scan", {nonce: "n", code: "1"});
          await store.unpair();
          const list = await store.snapshot("main");
          return [await store.pairing(), list ?? null, await store.queued()];
        }""",
    )

    assert told == [None, None, 1]


# ── sync ─────────────────────────────────────────────────────────────────────────────────────

SYNC = """async (store) => {
  for (let n = 0; n < %d; n += 1) await store.enqueue("scan", {nonce: `n${n}`, code: String(n)});
  const batches = [];
  const server = {batch: async ({scans}) => { batches.push(scans.length); %s }};
  const error = await m.sendAll(store, server).then(() => "", (e) => e.constructor.name);
  return [batches, await store.queued(), error, (await store.conflicts()).map((c) => c.kind)];
}"""
ALL_GOOD = "return {answers: scans.map(({nonce}) => ({nonce, status: 200, conflict: null}))};"


def _sync(page: Any, count: int, server: str) -> Any:
    return _with_store(page, SYNC % (count, server))


def test_a_long_queue_goes_in_batches(page: Any) -> None:
    assert _sync(page, 450, ALL_GOOD) == [[200, 200, 50], 0, "", []]


def test_an_answer_that_was_cut_leaves_the_rest_for_the_next_time(page: Any) -> None:
    cut = (
        "if (batches.length === 3) throw new m.NoAnswer('cut');"
        "return {answers: scans.slice(0, 30).map(({nonce}) => ({nonce, status: 200}))};"
    )

    assert _sync(page, 100, cut) == [[100, 70, 40], 40, "NoAnswer", []]


def test_conflicts_are_kept_and_refused_entries_are_told(page: Any) -> None:
    server = (
        "return {answers: scans.map(({nonce}, i) => i === 0 ? {nonce, status: 200, conflict: "
        "{kind: 'twice', first_at: 'x'}} : {nonce, status: 422, error: 'no'})};"
    )

    assert _sync(page, 2, server) == [[2], 0, "", ["twice", "not_taken"]]


def test_one_entry_that_spoils_a_batch_is_set_aside(page: Any) -> None:
    server = (
        "if (scans.some(({code}) => code === '5')) throw new m.Refused({code: 'bad'}, 422);"
        + ALL_GOOD
    )
    batches, queued, error, conflicts = _sync(page, 9, server)

    assert (queued, error, conflicts) == (1, "", ["not_taken"])
    assert batches[0] == 9


def test_an_answer_that_names_nothing_of_ours_does_not_turn_for_ever(page: Any) -> None:
    assert _sync(page, 3, "return {answers: []};") == [[3], 3, "NoAnswer", []]
