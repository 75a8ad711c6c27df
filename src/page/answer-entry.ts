import type { Failure } from "./read-answer.ts";

/** What is known of the answer to a question. */
export type Answer<T> =
  | { readonly state: "loading" }
  | {
      readonly state: "ready";
      readonly data: T;
      /** The server has not answered since. */
      readonly isStale: boolean;
      readonly atMs: number;
    }
  | { readonly state: "failed"; readonly failure: Failure };

/** What the page knows of one question. */
export interface Entry {
  readonly path: string;
  readonly listeners: Set<() => void>;
  answer: Answer<unknown>;
  /** When it was asked for last, or when that failed. */
  askedMs: number;
  /** Of what moment it tells at least. */
  knownMs: number;
  failures: number;
  running: AbortController | undefined;
  /** Of the next question. */
  cancel: () => void;
}

export const loading: Answer<never> = { state: "loading" };

export function newEntry(path: string): Entry {
  return {
    path,
    listeners: new Set(),
    answer: loading,
    askedMs: 0,
    knownMs: 0,
    failures: 0,
    running: undefined,
    cancel: () => undefined,
  };
}
