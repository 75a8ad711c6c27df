import type { Background } from "../core/background.ts";
import { createByteCounter } from "./byte-counter.ts";
import { HttpCourier } from "./http-courier.ts";
import { HttpOutbox } from "./http-outbox.ts";
import type { HttpPayload } from "./http-payload.ts";
import type { HttpPushSettings } from "./http-push-options.ts";
import type { SinkCounts } from "./log-record.ts";
import { stayAlive } from "./stay-alive.ts";

/** A record on its way into the queue. */
export interface PushedRecord<Head> {
  readonly text: string;
  readonly head: Head;
  /** Precious records are dropped only when there is nothing else to drop. */
  readonly isPrecious: boolean;
}

/** Queues records, sends them in batches, and sees to it that somebody does. */
export class HttpPush<Head = undefined> {
  readonly #settings: HttpPushSettings;
  readonly #outbox: HttpOutbox<Head>;
  readonly #courier: HttpCourier;
  readonly #countBytes: (text: string) => number = createByteCounter();
  #sequence = 0;
  #isClosed = false;

  constructor(settings: HttpPushSettings, payload: HttpPayload<Head>) {
    const { clock, delayMs, timeoutMs } = settings;
    this.#settings = settings;
    this.#outbox = new HttpOutbox(settings, payload);
    this.#courier = new HttpCourier({ outbox: this.#outbox, clock, delayMs, timeoutMs });
  }

  add({ text, head, isPrecious }: PushedRecord<Head>, background: Background | undefined): void {
    if (this.#isClosed) return this.#outbox.drop("closed", 1);
    const nowMs = this.#settings.clock.monotonicMs();
    this.#outbox.add({
      sequence: ++this.#sequence,
      // With what stands between it and the next one.
      bytes: this.#countBytes(text) + 1,
      isPrecious,
      text,
      head,
      writtenMs: nowMs,
    });
    this.#courier.touch(nowMs, background);
  }

  /** Counts records that will never be delivered. */
  drop(reason: string, records: number): void {
    this.#outbox.drop(reason, records);
  }

  /** Resolves when everything added so far has been delivered or given up; a server process lives as long. */
  flush(): Promise<void> {
    return stayAlive(this.#courier.drain(this.#sequence));
  }

  /** Flushes for at most `closeTimeoutMs`, then drops what is left, ends the request and takes no further records. */
  async close(): Promise<void> {
    const { clock, closeTimeoutMs } = this.#settings;
    const deadline = clock.delay(closeTimeoutMs);
    try {
      await stayAlive(Promise.race([this.#courier.drain(this.#sequence), deadline]));
    } finally {
      this.#isClosed = true;
      this.#outbox.abandon("closed");
    }
  }

  counts(): SinkCounts {
    return this.#outbox.counts();
  }
}
