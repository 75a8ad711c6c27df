import { RandomIds } from "../../src/core/random-ids.ts";
import { detectRuntime } from "../../src/core/runtime.ts";
import { createRedaction } from "../../src/log/redaction.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { createResources } from "../../src/metrics/resources.ts";
import type { Configuration } from "../../src/serve/configuration-summary.ts";
import { resolvePaths } from "../../src/serve/paths.ts";
import type { SelfContext } from "../../src/serve/self-diagnosis.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const redaction = createRedaction();

/** An instance of which only the parts are there that diagnose themselves. */
export interface SelfParts {
  readonly context: SelfContext;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  readonly clock: FakeClock;
}

export function createSelf(
  changes: Partial<SelfContext> & { readonly clock?: FakeClock } = {},
): SelfParts {
  const { clock = new FakeClock(), store = memoryStore({ clock }) } = changes;
  const recorder = new Recorder();
  const flusher = new Flusher({
    ...{ store, recorder, clock, windowMs: 10_000 },
    origin: { service: "orders" },
    ids: new RandomIds(),
  });
  const configuration: Configuration = {
    service: "orders",
    windowMs: 10_000,
    paths: resolvePaths({ metrics: null }),
    labels: { plan: () => "free" },
    measureBytes: true,
  };
  const context: SelfContext = {
    ...{ clock, store, recorder, flusher, configuration },
    runtime: detectRuntime(),
    resources: createResources({ clock }),
    sinks: [],
    credentials: { token: "secret", ingestSecret: undefined },
    uptimeMs: () => clock.monotonicMs(),
    requestsStarted: () => 7,
    redact: redaction.text,
    ...changes,
  };
  return { context, recorder, flusher, clock };
}
