// Verifying door codes with the event's public keys, by the browser's own Ed25519.

const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

// Of the test vectors in docs/checkin.md: any key of 32 bytes on the curve does.
const ANY_KEY = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

let known;
/** Whether this browser can verify signatures; older ones and plain HTTP cannot. */
export function canVerify() {
  known ??= imported(ANY_KEY).then(() => true, () => false);
  return known;
}

function imported(hex) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return Promise.reject(new Error("no WebCrypto"));
  return subtle.importKey("raw", fromHex(hex), { name: "Ed25519" }, false, ["verify"]);
}

/** Verifies codes of one event: ``keys`` has raw public keys in hex by key id. */
export class Verifier {
  #keys;
  #imported = new Map();

  constructor(keys) {
    this.#keys = keys;
  }

  knows(keyId) {
    return Object.hasOwn(this.#keys, String(keyId));
  }

  async isGenuine(code) {
    const hex = this.#keys[String(code.keyId)];
    if (!this.#imported.has(hex)) this.#imported.set(hex, await imported(hex));
    const key = this.#imported.get(hex);
    return crypto.subtle.verify("Ed25519", key, code.signature, code.payload);
  }
}
