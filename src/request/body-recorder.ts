import type { Failure } from "../core/event.ts";
import { toBodyFields } from "./body-fields.ts";

/** How a body came to its end. */
export type BodyOutcome = "complete" | "failed" | "cancelled";

/** What has been seen of a body that passed by. */
export interface CapturedBody {
  /** The true size: the bytes that have passed so far, kept or not. */
  readonly byteLength: number;
  /** Whether the whole body has passed. */
  readonly isComplete: boolean;
  /** How much was to be kept; 0 where only the size matters. */
  readonly maxBytes: number;
  /** Whether more bytes have passed than were kept. */
  readonly isTruncated: boolean;
  /** What the source of the body failed with. */
  readonly failure: Failure | undefined;
  /**
   * Resolves when the body has ended, failed or been cancelled, and never rejects.
   *
   * It stays pending for a body that nobody reads: wait for it together with a deadline, or not at all.
   */
  readonly done: Promise<BodyOutcome>;
  /** The content that was kept, as data whose keys can be redacted; undefined when nothing was kept. */
  fields(): unknown;
}

const firstCapacity = 512;

/** Keeps the beginning of a body, and counts all of it. */
export class BodyRecorder implements CapturedBody {
  readonly done: Promise<BodyOutcome>;
  readonly maxBytes: number;
  readonly #contentType: string;
  readonly #resolve: (outcome: BodyOutcome) => void;
  #outcome: BodyOutcome | undefined;
  #failure: Failure | undefined;
  #kept = new Uint8Array(0);
  #keptLength = 0;
  #byteLength = 0;

  constructor(contentType = "", maxBytes = 0) {
    this.#contentType = contentType;
    this.maxBytes = maxBytes;
    const { promise, resolve } = Promise.withResolvers<BodyOutcome>();
    this.done = promise;
    this.#resolve = resolve;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  get isComplete(): boolean {
    return this.#outcome === "complete";
  }

  get isTruncated(): boolean {
    return this.#byteLength > this.#keptLength;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  fields(): unknown {
    if (this.#keptLength === 0) return undefined;
    const bytes = this.#kept.subarray(0, this.#keptLength);
    return toBodyFields(bytes, this.#contentType, !this.isComplete || this.isTruncated);
  }

  /** Notes a chunk; the caller may do with it what it likes afterwards. */
  see(chunk: unknown): void {
    const bytes = bytesOf(chunk);
    if (bytes === undefined) return;
    this.#byteLength += bytes.byteLength;
    const room = this.maxBytes - this.#keptLength;
    if (room > 0) this.#keep(bytes.length > room ? bytes.subarray(0, room) : bytes);
  }

  /** Notes the end; only the first one counts. */
  end(outcome: BodyOutcome, failure?: Failure): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#failure = failure;
    this.#resolve(outcome);
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#keptLength + bytes.length;
    if (length > this.#kept.length) {
      const capacity = Math.max(length, 2 * this.#kept.length, firstCapacity);
      const grown = new Uint8Array(Math.min(capacity, this.maxBytes));
      grown.set(this.#kept.subarray(0, this.#keptLength));
      this.#kept = grown;
    }
    this.#kept.set(bytes, this.#keptLength);
    this.#keptLength = length;
  }
}

/** Bun takes bodies of strings and buffers as well (1.4). */
function bytesOf(chunk: unknown): Uint8Array | undefined {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === "string") return new TextEncoder().encode(chunk);
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  return chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : undefined;
}
