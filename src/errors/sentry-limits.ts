import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";

/** Until when isolates must not send, in milliseconds since 1970, where all of them can read it. */
export interface LimitStore {
  /** 0 where nobody has set it. */
  get(): Promise<number>;
  set(untilMs: number): unknown;
}

/** What is limited each by itself. */
export type SentryCategory = "error" | "monitor";

const categories: readonly SentryCategory[] = ["error", "monitor"];
/** What a 429 means that does not say for how long. */
const defaultMs = 60_000;
/** A receiver that asks for more is asked again. */
const maxMs = 86_400_000;
const rereadMs = 10_000;
const answerMs = 1_000;

/** Knows until when the receiver wants nothing, from both of its headers and from other isolates. */
export class SentryLimits {
  #store: LimitStore | undefined;
  readonly #clock: Clock;
  readonly #untilMs: Record<SentryCategory, number> = { error: 0, monitor: 0 };
  #readMs = -Infinity;

  constructor(store: LimitStore | undefined, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Lets others know, and be told by them, unless there is somewhere for that already. */
  share(store: LimitStore): void {
    this.#store ??= store;
  }

  /** How long to wait; 0 where one may send. */
  waitMs(category: SentryCategory): number {
    const untilMs = this.#untilMs[category];
    return untilMs === 0 ? 0 : Math.max(0, untilMs - this.#clock.now());
  }

  /** Reads what other isolates have been told, now and then; never rejects. */
  async refresh(): Promise<void> {
    const nowMs = this.#clock.now();
    if (this.#store === undefined || nowMs - this.#readMs < rereadMs) return;
    this.#readMs = nowMs;
    try {
      const read = this.#store.get();
      this.#extend(await withDeadline(read, "read the limits", answerMs, this.#clock), ["error"]);
    } catch {
      // What this isolate is told itself still counts.
    }
  }

  /** Takes note of what an answer says. */
  note({ status, headers }: { readonly status: number; readonly headers: Headers }): void {
    const nowMs = this.#clock.now();
    const before = this.#untilMs.error;
    const limits = headers.get("x-sentry-rate-limits");
    if (limits !== null) this.#noteLimits(limits, nowMs);
    else if (status === 429) {
      const waitMs = parseWaitMs(headers.get("retry-after"), nowMs);
      this.#extend(nowMs + waitMs, categories);
    }
    if (this.#untilMs.error > before) this.#tell();
  }

  /** `60:error;transaction:organization:reason, 2700::organization`; no category stands for all. */
  #noteLimits(header: string, nowMs: number): void {
    for (const limit of header.split(",", 20)) {
      const [seconds = "", names = ""] = limit.trim().split(":", 2);
      const limited = categories.filter((it) => names === "" || names.split(";").includes(it));
      this.#extend(nowMs + parseWaitMs(seconds, nowMs), limited);
    }
  }

  #extend(untilMs: number, limited: readonly SentryCategory[]): void {
    if (!Number.isFinite(untilMs)) return;
    const cappedMs = Math.min(untilMs, this.#clock.now() + maxMs);
    for (const name of limited) this.#untilMs[name] = Math.max(this.#untilMs[name], cappedMs);
  }

  #tell(): void {
    const untilMs = this.#untilMs.error;
    void (async () => await this.#store?.set(untilMs))().catch(() => {});
  }
}

/** Seconds or an HTTP date. */
function parseWaitMs(header: string | null, nowMs: number): number {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text) * 1_000;
  const dateMs = text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? defaultMs : Math.max(0, dateMs - nowMs);
}
