// Sending the queue: people registered here first, then scans and those counted by hand in batches. A batch may be cut
// anywhere and sent again; only what was answered leaves the queue.

import { NoAnswer, Refused } from "./server.js";

export const BATCH = 200;
const TOO_LARGE = 413;
const LONG = 30_000;

/**
 * Send everything that waits; throws NoAnswer or Revoked with the rest still in the queue.
 * Answers the phone's ``clock`` and the gate's ``tally`` as the server sees them, or null.
 */
export async function sendAll(store, server, { list = "main", now = () => new Date() } = {}) {
  if (store.unsaved.size) await store.saveUnsaved().catch(() => {});
  await sendWalkIns(store, server, now);
  const sentAt = () => now().toISOString();
  const scans = await sendBatches(store, "scan", (entries) => server.batch({
    list,
    sent_at: sentAt(),
    scans: entries.map(({ body, verdict }) => (verdict ? { ...body, verdict } : body)),
  }));
  const counts = await sendBatches(store, "tally", (entries) => server.tally({
    sent_at: sentAt(), counts: entries.map(({ body }) => body),
  }));
  const clock = scans && { offset: scans.clock_offset_s, isGood: scans.clock_ok };
  return { clock, tally: counts?.tally ?? null };
}

async function sendWalkIns(store, server, now) {
  for (;;) {
    const [entry] = await store.oldest("walkin", 1);
    if (!entry) return;
    try {
      const { body: said, verdict } = entry;
      const body = { ...said, ...(verdict ? { verdict } : {}), sent_at: now().toISOString() };
      await server.walkIn(body, { patience: LONG });
      await store.done([entry.nonce]);
    } catch (trouble) {
      if (!(trouble instanceof Refused)) throw trouble;
      await setAside(store, entry.nonce, trouble);
    }
  }
}

async function setAside(store, nonce, { code, message }) {
  await store.stick(nonce, code);
  await store.noteConflict(nonce, { kind: "not_taken", why: message, at: Date.now() });
}

/** The last answer to batches of one kind, or null when nothing waited. */
async function sendBatches(store, kind, send) {
  let most = BATCH;
  let last = null;
  for (;;) {
    const entries = await store.oldest(kind, most);
    if (entries.length === 0) return last;
    try {
      last = await send(entries);
      await take(store, last.answers, entries);
      most = Math.min(BATCH, most * 2);
    } catch (trouble) {
      if (!(trouble instanceof Refused)) throw trouble;
      if (entries.length > 1) most = Math.ceil(entries.length / 2); // find the one that spoils it
      else await setAside(store, entries[0].nonce, trouble);
      if (trouble.status === TOO_LARGE && most > 1) most = Math.ceil(most / 2);
    }
  }
}

async function take(store, answers, entries) {
  const asked = new Map(entries.map((entry) => [entry.nonce, entry]));
  const answered = answers.filter(({ nonce }) => asked.has(nonce));
  // An answer without our nonces would be asked for ever: treat it as none.
  if (answered.length === 0) throw new NoAnswer("the answer names none of our scans");
  for (const answer of answered) {
    const { scanned_at: scannedAt, counted_at: countedAt } = asked.get(answer.nonce).body;
    const at = scannedAt ?? countedAt;
    if (answer.conflict) await store.noteConflict(answer.nonce, { ...answer.conflict, at });
    else if (answer.status !== 200) {
      await store.noteConflict(answer.nonce, { kind: "not_taken", why: answer.error, at });
    }
  }
  await store.done(answered.map(({ nonce }) => nonce));
}
