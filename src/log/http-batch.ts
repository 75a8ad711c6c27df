import type { QueueItem } from "../core/bounded-queue.ts";

/** One formatted record in the queue. */
export interface QueuedLine extends QueueItem {
  /** One line of JSON, without the line feed. */
  readonly text: string;
  /** When it was written, on the monotonic clock. */
  readonly writtenMs: number;
}

/** Records that are sent together, and again unchanged under the same id until that has succeeded. */
export interface HttpBatch {
  /** `<source>-<number>`: receivers recognise by it what they have had before. */
  readonly id: string;
  readonly records: number;
  /** Length of the NDJSON. */
  readonly bytes: number;
  /** Number of the first record in it. */
  readonly firstSequence: number;
  /** NDJSON; replaced by the body once that has been made, so that nothing is kept twice. */
  content: string | Uint8Array<ArrayBuffer>;
  /** How often it was sent, or began to be. */
  attempts: number;
}

export function createBatch(id: string, lines: readonly QueuedLine[]): HttpBatch {
  return {
    id,
    records: lines.length,
    bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0),
    firstSequence: lines[0]?.sequence ?? Infinity,
    content: lines.map(({ text }) => `${text}\n`).join(""),
    attempts: 0,
  };
}

/** Encodes so many bytes of NDJSON, with gzip or without. */
export async function encodeBody(
  ndjson: string,
  bytes: number,
  gzip: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = new Uint8Array(bytes);
  new TextEncoder().encodeInto(ndjson, body);
  if (!gzip) return body;
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const written = writer.write(body).then(() => writer.close());
  const [compressed] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return new Uint8Array(compressed);
}
