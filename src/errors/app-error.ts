import { appErrorBrand, isErrorStatus } from "./app-error-facts.ts";
import type { Category } from "./category.ts";

/** What a catalogue says of one code. */
export interface ErrorDefinition {
  /** The HTTP status of the answer: 400 to 599. */
  readonly status: number;
  /** What kind of problem it is, the same each time: `Order not found`. */
  readonly title: string;
  /** A text for whoever reads the answer, or one a language: `{ en: "…", "pt-BR": "…" }`. */
  readonly message?: string | Readonly<Record<string, string>> | undefined;
  /** Whether the same request may succeed later. @default by status: 408, 425, 429, 502, 503, 504 */
  readonly retryable?: boolean | undefined;
  /** Whether it is part of normal work, and nobody need be told. @default status < 500 */
  readonly expected?: boolean | undefined;
  /** @default by status */
  readonly category?: Category | undefined;
}

/** What is known of one occurrence. */
export interface ErrorOccurrence {
  /** What happened this time, for the client to read; goes before the catalogue's message. */
  readonly detail?: string | undefined;
  /** What it came from: for logs and error tracking. */
  readonly cause?: unknown;
  /** What helps to find the reason: for logs and error tracking, never in a response. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** After how long a retry makes sense; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number | undefined;
}

/** An error with a code, a status and texts that a client may read. */
export class AppError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly status: number;
  readonly detail: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Hidden from logs, which have the code. */
  declare readonly definition: ErrorDefinition;

  constructor(code: Code, definition: ErrorDefinition, occurrence: ErrorOccurrence = {}) {
    super(
      occurrence.detail ?? definition.title,
      occurrence.cause === undefined ? undefined : { cause: occurrence.cause },
    );
    this.code = code;
    this.status = definition.status;
    this.detail = occurrence.detail;
    this.data = occurrence.data;
    this.retryAfterSeconds = occurrence.retryAfterSeconds;
    Object.defineProperties(this, {
      name: { value: "AppError", configurable: true, writable: true },
      definition: { value: definition },
      [appErrorBrand]: { value: true },
    });
  }
}

/** Makes the errors of a catalogue, by code. */
export type ErrorMakers<Code extends string> = {
  readonly [Key in Code]: (occurrence?: ErrorOccurrence) => AppError<Key>;
};

/**
 * Makes a typed catalogue of errors: one function a code, which makes an AppError to throw.
 *
 * @example
 * ```ts
 * import { defineErrors } from "edgewatch";
 *
 * const errors = defineErrors({
 *   ORDER_NOT_FOUND: { status: 404, title: "Order not found", message: "We do not know this order." },
 * });
 *
 * console.assert(errors.ORDER_NOT_FOUND({ data: { order: 17 } }).status === 404);
 * ```
 */
export function defineErrors<Code extends string>(
  catalogue: Readonly<Record<Code, ErrorDefinition>>,
): ErrorMakers<Code>;
export function defineErrors(
  catalogue: Readonly<Record<string, ErrorDefinition>>,
): ErrorMakers<string> {
  const makers = Object.entries(catalogue).map(([code, definition]) => {
    if (!isErrorStatus(definition.status)) {
      throw new RangeError(
        `Cannot define ${code}: its status is ${String(definition.status)}; use one from 400 to 599`,
      );
    }
    return [code, (occurrence?: ErrorOccurrence) => new AppError(code, definition, occurrence)];
  });
  return Object.fromEntries(makers);
}
