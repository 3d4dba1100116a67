// Online or offline: falls by itself, comes back by itself, and does as it is told.

const WINDOW = 10_000; // ms in which two failures count together
const ENOUGH = 2;

export class Mode {
  #failures = [];
  #isDown = false;
  #order = "auto";
  #now;
  #changed;

  /** ``changed`` is called with this when what ``isOffline`` says has turned. */
  constructor({ now = () => Date.now(), changed = () => {}, order = "auto" } = {}) {
    this.#now = now;
    this.#changed = changed;
    this.#order = order;
  }

  get isOffline() {
    return this.#order === "auto" ? this.#isDown : this.#order === "offline";
  }

  get order() {
    return this.#order;
  }

  /** "auto", "online" or "offline": a person's word goes before what is measured. */
  set order(order) {
    this.#turn(() => { this.#order = order; });
  }

  /** No answer within 2 s: offline at once. */
  timedOut() {
    this.#turn(() => { this.#isDown = true; });
  }

  /** The call broke: the second within 10 s counts. */
  failed() {
    const now = this.#now();
    this.#failures = [...this.#failures.filter((at) => now - at < WINDOW), now];
    if (this.#failures.length >= ENOUGH) this.#turn(() => { this.#isDown = true; });
  }

  /** The server answered. */
  answered() {
    this.#failures = [];
    this.#turn(() => { this.#isDown = false; });
  }

  #turn(act) {
    const before = this.isOffline;
    act();
    if (this.isOffline !== before) this.#changed(this);
  }
}
