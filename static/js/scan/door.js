// The door without its page: asks the server while there is one, judges alone while there is
// none, keeps the queue, the sealed list and the clock in order. The page hears of every change.

import { readCode, Unreadable } from "./codes.js";
import { Mode } from "./mode.js";
import { NoAnswer, Refused, Revoked, Server } from "./server.js";
import { canVerify, Verifier } from "./signature.js";
import { BadSnapshot, Snapshot } from "./snapshot.js";
import { StorageFull } from "./store.js";
import { sendAll } from "./sync.js";
import { judge, refused, withSeen } from "./verdict.js";

const LONGEST_CODE = 600; // more than any code of ours; the server gets no novels
const BEAT = 30_000;
const PROBE = 3000; // how often a lost server is asked for
const STOCK = 20;
const APP = "1";

export class Door {
  #store;
  #server;
  #pairing;
  #verifier = null;
  #snapshot = null;
  #changed;
  #timers = [];
  #turn = Promise.resolve();
  #tallySent = 0;
  #tallyTurn = 0; // grows with every sum from the queue: an older heartbeat's is out of date

  /** ``changed`` is called with this after anything that the page shows. */
  constructor({ store, pairing, language, changed = () => {}, order = "auto" }) {
    this.#store = store;
    this.#pairing = pairing;
    this.#server = new Server({ token: pairing.token, slug: pairing.event.slug, language });
    this.#changed = () => changed(this);
    this.mode = new Mode({ order, changed: () => this.#modeChanged() });
    this.list = pairing.device.lists[0] ?? "main";
    this.queued = 0;
    this.inside = null;
    this.tally = 0; // people without a ticket at this gate, with those who wait in the queue
    this.lastSync = null;
    this.clockOffset = 0; // ms the phone's clock is ahead
    this.isRevoked = false;
  }

  get event() { return this.#pairing.event; }

  get device() { return this.#pairing.device; }

  get isSupervisor() { return this.#pairing.device.role === "supervisor"; }

  get unsaved() { return this.#store.unsaved.size; }

  get snapshot() { return this.#snapshot; }

  /** The server's time, as well as this phone knows it. */
  now() {
    return new Date(Date.now() - this.clockOffset);
  }

  async open() {
    this.clockOffset = (await this.#store.get("clock offset")) ?? 0;
    this.lastSync = (await this.#store.get("last sync")) ?? null;
    this.inside = (await this.#store.get("inside")) ?? null; // as last known, over a closed page
    await this.#loadSnapshot();
    await this.#noteTally(await this.#store.get("tally"));
    await this.#count();
  }

  run() {
    const every = (time, act) => this.#timers.push(setInterval(act, time));
    every(BEAT, () => this.refresh());
    every(PROBE, () => { if (this.mode.isOffline && this.mode.order === "auto") this.probe(); });
    every(PROBE, () => { if (this.queued && !this.mode.isOffline) this.sync(); });
    return this.refresh();
  }

  stop() {
    this.#timers.forEach(clearInterval);
  }

  async setOrder(order) {
    this.mode.order = order;
    await this.#store.set("mode", order);
    this.#changed();
    if (!this.mode.isOffline) this.refresh();
  }

  // ── scanning ────────────────────────────────────────────────────────────────────────────────

  /** One reading after the other, however fast they come. */
  scan(text, options) {
    const mine = this.#turn.then(() => this.#scan(text, options));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #scan(text, { direction = "entry", forceReason = "" } = {}) {
    const body = {
      code: text.slice(0, LONGEST_CODE),
      direction,
      nonce: crypto.randomUUID(),
      scanned_at: new Date().toISOString(),
      ...(forceReason ? { forced: true, force_reason: forceReason } : {}),
    };
    const isKept = await this.#keep("scan", body);
    const answer = (await this.#asked(body)) ?? (await this.#judged(body));
    this.#countPerson(answer, direction);
    await this.#count();
    return { ...answer, isKept, nonce: body.nonce };
  }

  /** Until the server says how many are inside, this phone's own people are added. */
  #countPerson({ result, tone }, direction) {
    if (result === "refused" || tone === "out" || this.inside === null) return;
    this.inside = Math.max(0, this.inside + (direction === "exit" ? -1 : 1));
  }

  /** False when the disk is full and the entry lives in memory only. */
  async #keep(kind, body) {
    try {
      await this.#store.enqueue(kind, body);
      return true;
    } catch (trouble) {
      if (!(trouble instanceof StorageFull)) throw trouble;
      return false;
    }
  }

  async #asked(body) {
    if (this.mode.isOffline) return null;
    try {
      const answer = await this.#server.scan({ ...body, list: this.list });
      this.mode.answered();
      await this.#noteAnswer(body, answer);
      return { ...answer, isLocal: false, firstAt: answer.first_admitted_at };
    } catch (trouble) {
      return this.#noAnswer(trouble, body);
    }
  }

  /** Null when the phone has to judge by itself. */
  async #noAnswer(trouble, body) {
    if (trouble instanceof Refused) {
      this.mode.answered();
      await this.#store.done([body.nonce]);
      const { message, field } = trouble;
      return { ...refused("not_taken"), message, field, isLocal: false };
    }
    await this.#trouble(trouble);
    if (!this.isRevoked) return null;
    await this.#store.done([body.nonce]); // nobody was let in by a device that is none any more
    return { ...refused("not_taken"), message: "", isLocal: true };
  }

  async #trouble(trouble) {
    if (trouble instanceof Revoked) {
      this.isRevoked = true;
      this.#snapshot = null;
      await this.#store.unpair();
      this.#changed();
    } else if (trouble instanceof Refused) this.mode.answered();
    else if (trouble instanceof BadSnapshot) console.warn("the list that came is damaged", trouble);
    else if (!(trouble instanceof NoAnswer)) throw trouble;
    else if (trouble.isTimeout) this.mode.timedOut();
    else this.mode.failed();
  }

  async #noteAnswer(body, answer) {
    await this.#store.done([body.nonce]);
    const ticket = ticketOf(body.code);
    if (!ticket) return;
    if (answer.result === "admitted") {
      await this.#store.noteSeen(ticket, body.direction, body.scanned_at);
    } else if (answer.reason === "already_admitted" && answer.first_admitted_at) {
      await this.#store.noteSeen(ticket, "entry", answer.first_admitted_at);
    }
  }

  async #judged(body) {
    const verdict = await judge(body.code, {
      snapshot: this.#snapshot,
      verifier: this.#verifier,
      eventId: this.event.id,
      at: this.now(),
      forced: Boolean(body.forced) && this.isSupervisor,
    });
    const about = { ticket: verdict.ticket, direction: body.direction, at: body.scanned_at };
    const list = this.#snapshot?.header.list;
    const told = await this.#store.decide(body.nonce, about, (seen) => (
      withSeen(verdict, seen, { direction: body.direction, list })
    ));
    return { ...told, direction: body.direction, forced: Boolean(body.forced), isLocal: true };
  }

  // ── people without a ticket ─────────────────────────────────────────────────────────────────

  /** Register and admit. Without a network the person gets the next code of the stock. */
  async walkIn({ name, phone = "", organisation = "" }) {
    const body = {
      name, phone, organisation, consent: true, nonce: crypto.randomUUID(), list: this.list,
      stock_code: await this.#store.takeFromStock(this.now()),
      scanned_at: new Date().toISOString(),
    };
    if (!body.stock_code && this.mode.isOffline) return { ...refused("no_stock"), isLocal: true };
    const isKept = body.stock_code ? await this.#keep("walkin", body) : true;
    const answer = (await this.#askedWalkIn(body)) ?? (await this.#judgedWalkIn(body));
    this.#countPerson(answer, "entry");
    await this.#count();
    return { ...answer, isKept };
  }

  async #askedWalkIn(body) {
    if (this.mode.isOffline) return null;
    try {
      const sent = { ...body, sent_at: new Date().toISOString() };
      const answer = await this.#server.walkIn(sent);
      this.mode.answered();
      await this.#store.done([body.nonce]);
      return { ...answer, isLocal: false };
    } catch (trouble) {
      return this.#noAnswer(trouble, body);
    }
  }

  async #judgedWalkIn(body) {
    if (!body.stock_code) return { ...refused("no_stock"), isLocal: true };
    const ticket = ticketOf(body.stock_code);
    const told = {
      result: "admitted", reason: null, tone: "in", isLocal: true, direction: "entry",
      attendee: { name: body.name, organisation: body.organisation, role: "visitor" },
      ticket: { code: body.stock_code },
    };
    // The entry remembers it: the server then takes the person as somebody who is inside.
    const about = { ticket, direction: "entry", at: body.scanned_at };
    return this.#store.decide(body.nonce, about, () => told);
  }

  // ── people who are only counted ─────────────────────────────────────────────────────────────

  /** Somebody without a ticket in (1) or out (-1): kept before it is shown, sent when it can be. */
  async count(change) {
    if (this.isRevoked) return false;
    const body = { nonce: crypto.randomUUID(), change, counted_at: new Date().toISOString() };
    const isKept = await this.#keep("tally", body);
    await this.#noteTally();
    await this.#count();
    if (!this.mode.isOffline) this.sync();
    return isKept;
  }

  /** The gate's sum by the server, and what it has not heard of yet. */
  async #noteTally(sum) {
    if (typeof sum === "number") {
      this.#tallySent = sum;
      await this.#store.set("tally", sum);
    }
    this.tally = this.#tallySent + await this.#store.tallyWaiting();
  }

