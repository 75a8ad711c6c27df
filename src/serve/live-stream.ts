import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { formatComment, formatRetry, formatServerEvent } from "./event-stream.ts";
import type { LiveFeed } from "./live-feed.ts";

/** What a stream is made from. */
export interface LiveStreamParts {
  readonly feed: LiveFeed;
  readonly clock: Clock;
  /** What it begins with. */
  readonly hello: object;
  /** The id of the last event that whoever watches has seen before. */
  readonly lastCursor: string | null;
  /** Whether whoever has opened it may still see it. */
  readonly isTrusted: () => Promise<boolean>;
  readonly onEnd: () => void;
}

const retryMs = 3_000;
const heartbeatMs = 15_000;
const trustMs = 15_000;
const trustTimeoutMs = 5_000;
const maxAgeMs = 15 * 60_000;
/** What may wait for a slow reader; everything else is in the ring that all share. */
const maxWaitingBytes = 65_536;

/** What one viewer is sent, by timers of its own: until it goes away, is not trusted any more, or for 15 minutes. */
export class LiveStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #parts: LiveStreamParts;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #startMs: number;
  /** The number of the last event that was sent. */
  #seen: number;
  #sentMs: number;
  #aliveMs: number;
  #isTold = false;

  constructor(parts: LiveStreamParts) {
    const { feed, clock, lastCursor } = parts;
    this.#parts = parts;
    this.#startMs = clock.monotonicMs();
    this.#sentMs = this.#startMs;
    this.#aliveMs = this.#startMs;
    this.#seen = feed.join(lastCursor);
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          this.#greet();
          void this.#run();
        },
        pull: () => this.#sendNext(),
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }),
    );
  }

  /** When its timers last ran. */
  get aliveMs(): number {
    return this.#aliveMs;
  }

  /** Ends it; whoever watches connects again, and goes on after what has been seen. */
  end(): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    this.#leave();
    try {
      // What a reader that has stopped reading has not taken must not hold the server up.
      if (hasRoom(controller)) controller.close();
      else controller.error(new Error("Cannot send what is live: it is not taken"));
    } catch {
      // It has ended already.
    }
  }

  /** In one piece: workerd asks for more within the first (2026-11). */
  #greet(): void {
    const { feed, hello } = this.#parts;
    const { ring, totals } = feed;
    const isGap = ring.after(this.#seen) === "gap";
    if (isGap) this.#seen = ring.last;
    const cursor = ring.cursorOf(this.#seen);
    this.#send(
      formatRetry(retryMs) +
        formatServerEvent("hello", hello, cursor) +
        (isGap ? formatServerEvent("reset", {}, cursor) : "") +
        (totals !== undefined && this.#seen === ring.last
          ? formatServerEvent("totals", totals, cursor)
          : ""),
    );
  }

  async #run(): Promise<void> {
    const { feed, clock } = this.#parts;
    let trustedMs = this.#startMs;
    while (this.#controller !== undefined) {
      this.#aliveMs = clock.monotonicMs();
      const looked = feed.look();
      this.#sendNext();
      await looked;
      const nowMs = clock.monotonicMs();
      if (nowMs - this.#startMs >= maxAgeMs) return this.end();
      if (nowMs - trustedMs >= trustMs) {
        if (!(await this.#isTrusted())) return this.end();
        trustedMs = nowMs;
      }
      this.#sendNext();
      this.#sendComments(nowMs);
      await clock.delay(feed.waitMs());
    }
  }

  async #isTrusted(): Promise<boolean> {
    const { isTrusted, clock } = this.#parts;
    try {
      return await withDeadline(isTrusted(), "ask for the session", trustTimeoutMs, clock);
    } catch {
      return false;
    }
  }

  /** Sends what is new, for as long as it is taken: what is too much waits in the ring, or is lost there. */
  #sendNext(): void {
    const { ring } = this.#parts.feed;
    while (this.#hasRoom()) {
      const following = ring.after(this.#seen);
      if (following === undefined) return;
      if (following === "gap") {
        this.#seen = ring.last;
        this.#send(formatServerEvent("reset", {}, ring.cursorOf(this.#seen)));
      } else {
        this.#seen++;
        this.#send(following.text);
      }
    }
  }

  #sendComments(nowMs: number): void {
    if (!this.#hasRoom()) return;
    const { isFailing } = this.#parts.feed;
    if (isFailing && !this.#isTold)
      this.#send(formatComment("cannot read the store; trying again"));
    else if (nowMs - this.#sentMs >= heartbeatMs) this.#send(formatComment());
    this.#isTold = isFailing;
  }

  #send(text: string): void {
    this.#sentMs = this.#parts.clock.monotonicMs();
    this.#controller?.enqueue(this.#encoder.encode(text));
  }

  #hasRoom(): boolean {
    return this.#controller !== undefined && hasRoom(this.#controller);
  }

  #leave(): void {
    if (this.#controller === undefined) return;
    this.#controller = undefined;
    this.#parts.onEnd();
  }
}

function hasRoom({ desiredSize }: ReadableStreamDefaultController): boolean {
  return desiredSize !== null && desiredSize > 0;
}
