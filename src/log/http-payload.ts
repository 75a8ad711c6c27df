import type { QueuedLine } from "./http-batch.ts";

/** How records become the body of a request, and what the answer to it means. */
export interface HttpPayload<Head = undefined> {
  /** As messages call the records. */
  readonly noun: string;
  readonly contentType: string;
  /** Makes the text of a body. */
  readonly join: (lines: readonly QueuedLine<Head>[]) => string;
  /** Tells whether what was answered with such a status, of at least 400, may be taken later. */
  readonly isRetryable: (status: number) => boolean;
  /** Reads how many records a receiver has refused that took the others. @default none, and answers are not read */
  readonly countRefused?: (answer: string) => number;
}

/** One line of JSON a record. */
export const ndjsonPayload: HttpPayload = {
  noun: "log records",
  contentType: "application/x-ndjson",
  join: (lines) => lines.map(({ text }) => `${text}\n`).join(""),
  isRetryable: (status) => status === 429 || status >= 500,
};