  stockLeft() { return this.#store.stockLeft(); }

  /** People by name, in any order and without tones; only the server knows names. */
  async search(words) {
    if (this.mode.isOffline) throw new NoAnswer("offline");
    try {
      return await this.#server.search(words);
    } catch (trouble) {
      if (trouble instanceof Refused) return { people: [] };
      await this.#trouble(trouble);
      throw new NoAnswer("nobody answered");
    }
  }

  // ── staying in touch ────────────────────────────────────────────────────────────────────────

  async probe() {
    try {
      await this.#server.ping();
      this.mode.answered();
    } catch (trouble) {
      await this.#trouble(trouble);
    }
  }

  /** Say that we are here, fetch what changed, send what waits. */
  async refresh() {
    if (this.mode.order === "offline" || this.isRevoked) return;
    try {
      await this.#beat();
      await this.#fetchSnapshot();
      if ((await this.#store.stockLeft()) < STOCK / 2) await this.#fetchStock();
      this.mode.answered();
    } catch (trouble) {
      await this.#trouble(trouble);
    }
    if (!this.mode.isOffline) await this.sync();
    this.#changed();
  }

  async #beat() {
    const kept = await this.#store.snapshot(this.list);
    const turn = this.#tallyTurn;
    const answer = await this.#server.heartbeat({
      queued: await this.#store.queued(),
      app: APP,
      snapshot: kept?.version ?? null,
      self_test: (await this.#store.get("self test")) ?? null,
      sent_at: new Date().toISOString(),
    });
    this.wantedSnapshot = answer.lists.find(({ slug }) => slug === this.list)?.snapshot ?? null;
    this.inside = answer.lists.find(({ slug }) => slug === this.list)?.inside ?? null;
    if (turn === this.#tallyTurn) await this.#noteTally(answer.tally);
    await this.#setClock(answer.clock_offset_s);
    this.#pairing = { ...this.#pairing, device: answer.device, event: answer.event };
    await this.#store.pair(this.#pairing);
    await this.#store.set("last contact", Date.now());
  }

  /** Keep how the self-test ended: the next heartbeat tells the organiser. */
  async noteSelfTest(result) {
    await this.#store.set("self test", { at: new Date().toISOString(), result });
  }

  async #setClock(seconds) {
    this.clockOffset = seconds * 1000;
    await this.#store.set("clock offset", this.clockOffset);
  }

  async #fetchSnapshot() {
    const kept = await this.#store.snapshot(this.list);
    if (kept && kept.version === this.wantedSnapshot) return;
    const fresh = await this.#server.snapshot(this.list, kept?.version);
    if (!fresh) return;
    new Snapshot(fresh.bytes); // throws before the good one is replaced
    await this.#store.keepSnapshot(this.list, fresh.version, fresh.bytes, Date.now());
    await this.#loadSnapshot();
  }

