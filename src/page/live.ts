import { after, type After } from "./after.ts";

/** How new figures come. */
export type LiveState = "connecting" | "live" | "polling" | "offline";

/** What has happened on the server. */
export type Happening =
  | { readonly kind: "changed" }
  /** Connected again after the server could not be reached: something may have been missed. */
  | { readonly kind: "back" }
  | { readonly kind: "group"; readonly title: string; readonly isRegressed: boolean }
  | { readonly kind: "check"; readonly check: string; readonly status: string };

/** The part of `EventSource` that is used. */
export interface EventStream {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveOptions {
  readonly open: () => EventStream;
  /** Streams do not say why they fail; tells whether the server answers at all. */
  readonly isReachable: () => Promise<boolean>;
  readonly onState: (state: LiveState) => void;
  readonly onHappening: (happening: Happening) => void;
  readonly after?: After | undefined;
}

/** The `readyState` of streams (HTML Standard, 9.2.2). */
const open = 1;
const closed = 2;
const maxBackOffMs = 30_000;

/** The stream of what happens on the server; it keeps nothing, and comes back by itself. */
export class Live {
  readonly #options: LiveOptions;
  #stream: EventStream | undefined;
  #cancel = (): void => undefined;
  #failures = 0;
  #wasAway = false;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stream !== undefined) return;
    const { onState, onHappening } = this.#options;
    const stream = this.#options.open();
    this.#stream = stream;
    if (this.#failures === 0) onState("connecting");
    stream.addEventListener("hello", () => {
      this.#failures = 0;
      onState("live");
      if (this.#wasAway) onHappening({ kind: "back" });
      this.#wasAway = false;
    });
    for (const type of ["totals", "routes", "reset", "group", "health"]) {
      stream.addEventListener(type, () => onHappening({ kind: "changed" }));
    }
    stream.addEventListener("group", ({ data }) => {
      const { kind, group } = parseRecord(data);
      const { title } = toRecord(group);
      if (typeof title !== "string") return;
      onHappening({ kind: "group", title, isRegressed: kind === "regressed" });
    });
    stream.addEventListener("health", ({ data }) => {
      const { check, to: status } = parseRecord(data);
      if (typeof check !== "string" || typeof status !== "string") return;
      onHappening({ kind: "check", check, status });
    });
    stream.addEventListener("error", () => void this.#recover(stream));
  }

  stop(): void {
    this.#cancel();
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** Browsers come back by themselves, but not from answers that are no stream. */
  async #recover(stream: EventStream): Promise<void> {
    const { isReachable, onState, after: later = after } = this.#options;
    const isReached = await isReachable();
    // A stream may have come back by then.
    if (this.#stream !== stream || stream.readyState === open) return;
    this.#wasAway ||= !isReached;
    const isOver = stream.readyState === closed;
    onState(!isReached ? "offline" : isOver ? "polling" : "connecting");
    if (!isOver) return;
    this.stop();
    const waitMs = Math.min(maxBackOffMs, 1_000 * 2 ** this.#failures);
    this.#failures++;
    this.#cancel = later(waitMs, () => this.start());
  }
}

function parseRecord(data: unknown): Readonly<Record<string, unknown>> {
  try {
    return toRecord(JSON.parse(String(data)));
  } catch {
    return {};
  }
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return { ...(typeof value === "object" ? value : {}) };
}
