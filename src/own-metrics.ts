import type { Platform } from "./options.ts";
import type { Background } from "./core/background.ts";
import type { RequestEvent } from "./core/event.ts";
import { Exemplars } from "./metrics/exemplars.ts";
import type { Flusher } from "./metrics/flusher.ts";
import { createInstruments, type Instruments } from "./metrics/instruments.ts";
import type { Recorder } from "./metrics/recorder.ts";
import { resourceGauges } from "./metrics/resource-gauges.ts";
import type { Resources } from "./metrics/resources.ts";
import type { Observer } from "./request/observer.ts";
import type { SourceMetrics } from "./serve/metrics-gauges.ts";

export interface OwnMetricsParts {
  readonly platform: Platform;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  readonly resources: Resources;
  /** Asked later, for an observer is made with much that counts. */
  readonly observer: () => Observer;
  readonly redact: (text: string) => string;
  readonly onFailure: (error: unknown) => void;
}

/** The user's metrics, and what `/metrics` tells of the source that answers. */
export interface OwnMetrics extends SourceMetrics {
  readonly instruments: Instruments;
  /** Counts a request that has ended, and remembers it as one that stands for others. */
  count(event: RequestEvent, background: Background | undefined): void;
}

/** Wires the user's metrics to the recorder, and keeps what only this source knows. */
export function createOwnMetrics(parts: OwnMetricsParts): OwnMetrics {
  const { platform, recorder, flusher, resources, observer, redact, onFailure } = parts;
  const { clock, runtime } = platform;
  const exemplars = new Exemplars();
  const instruments = createInstruments({
    recorder,
    clock,
    redact,
    onFailure,
    touch(nowMs) {
      const background = observer().current()?.background;
      // A timer that nothing holds ends with the request that started it: whatever comes next sees to the flush.
      if (background === undefined && runtime.name === "workerd") return;
      flusher.touch(nowMs, background);
    },
  });
  return {
    instruments,
    recorder,
    exemplars,
    shapes: instruments.shapes,
    processGauges: () => resourceGauges(resources.sample()),
    count(event, background) {
      const { timeMs, correlation } = event;
      recorder.observe(timeMs, event);
      exemplars.note(event, correlation, timeMs);
      flusher.touch(timeMs, background);
    },
  };
}
