// Reads QR codes off the main thread. Gets {zxing, wasm} once, then {id, bitmap} or {id, pixels};
// answers {id, text}. Served from an address of its own, which alone may run WebAssembly.

let ready = null;

function start({ zxing, wasm }) {
  importScripts(zxing);
  ready = ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return ready;
}

let canvas = null;
function pixelsOf(bitmap) {
  canvas ??= new OffscreenCanvas(1, 1);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(bitmap, 0, 0);
  bitmap.close();
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

async function read({ bitmap, pixels }) {
  await ready;
  const found = await ZXingWASM.readBarcodes(pixels ?? pixelsOf(bitmap), {
    formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1,
  });
  return found.find((code) => code.isValid)?.text ?? "";
}

self.addEventListener("message", async ({ data }) => {
  try {
    if (data.zxing) {
      await start(data);
      self.postMessage({ id: 0, text: "" });
    } else {
      self.postMessage({ id: data.id, text: await read(data) });
    }
  } catch (trouble) {
    self.postMessage({ id: data.id ?? 0, text: "", error: String(trouble) });
  }
});
