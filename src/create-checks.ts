import { describeError } from "./core/describe-error.ts";
import type { Fields } from "./core/fields.ts";
import type { Logger } from "./core/logger.ts";
import type { Cells, Store } from "./core/store.ts";
import { hashText } from "./errors/hash-text.ts";
import { CheckRunner } from "./health/check-runner.ts";
import { CheckCounter } from "./metrics/check-counter.ts";
import type { Flusher } from "./metrics/flusher.ts";
import type { Recorder } from "./metrics/recorder.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";

const maxOutputLength = 1_024;

/** What checks need of the rest. */
export interface CheckParts {
  readonly platform: Platform;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  readonly log: Logger;
}

/** Makes what runs the checks, counts their changes, and tells the log of these and of attempts to recover. */
export function createChecks(
  { service, checks = [], shareChecks = false }: EdgewatchOptions,
  { platform, store, recorder, flusher, log }: CheckParts,
): CheckRunner {
  const { clock, fetch, runtime } = platform;
  const counter = new CheckCounter(recorder);

  function count(check: string, status: string): void {
    const nowMs = clock.now();
    counter.count(nowMs, check, status);
    // A timer that nothing holds ends with the request that started it: whatever comes next sees to the flush.
    if (runtime.name !== "workerd") flusher.touch(nowMs, undefined);
  }

  return new CheckRunner(checks, {
    clock,
    fetch: (url, init) => fetch(url, init),
    runtimeName: runtime.name,
    cells: store.cells && ownCells(store.cells, service),
    sharesResults: shareChecks,
    onChange({ check, from, to, code, output, error }) {
      count(check, to);
      const fields = {
        "check.name": check,
        "check.from": from,
        "check.to": to,
        ...(code === undefined ? {} : { "check.code": code }),
        ...outputOf(output, error),
      };
      const message = `check ${check} went from ${from} to ${to}`;
      if (to === "fail") log.error(message, fields);
      else if (to === "warn") log.warn(message, fields);
      else log.info(message, fields);
    },
    onAttempt({ check, attempt, outcome, durationMs, code, error }) {
      const fields = {
        "check.name": check,
        "recovery.attempt": attempt,
        "recovery.outcome": outcome,
        duration_ms: durationMs,
        ...(code === undefined ? {} : { "check.code": code }),
        ...outputOf(undefined, error),
      };
      const message = `recovery of ${check}: attempt ${attempt} ${outcome}`;
      if (outcome === "done") log.info(message, fields);
      else log.error(message, fields);
    },
  });
}

/** What a dependency said: for the log, which is redacted. */
function outputOf(output: string | undefined, error: unknown): Fields {
  const text = output ?? (error === undefined ? undefined : describeError(error).message);
  return text === undefined ? {} : { "check.output": text.slice(0, maxOutputLength) };
}

/** Services may share a store, and have checks of the same name. */
function ownCells(cells: Cells, service: string): Cells {
  function ownName(name: string): string {
    return `health/${hashText(JSON.stringify([service, name]))}`;
  }
  return {
    read: async (name) => await cells.read(ownName(name)),
    swap: async (name, before, after, keepMs) =>
      await cells.swap(ownName(name), before, after, keepMs),
  };
}
