import { MetricHandle } from "./metric-handle.ts";
import type { Recorder } from "./recorder.ts";

/** What changes of checks are counted as. */
export const checkChanges = "edgewatch.check.changes";

/**
 * Counts what the status of checks has changed to; the names of checks are few.
 *
 * What an isolate or process finds first is a change as well: the one that saw it fail may have gone when it passes again.
 */
export class CheckCounter {
  readonly #recorder: Recorder;
  readonly #handles = new Map<string, MetricHandle>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  count(timeMs: number, check: string, status: string): void {
    const key = `${status} ${check}`;
    const handle = this.#handles.get(key) ?? toHandle(check, status);
    this.#handles.set(key, handle);
    this.#recorder.record(timeMs, handle, 1);
  }
}

function toHandle(check: string, status: string): MetricHandle {
  return new MetricHandle({
    kind: "counter",
    name: checkChanges,
    unit: "{change}",
    labels: [
      ["check", check],
      ["status", status],
    ],
  });
}
