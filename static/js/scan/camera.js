// The camera: frames go to the reader's worker; a code is told once while it stays in sight.

const PAUSE = 60; // ms between frames
const SAME = 3000; // ms a code must be out of sight to count again
const WIDEST = 960;
const CENTRE = 0.72; // of the shorter side: what the frame on the screen shows, and a little more

/** The reader in its worker; ``read`` answers the text of a QR code or "". */
export class Reader {
  #worker;
  #asked = new Map();
  #last = 0;

  constructor({ worker, zxing, wasm }) {
    this.#worker = new Worker(worker);
    this.ready = new Promise((resolve, reject) => {
      this.#asked.set(0, { resolve, reject });
      this.#worker.addEventListener("error", (event) => reject(new Error(event.message)));
    });
    this.#worker.addEventListener("message", ({ data }) => this.#hear(data));
    this.#worker.postMessage({ zxing, wasm });
  }

  #hear({ id, text, error }) {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(text);
  }

  read(picture) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      const part = picture instanceof ImageData ? { pixels: picture } : { bitmap: picture };
      const moved = picture instanceof ImageData ? [picture.data.buffer] : [picture];
      this.#worker.postMessage({ id, ...part }, moved);
    });
  }

  close() {
    this.#worker.terminate();
  }
}

/** Tells a code once, and again only after it was out of sight for three seconds. */
export class Sight {
  #seen = new Map();

  isNew(text, now) {
    for (const [other, at] of this.#seen) if (now - at >= SAME) this.#seen.delete(other);
    const isNew = !this.#seen.has(text);
    this.#seen.set(text, now);
    return isNew;
  }
}

/** Which part of a picture is looked at, and how large it goes to the reader. */
export function cut(width, height, isWhole) {
  const side = Math.round(Math.min(width, height) * CENTRE);
  const [w, h] = isWhole ? [width, height] : [side, side];
  const [x, y] = [Math.round((width - w) / 2), Math.round((height - h) / 2)];
  const scale = Math.min(1, WIDEST / Math.max(w, h));
  const size = { resizeWidth: Math.round(w * scale), resizeHeight: Math.round(h * scale) };
  return { x, y, w, h, size };
}

export class Camera {
  #video;
  #reader;
  #seen;
  #sight = new Sight();
  #stream = null;
  #turn = 0;

  /** ``seen`` is called with each code; looking goes on when it is done. */
  constructor({ video, reader, seen }) {
    this.#video = video;
    this.#reader = reader;
    this.#seen = seen;
  }

  get isOn() {
    return this.#stream !== null;
  }

  async start() {
    const [stream] = await Promise.all([
      navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      }),
      this.#reader.ready,
    ]);
    this.#stream = stream;
    this.#video.srcObject = stream;
    await this.#video.play();
    this.#look();
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  /** A function that switches the light, or null where there is none. */
  torch() {
    const track = this.#stream?.getVideoTracks()[0];
    if (!track?.getCapabilities?.().torch) return null;
    return (on) => track.applyConstraints({ advanced: [{ torch: on }] });
  }

  async #look() {
    const stream = this.#stream;
    while (stream && this.#stream === stream) {
      if (this.#video.videoWidth && !document.hidden) await this.#once();
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }

  async #once() {
    try {
      const text = await this.#reader.read(await this.#frame());
      if (text && this.#sight.isNew(text, performance.now())) {
        await this.#seen(text);
        this.#sight.isNew(text, performance.now());
      }
    } catch (trouble) {
      console.warn("a frame could not be read", trouble);
    }
  }

  /** The middle of the picture; every third time all of it, for a code held to the side. */
  #frame() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    this.#turn += 1;
    const { x, y, w, h, size } = cut(width, height, this.#turn % 3 === 0);
    const { resizeWidth, resizeHeight } = size;
    if ("OffscreenCanvas" in window) {
      return createImageBitmap(this.#video, x, y, w, h, size);
    }
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: resizeWidth, height: resizeHeight });
    const pen = canvas.getContext("2d");
    pen.drawImage(this.#video, x, y, w, h, 0, 0, resizeWidth, resizeHeight);
    return pen.getImageData(0, 0, resizeWidth, resizeHeight);
  }
}
