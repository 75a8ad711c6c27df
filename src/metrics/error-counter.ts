import { otherValue } from "../core/labels.ts";
import { MetricHandle } from "./metric-handle.ts";
import type { Recorder } from "./recorder.ts";

/** What an error is counted by. */
export interface CountedError {
  readonly code: string;
  readonly category: string;
  readonly isExpected: boolean;
}

const maxCodes = 200;

/** Counts errors by their codes, those that were expected too; codes come from a catalogue and are few. */
export class ErrorCounter {
  readonly #recorder: Recorder;
  readonly #handles = new Map<string, MetricHandle>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  count(timeMs: number, error: CountedError): void {
    this.#recorder.record(timeMs, this.#handleOf(error), 1);
  }

  #handleOf(error: CountedError): MetricHandle {
    const key = `${error.isExpected} ${error.category} ${error.code}`;
    const known = this.#handles.get(key);
    if (known !== undefined) return known;
    const hasRoom = this.#handles.size < maxCodes;
    const handle = toHandle(hasRoom ? error : { ...error, code: otherValue });
    if (hasRoom) this.#handles.set(key, handle);
    return handle;
  }
}

function toHandle({ code, category, isExpected }: CountedError): MetricHandle {
  return new MetricHandle({
    kind: "counter",
    name: "edgewatch.errors",
    unit: "{error}",
    labels: [
      ["error.code", code],
      ["error.category", category],
      ["error.expected", String(isExpected)],
    ],
  });
}
