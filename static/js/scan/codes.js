// What a scanned or typed text is: a door code (signed), a typed code, a badge code, or nothing.
// The same rules as events/registration/codes.py; a code that the server reads is read here.

export const DOOR_DIGITS = 198;
export const SHORT_DIGITS = 12;
export const BADGE_DIGITS = 13;
export const VERSION = 1;
const PAYLOAD_BYTES = 18;
const CODE_BYTES = 82;
const LONGEST_INPUT = 2 * DOOR_DIGITS + 64;

// Damm's quasigroup of order 10.
const DAMM = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];

export class Unreadable extends Error {}

/** The check digit of some digits; 0 for digits that end in their own. */
export function damm(digits) {
  let check = 0;
  for (const digit of digits) check = Number(DAMM[check][Number(digit)]);
  return check;
}

/**
 * Tell what a text is. Forgiven: blanks and hyphens, what a hand scanner adds before and after,
 * full-width digits, a code that came twice. Throws Unreadable.
 */
export function readCode(text) {
  if (text.length > LONGEST_INPUT) throw new Unreadable();
  let digits = plainDigits(text);
  const half = digits.slice(0, digits.length / 2);
  if ([DOOR_DIGITS, SHORT_DIGITS, BADGE_DIGITS].includes(half.length) && digits === half + half) {
    digits = half;
  }
  if (digits.length === DOOR_DIGITS) return readDoorCode(digits);
  if (digits.length === SHORT_DIGITS) return { kind: "short", digits };
  if (digits.length === BADGE_DIGITS && damm(digits) === 0) return { kind: "badge", digits };
  throw new Unreadable();
}

function plainDigits(text) {
  const trimmed = text.trim();
  const body = trimmed.startsWith("]Q1") ? trimmed.slice(3) : trimmed;
  const digits = body.normalize("NFKC").replace(/[\s.\-–]/gu, "");
  if (!/^[0-9]*$/.test(digits)) throw new Unreadable();
  return digits;
}

function readDoorCode(digits) {
  const hex = BigInt(digits).toString(16).padStart(2 * CODE_BYTES, "0");
  if (hex.length > 2 * CODE_BYTES) throw new Unreadable();
  const raw = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const view = new DataView(raw.buffer);
  return {
    kind: "door",
    digits,
    payload: raw.slice(0, PAYLOAD_BYTES),
    signature: raw.slice(PAYLOAD_BYTES),
    version: raw[0],
    keyId: raw[1],
    eventId: (raw[2] << 16) | (raw[3] << 8) | raw[4],
    role: raw[5],
    flags: raw[6],
    ticket: hex.slice(14, 30),
    days: view.getUint16(15),
    issue: raw[17],
  };
}

/** Digits as people read and type them: 1234 5678 9012. */
export function inGroups(digits) {
  return digits.replace(/\D/g, "").replace(/(\d{4})(?=\d)/g, "$1 ");
}
