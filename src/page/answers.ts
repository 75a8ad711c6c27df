import { aheadOf } from "./ahead-of.ts";
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

/** What all answers on the page are like. */
export interface Condition {
  /** Something has been asked for the first time. */
  readonly isLoading: boolean;
  /** Some of the figures cover only the process that answered. */
  readonly isPartial: boolean;
  /** When the oldest figures were true, where the server has not answered since. */
  readonly staleSinceMs: number | undefined;
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
  #changedMs = -Infinity;
  #aheadMs = 0;

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

  /** The time by the server's clock, as far as its answers have told it. */
  readonly serverNow = (): number => this.#now() + this.#aheadMs;

  read(path: string): Answer<unknown> {
    return this.#entries.get(path)?.answer ?? loading;
  }

  /** What holds for all that is on the page. */
  get condition(): Condition {
    const shown = [...this.#entries.values()].filter(({ listeners }) => listeners.size > 0);
    const answers = shown.map(({ answer }) => answer);
    const ready = answers.filter((answer) => answer.state === "ready");
    const stale = ready.flatMap(({ isStale, atMs }) => (isStale ? [atMs] : []));
    return {
      isLoading: answers.some(({ state }) => state === "loading"),
      isPartial: ready.some(({ data }) => isOfOneSource(data)),
      staleSinceMs: stale.length === 0 ? undefined : Math.min(...stale),
    };
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
    this.#tell();
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size === 0) this.#stop(entry);
      this.#tell();
    };
  }

  /** Tells whenever the condition may have changed. */
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

  /** Says that somebody has changed something: what was told before that is not wanted any more. */
  change(): void {
    this.#changedMs = this.#now();
    this.refresh();
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
    // A clock that was put back must not make anybody wait until it has caught up.
    const waitMs = this.#pauseMs(entry) - Math.max(0, this.#now() - entry.askedMs);
    if (waitMs <= 0) void this.#ask(entry);
    else if (waitMs < Infinity) {
      entry.cancel = this.#after(waitMs, () => void this.#ask(entry));
    }
  }

  /** How long after a question the next one is asked. */
  #pauseMs({ path, answer, knownMs, failures }: Entry): number {
    if (failures > 0) return Math.min(maxBackOffMs, 1_000 * 2 ** (failures - 1));
    if (answer.state === "loading") return 0;
    // What is not there yet, or not any more, may be there later.
    if (answer.state === "failed" && answer.failure.status !== 404) return Infinity;
    const { isLive, everyMs, idleMs } = refreshRate(path, knownMs + this.#aheadMs);
    if (!isLive || this.#isPaused) return Infinity;
    return this.#happenedMs > knownMs ? everyMs : idleMs;
  }

  async #ask(entry: Entry): Promise<void> {
    const controller = new AbortController();
    const cancel = this.#after(timeoutMs, () => controller.abort("timeout"));
    entry.running = controller;
    entry.askedMs = this.#now();
    if (entry.askedMs < this.#askedMs) this.#happenedMs = entry.askedMs;
    this.#changedMs = Math.min(this.#changedMs, entry.askedMs);
    this.#askedMs = entry.askedMs;
    try {
      const response = await this.#fetch(this.#base + entry.path, {
        headers: { "cache-control": `max-age=${this.#maxAgeSeconds(entry)}` },
        signal: controller.signal,
      });
      const heardMs = this.#now();
      const told = await readAnswer(response);
      if (entry.running !== controller) return;
      const date = response.headers.get("date");
      this.#aheadMs = aheadOf(date, entry.askedMs, heardMs) ?? this.#aheadMs;
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
    for (const listener of entry.listeners) listener();
    this.#tell();
    this.#plan(entry);
  }

  /** How old an answer may be that others were given. */
  #maxAgeSeconds({ path, askedMs }: Entry): number {
    const { everyMs } = refreshRate(path, askedMs + this.#aheadMs);
    const usual = Math.min(60, Math.max(1, Math.round(everyMs / 1_000)));
    return Math.min(usual, Math.max(0, Math.floor((askedMs - this.#changedMs) / 1_000)));
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
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
      entry.knownMs = entry.askedMs;
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

async function ask(path: string, init: RequestInit): Promise<Response> {
  return await fetch(path, { ...init, cache: "no-store", redirect: "manual" });
}
