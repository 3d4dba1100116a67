// A door code as a QR code of version 5-M (ISO/IEC 18004), for people registered at the door: the
// phone is their only ticket office. One size, digits only, mask 0; nothing else is needed here.

const SIZE = 37;
const BLOCKS = 2;
const BLOCK_DATA = 43;
const BLOCK_CHECK = 24;
const ALIGNED = 30; // the middle of the one alignment pattern
const FORMAT = 0x5412; // level M, mask 0
const QUIET = 4;

/** Rows of modules, dark ones true; ``digits`` are the 198 of a door code. */
export function qrModules(digits) {
  const modules = Array.from({ length: SIZE }, () => new Array(SIZE).fill(null));
  const set = (x, y, dark) => { modules[y][x] = dark; };
  drawPatterns(set);
  drawFormat(set);
  drawData(modules, codewords(digits));
  return modules;
}

function drawPatterns(set) {
  for (let i = 0; i < SIZE; i += 1) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [SIZE - 4, 3], [3, SIZE - 4]]) {
    square(set, x, y, 4, (far) => far !== 2 && far !== 4);
  }
  square(set, ALIGNED, ALIGNED, 2, (far) => far !== 1);
}

function square(set, x, y, reach, isDark) {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const isInside = x + dx >= 0 && x + dx < SIZE && y + dy >= 0 && y + dy < SIZE;
      if (isInside) set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function drawFormat(set) {
  const bit = (i) => ((FORMAT >> i) & 1) === 1;
  for (let i = 0; i < 6; i += 1) set(8, i, bit(i));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let i = 9; i < 15; i += 1) set(14 - i, 8, bit(i));
  for (let i = 0; i < 8; i += 1) set(SIZE - 1 - i, 8, bit(i));
  for (let i = 8; i < 15; i += 1) set(8, SIZE - 15 + i, bit(i));
  set(8, SIZE - 8, true);
}

/** Two columns at a time from the right, up and down in turn, around what is drawn already. */
function drawData(modules, bytes) {
  let next = 0;
  for (let right = SIZE - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const isUp = ((right < 6 ? right - 1 : right) & 2) === 0;
    for (let step = 0; step < SIZE; step += 1) {
      const y = isUp ? SIZE - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (modules[y][x] !== null) continue;
        const dark = ((bytes[next >> 3] ?? 0) >> (7 - (next & 7))) & 1;
        modules[y][x] = (dark === 1) !== ((x + y) % 2 === 0);
        next += 1;
      }
    }
  }
}

function codewords(digits) {
  const data = dataBytes(digits);
  const blocks = Array.from({ length: BLOCKS }, (_, n) => (
    data.slice(n * BLOCK_DATA, (n + 1) * BLOCK_DATA)
  ));
  const checks = blocks.map(checkBytes);
  const woven = (parts, length) => (
    Array.from({ length }, (_, i) => parts.map((part) => part[i])).flat()
  );
  return [...woven(blocks, BLOCK_DATA), ...woven(checks, BLOCK_CHECK)];
}

function dataBytes(digits) {
  const count = digits.length.toString(2).padStart(10, "0");
  const groups = digits.match(/\d{1,3}/g).map((three) => (
    Number(three).toString(2).padStart([0, 4, 7, 10][three.length], "0")
  ));
  const bits = `0001${count}${groups.join("")}0000`;
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0").match(/.{8}/g).map((byte) => (
    parseInt(byte, 2)
  ));
  for (let pad = 0xec; bytes.length < BLOCKS * BLOCK_DATA; pad ^= 0xfd) bytes.push(pad);
  return bytes;
}

// ── Reed–Solomon over GF(2⁸) with 0x11d ───────────────────────────────────────────────────────

function times(one, other) {
  let product = 0;
  for (let i = 7; i >= 0; i -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> i) & 1) * one;
  }
  return product;
}

let divisor = null;
function makeDivisor() {
  const made = new Array(BLOCK_CHECK).fill(0);
  made[BLOCK_CHECK - 1] = 1;
  let root = 1;
  for (let n = 0; n < BLOCK_CHECK; n += 1) {
    for (let i = 0; i < BLOCK_CHECK; i += 1) made[i] = times(made[i], root) ^ (made[i + 1] ?? 0);
    root = times(root, 2);
  }
  return made;
}

function checkBytes(data) {
  divisor ??= makeDivisor();
  const rest = new Array(BLOCK_CHECK).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((value, i) => { rest[i] ^= times(value, factor); });
  }
  return rest;
}

// ── the drawing ───────────────────────────────────────────────────────────────────────────────

/** An SVG element, dark on white with its quiet zone. */
export function qrDrawing(digits) {
  const wide = SIZE + 2 * QUIET;
  const path = qrModules(digits).flatMap((row, y) => row.flatMap((dark, x) => (
    dark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : []
  ))).join("");
  const make = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const drawing = make("svg", { viewBox: `0 0 ${wide} ${wide}`, "shape-rendering": "crispEdges" });
  drawing.append(make("rect", { width: wide, height: wide, fill: "#fff" }), make("path", { d: path, fill: "#000" }));
  return drawing;
}
