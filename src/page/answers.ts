import { after, type After } from "./after.ts";
import { loading, newEntry, type Answer, type Entry } from "./answer-entry.ts";
import { isOfOneSource, isPassing, readAnswer, type SessionEnd, type Told } from "./read-answer.ts";
import { refreshRate } from "./refresh-rate.ts";

export interface AnswersOptions {
  /** Folder of the API, with a slash at its end. */
  readonly base: string;
  readonly onSessionEnd: (end: SessionEnd) => void;
  readonly fetch?: ((path: string, init: RequestInit) => Promise<Response>) | undefined;
  readonly now?: (() => number) | undefined;
  readonly after?: After | undefined;
}

const timeoutMs = 15_000;
const maxBackOffMs = 30_000;
/** Answers that nobody looks at any more, for the way back. */
const maxKept = 12;

/** The answers that are on the page: one fetch a question, asked again as time goes by. */
export class Answers {
  readonly #base: string;
  readonly #onSessionEnd: (end: SessionEnd) => void;
  readonly #fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly #now: () => number;
  readonly #after: After;
  readonly #entries = new Map<string, Entry>();
  readonly #watchers = new Set<() => void>();
  #isAsleep = false;
  #isPaused = false;
  #happenedMs = 0;
  #askedMs = 0;

  constructor({
    base,
    onSessionEnd,
    fetch = ask,
    now = Date.now,
    after: later = after,
  }: AnswersOptions) {
    this.#base = base;
    this.#onSessionEnd = onSessionEnd;
    this.#fetch = fetch;
    this.#now = now;
    this.#after = later;
  }

  read(path: string): Answer<unknown> {
    return this.#entries.get(path)?.answer ?? loading;
  }

  /** When the oldest figures on the page were true, where the server has not answered since. */
  get staleSinceMs(): number | undefined {
    const times = [...this.#entries.values()].flatMap(({ answer, listeners }) =>
      listeners.size > 0 && answer.state === "ready" && answer.isStale ? [answer.atMs] : [],
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Whether some of the figures cover only the process that answered. */
  get isPartial(): boolean {
    return [...this.#entries.values()].some(
      ({ answer, listeners }) =>
        listeners.size > 0 && answer.state === "ready" && isOfOneSource(answer.data),
    );
  }

  /** Asks a question for as long as somebody listens; returns what ends that. */
  subscribe(path: string, listener: () => void): () => void {
    const known = this.#entries.get(path);
    const isOver = known?.answer.state === "failed" && known.listeners.size === 0;
    const entry = known === undefined || isOver ? newEntry(path) : known;
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    entry.listeners.add(listener);
    this.#forgetOldest();
    this.#plan(entry);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size === 0) this.#stop(entry);
    };
  }

  /** Tells of every change of any answer. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Says that something has happened on the server. */
  mark(): void {
    // What was asked for in this very millisecond may not know of it.
    this.#happenedMs = Math.max(this.#now(), this.#askedMs + 1);
    this.#planAll();
  }

  /** Asks everything again at once. */
  refresh(): void {
    for (const entry of this.#entries.values()) {
      this.#stop(entry);
      if (entry.listeners.size > 0) void this.#ask(entry);
      else this.#entries.delete(entry.path);
    }
  }

  /** Nothing runs while nobody sees it. */
  sleep(isAsleep: boolean): void {
    this.#isAsleep = isAsleep;
    this.#planAll();
  }

  /** Keeps what is there; what was never asked is asked nevertheless. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#planAll();
  }

  #planAll(): void {
    for (const entry of this.#entries.values()) this.#plan(entry);
  }

  #plan(entry: Entry): void {
    entry.cancel();
    if (this.#isAsleep) return this.#stop(entry);
    if (entry.listeners.size === 0 || entry.running !== undefined) return;
    const waitMs = this.#dueMs(entry) - this.#now();
    if (waitMs <= 0) void this.#ask(entry);
    else if (waitMs < Infinity) {
      entry.cancel = this.#after(waitMs, () => void this.#ask(entry));
    }
  }

  #dueMs({ path, answer, askedMs, knownMs, failures }: Entry): number {
    if (failures > 0) return askedMs + Math.min(maxBackOffMs, 1_000 * 2 ** (failures - 1));
    if (answer.state === "loading") return 0;
    if (answer.state === "failed") return Infinity;
    const { isLive, everyMs, idleMs } = refreshRate(path);
    if (!isLive || this.#isPaused) return Infinity;
    return askedMs + (this.#happenedMs > knownMs ? everyMs : idleMs);
  }

  async #ask(entry: Entry): Promise<void> {
    const controller = new AbortController();
    const cancel = this.#after(timeoutMs, () => controller.abort("timeout"));
    entry.running = controller;
    entry.askedMs = this.#now();
    this.#askedMs = entry.askedMs;
    try {
      const response = await this.#fetch(this.#base + entry.path, {
        headers: { "cache-control": `max-age=${maxAgeSeconds(entry.path)}` },
        signal: controller.signal,
      });
      const told = await readAnswer(response);
      if (entry.running !== controller) return;
      this.#take(entry, told, Number(response.headers.get("age") ?? -1) + 1);
    } catch {
      if (entry.running !== controller) return;
      const isLate = controller.signal.reason === "timeout";
      const detail = isLate ? "timeout" : "network";
      this.#take(entry, { status: undefined, detail, parameter: undefined }, 0);
    } finally {
      cancel();
    }
    entry.running = undefined;
    for (const listener of [...entry.listeners, ...this.#watchers]) listener();
    this.#plan(entry);
  }

  #take(entry: Entry, told: Told, ageSeconds: number): void {
    if (told === "session" || told === "gateway") {
      entry.failures++;
      entry.askedMs = this.#now();
      this.#onSessionEnd(told);
    } else if ("data" in told) {
      entry.failures = 0;
      entry.knownMs = entry.askedMs - ageSeconds * 1_000;
      entry.answer = { state: "ready", data: told.data, isStale: false, atMs: entry.knownMs };
    } else if (isPassing(told)) {
      entry.failures++;
      entry.askedMs = this.#now();
      const { answer } = entry;
      entry.answer =
        answer.state === "ready"
          ? { ...answer, isStale: true }
          : { state: "failed", failure: told };
    } else {
      entry.failures = 0;
      entry.answer = { state: "failed", failure: told };
    }
  }

  #stop(entry: Entry): void {
    entry.cancel();
    entry.running?.abort();
    entry.running = undefined;
  }

  #forgetOldest(): void {
    const unused = [...this.#entries.values()].filter(({ listeners }) => listeners.size === 0);
    for (const { path } of unused.slice(0, Math.max(0, unused.length - maxKept))) {
      this.#entries.delete(path);
    }
  }
}

function maxAgeSeconds(path: string): number {
  const { everyMs } = refreshRate(path);
  return Math.min(60, Math.max(1, Math.round(everyMs / 1_000)));
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  return await fetch(path, { ...init, cache: "no-store", redirect: "manual" });
}
