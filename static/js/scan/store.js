// What this device keeps, in IndexedDB. Two tabs share it, so whatever decides something is one
// transaction. A scan is in the queue before anybody is told its answer.

import { openDB } from "../../vendor/idb/idb.js";
import { newKey, seal, unseal } from "./sealing.js";

const DATABASE = "door";
const SAFE = { durability: "strict" }; // on the disk, not only on its way: batteries end

export class StorageFull extends Error {}

export class Store {
  #db;
  #key;
  /** Scans that found no room on the disk; they live as long as the page. */
  unsaved = new Map();

  static async open(name = DATABASE) {
    const store = new Store();
    store.#db = await openDB(name, 2, {
      upgrade(db, before, _after, transaction) {
        if (before === 1) {
          transaction.objectStore("queue").createIndex("kind", "kind");
          return;
        }
        db.createObjectStore("meta");
        db.createObjectStore("snapshots", { keyPath: "list" });
        const queue = db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
        queue.createIndex("nonce", "nonce", { unique: true });
        queue.createIndex("kind", "kind");
        db.createObjectStore("seen", { keyPath: "ticket" });
        db.createObjectStore("stock", { keyPath: "id" });
        db.createObjectStore("conflicts", { keyPath: "nonce" });
      },
      // Another tab opened a newer version: let go, or it waits for ever.
      blocking(_current, _blocked, event) { event.target.close(); },
    });
    await store.#ensureKey();
    store.event = await store.get("event"); // whose scans are sent; others wait for their pairing
    return store;
  }

  async #ensureKey() {
    const fresh = await newKey();
    const transaction = this.#db.transaction("meta", "readwrite");
    this.#key = await transaction.store.get("key");
    if (!this.#key) {
      this.#key = fresh;
      await transaction.store.put(fresh, "key");
    }
    await transaction.done;
  }

  get(name) {
    return this.#db.get("meta", name);
  }

  set(name, value) {
    return this.#db.put("meta", value, name);
  }

  // ── the pairing ─────────────────────────────────────────────────────────────────────────────

  async pairing() {
    const kept = await this.get("pairing");
    return kept ? unseal(this.#key, kept) : null;
  }

  async pair(pairing) {
    const before = await this.get("event");
    if (before !== undefined && before !== pairing.event.id) await this.#forgetEvent();
    this.event = pairing.event.id;
    await this.set("event", this.event);
    await this.set("pairing", await seal(this.#key, pairing));
  }

  /** The device was revoked: nothing of the event stays but scans that were not sent yet. */
  async unpair() {
    await this.#db.delete("meta", "pairing");
    await Promise.all(["tally", "inside"].map((name) => this.#db.delete("meta", name)));
    for (const name of ["snapshots", "seen", "stock"]) await this.#db.clear(name);
  }

  async #forgetEvent() {
    await Promise.all(["tally", "inside"].map((name) => this.#db.delete("meta", name)));
    for (const name of ["snapshots", "seen", "stock", "conflicts"]) await this.#db.clear(name);
  }

  // ── the sealed list ─────────────────────────────────────────────────────────────────────────

  snapshot(list) {
    return this.#db.get("snapshots", list);
  }

  keepSnapshot(list, version, bytes, at) {
    return this.#db.put("snapshots", { list, version, bytes, at });
  }

  // ── the queue ───────────────────────────────────────────────────────────────────────────────

  /**
   * Put something into the queue; a full disk keeps it in memory and says so by StorageFull.
   * ``body`` is sealed; ``kind`` is "scan", "walkin" or "tally"; ``verdict`` and the ``change``
   * of somebody counted by hand stay readable.
   */
  async enqueue(kind, body, { verdict = null } = {}) {
    const entry = { kind, nonce: body.nonce, at: Date.now(), verdict, event: this.event };
    if (kind === "tally") entry.change = body.change;
    entry.sealed = await seal(this.#key, body);
    try {
      const transaction = this.#db.transaction("queue", "readwrite", SAFE);
      await Promise.all([transaction.store.add(entry), transaction.done]);
    } catch (trouble) {
      if (trouble?.name !== "QuotaExceededError") throw trouble;
      this.unsaved.set(entry.nonce, entry);
      throw new StorageFull("no room for another scan", { cause: trouble });
    }
  }

  /** Try again to put onto the disk what found no room. */
  async saveUnsaved() {
    for (const [nonce, entry] of this.unsaved) {
      await this.#db.add("queue", entry);
      this.unsaved.delete(nonce);
    }
  }

  /**
   * Decide with what was seen, and note both the decision and that the ticket was here, at once:
   * of two tabs with the same ticket one is first. ``decide`` gets the last {at, direction} or
   * null and returns a verdict; it must not wait for anything.
   */
  async decide(nonce, { ticket, direction, at }, decide) {
    const transaction = this.#db.transaction(["queue", "seen"], "readwrite", SAFE);
    const seen = ticket ? await transaction.objectStore("seen").get(ticket) : null;
    const verdict = decide(seen ?? null);
    const queue = transaction.objectStore("queue");
    const entry = this.unsaved.get(nonce) ?? (await queue.index("nonce").get(nonce));
    if (entry) {
      entry.verdict = verdict.result;
      if (!this.unsaved.has(nonce)) await queue.put(entry);
    }
    if (ticket && verdict.result !== "refused") {
      await transaction.objectStore("seen").put({ ticket, direction, at });
    }
    await transaction.done;
    return verdict;
  }

  noteSeen(ticket, direction, at) {
    return this.#db.put("seen", { ticket, direction, at });
  }

  /** The event's oldest entries of a kind, opened; those that are stuck are passed over. */
  async oldest(kind, most) {
    const isOurs = (one) => one.kind === kind && one.event === this.event && !one.stuck;
    const found = [...this.unsaved.values()].filter(isOurs);
    let cursor = await this.#db.transaction("queue").store.index("kind").openCursor(kind);
    while (cursor && found.length < most) {
      if (isOurs(cursor.value)) found.push(cursor.value);
      cursor = await cursor.continue();
    }
    const open = async ({ nonce, verdict, sealed }) => ({
      nonce, verdict, body: await unseal(this.#key, sealed),
    });
    return Promise.all(found.slice(0, most).map(open));
  }

  /** The server has answered these. */
  async done(nonces) {
    const transaction = this.#db.transaction("queue", "readwrite");
    for (const nonce of nonces) {
      this.unsaved.delete(nonce);
      const key = await transaction.store.index("nonce").getKey(nonce);
      if (key !== undefined) await transaction.store.delete(key);
    }
    await transaction.done;
  }

  /** The server will not have this one: it stays, marked, for a person to look at. */
  async stick(nonce, why) {
    const transaction = this.#db.transaction("queue", "readwrite");
    const entry = await transaction.store.index("nonce").get(nonce);
    if (entry) await transaction.store.put({ ...entry, stuck: why });
    await transaction.done;
  }

  async queued() {
    return (await this.#db.count("queue")) + this.unsaved.size;
  }

  /** What people counted by hand, and not sent yet, add up to. */
  async tallyWaiting() {
    const kept = await this.#db.getAllFromIndex("queue", "kind", "tally");
    const memory = [...this.unsaved.values()].filter(({ kind }) => kind === "tally");
    const ours = [...kept, ...memory].filter((one) => one.event === this.event && !one.stuck);
    return ours.reduce((sum, { change }) => sum + change, 0);
  }

  // ── codes for people without a ticket ───────────────────────────────────────────────────────

  async fillStock(codes, expiresAt) {
    const rows = await Promise.all(codes.map(async (code) => ({
      id: await hashOf(code), sealed: await seal(this.#key, { code, expiresAt }),
    })));
    const transaction = this.#db.transaction("stock", "readwrite");
    const used = new Set((await transaction.store.getAll()).filter((r) => r.used).map((r) => r.id));
    for (const row of rows) if (!used.has(row.id)) await transaction.store.put(row);
    await transaction.done;
  }

  /** The next unused code that is still good, marked as used; null if there is none. */
  async takeFromStock(at) {
    for (;;) {
      const transaction = this.#db.transaction("stock", "readwrite");
      const next = (await transaction.store.getAll()).find((row) => !row.used);
      if (next) await transaction.store.put({ ...next, used: true });
      await transaction.done;
      if (!next) return null;
      const { code, expiresAt } = await unseal(this.#key, next.sealed);
      if (new Date(expiresAt) > at) return code;
    }
  }

  async stockLeft() {
    return (await this.#db.getAll("stock")).filter((row) => !row.used).length;
  }

  // ── what the server objected to ─────────────────────────────────────────────────────────────

  async noteConflict(nonce, about) {
    await this.#db.put("conflicts", { nonce, ...about });
  }

  conflicts() {
    return this.#db.getAll("conflicts");
  }

  close() {
    this.#db.close();
  }
}

async function hashOf(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash, 0, 8), (one) => one.toString(16).padStart(2, "0")).join("");
}
