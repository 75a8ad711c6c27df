import type { QueueItem } from "../core/bounded-queue.ts";
import type { HttpPayload } from "./http-payload.ts";

/** One formatted record in the queue. */
export interface QueuedLine<Head = undefined> extends QueueItem {
  /** The record in the format of its receiver. */
  readonly text: string;
  /** What it has in common with others, and stands above them in the body. */
  readonly head: Head;
  /** When it was written, on the monotonic clock. */
  readonly writtenMs: number;
}

/** Records that are sent together, and again unchanged under the same id until that has succeeded. */
export interface HttpBatch {
  /** `<source>-<number>`: receivers recognise by it what they have had before. */
  readonly id: string;
  readonly records: number;
  /** Number of the first record in it. */
  readonly firstSequence: number;
  /** A text; replaced by the body once that has been made, so that nothing is kept twice. */
  content: string | Uint8Array<ArrayBuffer>;
  /** How often it was sent, or began to be. */
  attempts: number;
}

export function createBatch<Head>(
  id: string,
  lines: readonly QueuedLine<Head>[],
  { join }: HttpPayload<Head>,
): HttpBatch {
  return {
    id,
    records: lines.length,
    firstSequence: lines[0]?.sequence ?? Infinity,
    content: join(lines),
    attempts: 0,
  };
}

/** Encodes a text, with gzip or without. */
export async function encodeBody(text: string, gzip: boolean): Promise<Uint8Array<ArrayBuffer>> {
  // A copy: by the types of Workers, what `encode` returns may be shared memory.
  const body = new TextEncoder().encode(text).slice();
  if (!gzip) return body;
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const written = writer.write(body).then(() => writer.close());
  const [compressed] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return new Uint8Array(compressed);
}
