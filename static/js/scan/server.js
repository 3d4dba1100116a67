// The calls of docs/checkin.md. Each ends in an answer or in one of three errors.

/** Nobody answered, or nobody who could: it may be tried again. */
export class NoAnswer extends Error {
  constructor(why, { isTimeout = false, retryAfter = 0 } = {}) {
    super(why);
    this.isTimeout = isTimeout;
    this.retryAfter = retryAfter;
  }
}

/** The server answered no; ``code`` says why. */
export class Refused extends Error {
  constructor(body, status) {
    super(body.error ?? String(status));
    this.code = body.code ?? "";
    this.field = body.field ?? "";
    this.status = status;
  }
}

/** The token is not, or no longer, good. */
export class Revoked extends Error {}

export const PATIENCE = 2000; // ms: at the door nobody waits longer
const LONG = 30_000; // for lists and batches, while nobody waits

export class Server {
  #token;
  #base;
  #language;

  constructor({ token = "", slug = "", language = "vi" } = {}) {
    this.#token = token;
    this.#base = slug ? `/api/v1/events/${encodeURIComponent(slug)}/check-ins` : "";
    this.#language = language;
  }

  pair(code) {
    return this.#json("/api/v1/check-in/pair", { code }, { patience: LONG });
  }

  scan(body) {
    return this.#json(this.#base, body);
  }

  batch(body) {
    return this.#json(`${this.#base}/batch`, body, { patience: LONG });
  }

  tally(body) {
    return this.#json(`${this.#base}/tally/batch`, body, { patience: LONG });
  }

  heartbeat(body) {
    return this.#json(`${this.#base}/heartbeat`, body);
  }

  walkIn(body, { patience = PATIENCE } = {}) {
    return this.#json(`${this.#base}/walk-ins`, body, { patience });
  }

  ping() {
    return this.#json(`${this.#base}/ping`);
  }

  stock(count) {
    return this.#json(`${this.#base}/walk-in-stock?count=${count}`, undefined, { patience: LONG });
  }

  search(words) {
    return this.#json(`${this.#base}/search`, { words });
  }

  /** The sealed list as {version, bytes}, or null when it is the one we have. */
  async snapshot(list, version) {
    const headers = version ? { "If-None-Match": `"${version}"` } : {};
    const path = `${this.#base}/lists/${encodeURIComponent(list)}/snapshot`;
    const response = await this.#call(path, { headers, patience: LONG });
    if (response.status === 304) return null;
    if (!response.ok) throw await refusal(response);
    const tag = response.headers.get("ETag") ?? "";
    return { version: tag.replace(/^W\/|"/g, ""), bytes: await response.arrayBuffer() };
  }

  async #json(path, body, { patience = PATIENCE } = {}) {
    const options = { patience, headers: {} };
    if (body !== undefined) {
      options.method = "POST";
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    const response = await this.#call(path, options);
    if (!response.headers.get("Content-Type")?.includes("json")) throw new NoAnswer("not ours");
    if (!response.ok) throw await refusal(response);
    return read(response);
  }

  async #call(path, { patience, headers, ...options }) {
    try {
      return await fetch(path, {
        ...options,
        credentials: "omit",
        cache: "no-store",
        headers: {
          Accept: "application/json",
          "Accept-Language": this.#language,
          ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}),
          ...headers,
        },
        signal: AbortSignal.timeout(patience),
      });
    } catch (trouble) {
      throw new NoAnswer(trouble.message, { isTimeout: trouble.name === "TimeoutError" });
    }
  }
}

async function read(response) {
  try {
    return await response.json();
  } catch (trouble) {
    throw new NoAnswer(trouble.message, { isTimeout: trouble.name === "TimeoutError" });
  }
}

async function refusal(response) {
  if (response.status === 401) return new Revoked("the token is not good");
  if (response.status >= 500 || response.status === 429) {
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    return new NoAnswer(String(response.status), { retryAfter });
  }
  return new Refused(await read(response), response.status);
}
