// The sealed list of an event's tickets (docs/checkin.md, "The snapshot"). A row is found and
// opened with a ticket's own code and by nothing else: a lost phone gives no list away.

const MAGIC = "CPS1";
const ENTRY_BYTES = 16;
const GONE_BYTES = 10;
const INFO = new TextEncoder().encode("cho-phien:snapshot:1");

export class BadSnapshot extends Error {}

export class Snapshot {
  #view;
  #bytes;
  #table;
  #gone;
  #bodies;

  /** Read what the server sent; throws BadSnapshot for anything that is not whole. */
  constructor(buffer) {
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
    try {
      this.#read();
    } catch (trouble) {
      throw new BadSnapshot("the list on this device is damaged", { cause: trouble });
    }
  }

  #read() {
    const text = new TextDecoder();
    if (text.decode(this.#bytes.subarray(0, 4)) !== MAGIC) throw new Error("another format");
    const length = this.#view.getUint32(4);
    this.header = JSON.parse(text.decode(this.#bytes.subarray(8, 8 + length)));
    this.#table = 8 + length;
    this.#gone = this.#table + ENTRY_BYTES * this.header.entries;
    this.#bodies = this.#gone + GONE_BYTES * this.header.gone;
    if (this.#bodies > this.#bytes.length) throw new Error("cut short");
  }

  get size() {
    return this.#bytes.length;
  }

  /** The row of a door code: its days, flags and sealed body; null if it has none. */
  async find(code) {
    const hash = await crypto.subtle.digest("SHA-256", code.signature);
    const index = new Uint8Array(hash, 0, 8);
    const at = this.#search(this.#table, ENTRY_BYTES, this.header.entries, index);
    if (at < 0) return null;
    const flags = this.#view.getUint8(at + 10);
    const start = this.#bodies + this.#view.getUint32(at + 12);
    return {
      index,
      days: this.#view.getUint16(at + 8),
      role: flags & 7,
      isApproved: (flags & 8) !== 0,
      fitsList: (flags & 16) !== 0,
      body: this.#bytes.subarray(start, start + this.#view.getUint8(at + 11)),
    };
  }

  /** Why a ticket no longer opens the door: "revoked", "cancelled" or null. */
  goneWhy(code) {
    const id = Uint8Array.from(code.ticket.match(/../g), (pair) => parseInt(pair, 16));
    const at = this.#search(this.#gone, GONE_BYTES, this.header.gone, id);
    if (at < 0) return null;
    const leastIssue = this.#view.getUint8(at + 8);
    if (leastIssue !== 0 && code.issue >= leastIssue) return null;
    return this.#view.getUint8(at + 9) === 1 ? "cancelled" : "revoked";
  }

  #search(start, width, count, wanted) {
    const view = new DataView(wanted.buffer, wanted.byteOffset, 8);
    const goal = view.getBigUint64(0);
    let [low, high] = [0, count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const here = this.#view.getBigUint64(start + middle * width);
      if (here === goal) return start + middle * width;
      if (here < goal) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Name and organisation of a row, opened with the code it belongs to. */
  async open(row, code) {
    const base = await crypto.subtle.importKey("raw", code.signature, "HKDF", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: INFO },
      base, { name: "AES-GCM", length: 256 }, false, ["decrypt"],
    );
    const iv = new Uint8Array(12);
    iv.set(row.body.subarray(0, 8));
    const sealed = row.body.subarray(8);
    const plain = new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: row.index }, key, sealed),
    );
    const cut = plain.indexOf(0, 1);
    const text = new TextDecoder();
    return {
      role: this.roleName(plain[0]),
      name: text.decode(plain.subarray(1, cut)),
      organisation: text.decode(plain.subarray(cut + 1)),
    };
  }

  roleName(number) {
    const numbers = Object.entries(this.header.role_numbers ?? {});
    return numbers.find(([, value]) => value === number)?.[0] ?? "";
  }
}