  async #loadSnapshot() {
    const kept = await this.#store.snapshot(this.list);
    this.snapshotAt = kept?.at ?? null;
    this.#snapshot = kept ? new Snapshot(kept.bytes) : null;
    const keys = this.#snapshot?.header.keys;
    this.#verifier = keys && (await canVerify()) ? new Verifier(keys) : null;
  }

  async #fetchStock() {
    const { codes, expires_at: expiresAt } = await this.#server.stock(STOCK);
    await this.#store.fillStock(codes, expiresAt);
  }

  // ── the queue ───────────────────────────────────────────────────────────────────────────────

  /** Send what waits; of several tabs one does it. */
  async sync() {
    if (this.isRevoked) return;
    const send = async (lock) => { if (lock) await this.#send(); };
    if (navigator.locks) await navigator.locks.request("door-sync", { ifAvailable: true }, send);
    else await send(true);
    await this.#count();
  }

  async #send() {
    try {
      const { clock, tally } = await sendAll(this.#store, this.#server, { list: this.list });
      if (clock) await this.#setClock(clock.offset);
      if (tally !== null) {
        this.#tallyTurn += 1;
        await this.#noteTally(tally);
      }
      this.mode.answered();
      this.lastSync = Date.now();
      await this.#store.set("last sync", this.lastSync);
    } catch (trouble) {
      await this.#trouble(trouble);
    }
  }

  conflicts() { return this.#store.conflicts(); }

  async #count() {
    this.queued = await this.#store.queued();
    if (this.inside !== null) await this.#store.set("inside", this.inside);
    this.#changed();
  }

  #modeChanged() {
    this.#changed();
    if (!this.mode.isOffline) this.sync();
  }
}

function ticketOf(text) {
  try {
    return readCode(text).ticket ?? null;
  } catch (trouble) {
    if (trouble instanceof Unreadable) return null;
    throw trouble;
  }
}
