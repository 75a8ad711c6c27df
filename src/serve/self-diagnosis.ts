import { isCount } from "../core/is-count.ts";
import type { Runtime, RuntimeName } from "../core/runtime.ts";
import type { LogTarget, SinkCounts } from "../log/log-record.ts";
import type { Figure } from "../metrics/figure.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { Resources, ResourceSample } from "../metrics/resources.ts";
import {
  summarizeConfiguration,
  type Configuration,
  type ConfigurationSummary,
} from "./configuration-summary.ts";
import type { Credentials } from "./credentials.ts";
import {
  diagnoseStore,
  findSources,
  measureStorage,
  readDropped,
  type StoreDiagnosis,
  type StorageSize,
  type StoreDiagnosisContext,
  type Writer,
} from "./store-diagnosis.ts";

/** What self-diagnosis reads. */
export interface SelfContext extends StoreDiagnosisContext {
  readonly runtime: Runtime;
  readonly resources: Resources;
  readonly recorder: Pick<Recorder, "observations" | "seriesCount" | "batchesWaiting">;
  readonly sinks: readonly LogTarget[];
  readonly configuration: Configuration;
  readonly credentials: Credentials;
  /** Time since this source's first request. */
  readonly uptimeMs: () => number;
  /** Requests that began in this source. */
  readonly requestsStarted: () => number;
  readonly redact: (text: string) => string;
}

/** What an isolate or process knows of itself; what is not known is absent, or has a reason in its place. */
export interface SelfDiagnosis {
  /** `warn` where the store cannot be reached or has not taken the last flush. */
  readonly status: "pass" | "warn";
  readonly runtime: { readonly name: RuntimeName; readonly version: Figure<string> };
  /** The isolate or process since its first request. */
  readonly source: { readonly ageSeconds: number; readonly requestsStarted: number };
  readonly resources: ResourceSample;
  readonly store: StoreDiagnosis;
  /** Isolates and processes that wrote to the store in the last two minutes. */
  readonly sources: number | { readonly reason: string };
  /** What kinds of them they were; absent where the store cannot be read. */
  readonly writers?: readonly Writer[];
  /** How much room the store takes. */
  readonly storage: StorageSize;
  /** What waits to be written to the store. */
  readonly buffers: {
    readonly observations: number;
    readonly series: number;
    readonly batches: number;
  };
  /** What was given up, by reason, as far as the store covers; absent where it cannot be read. */
  readonly dropped?: Readonly<Record<string, number>>;
  /** One for each log sink, in their order. */
  readonly sinks: readonly SinkDiagnosis[];
  readonly configuration: ConfigurationSummary;
}

export type SinkDiagnosis = SinkCounts | { readonly reason: string };

const maxReasons = 100;
const maxWriters = 100;
const maxReasonLength = 256;
/** More than is shown: what makes a text a secret may come after it. */
const maxReadLength = 4_096;

/** Says how an instance itself is doing; it takes 2 s at the most, and nothing in it is a secret. */
export async function selfDiagnosis(context: SelfContext): Promise<SelfDiagnosis> {
  const { runtime, resources, recorder, sinks, configuration, credentials, redact } = context;
  const [store, sources, storage, dropped, measured] = await Promise.all([
    diagnoseStore(context),
    findSources(context),
    measureStorage(context),
    readDropped(context),
    resources.measure(),
  ]);
  return {
    status: store.isReachable && store.flush.failures === 0 ? "pass" : "warn",
    runtime: { name: runtime.name, version: resources.version },
    source: {
      ageSeconds: Math.round(context.uptimeMs()) / 1_000,
      requestsStarted: context.requestsStarted(),
    },
    resources: measured,
    store,
    sources: sources?.count ?? { reason: "the store cannot be read" },
    ...(sources === undefined ? {} : { writers: sources.writers.slice(0, maxWriters) }),
    storage,
    buffers: {
      observations: recorder.observations,
      series: recorder.seriesCount,
      batches: recorder.observations + recorder.seriesCount === 0 ? 0 : recorder.batchesWaiting,
    },
    ...(dropped === undefined ? {} : { dropped: tellReasons(dropped, redact) }),
    sinks: sinks.map((sink) => diagnoseSink(sink, redact)),
    configuration: summarizeConfiguration(configuration, {
      credentials,
      sinks: sinks.length,
      redact,
    }),
  };
}

/** Sinks are others' code. */
function diagnoseSink(sink: LogTarget, redact: (text: string) => string): SinkDiagnosis {
  try {
    const counts = sink.counts?.();
    if (counts === undefined) return { reason: "it does not count" };
    const { delivered, queued, dropped } = counts;
    if (!isCount(delivered) || !isCount(queued)) return { reason: "it failed to count" };
    return {
      delivered,
      queued,
      dropped: tellReasons(Object.entries(dropped), redact),
    };
  } catch {
    return { reason: "it failed to count" };
  }
}

function tellReasons(
  counts: Iterable<readonly [reason: string, count: unknown]>,
  redact: (text: string) => string,
): Record<string, number> {
  return Object.fromEntries(
    [...counts]
      .slice(0, maxReasons)
      .flatMap(([reason, count]) =>
        isCount(count)
          ? [[redact(reason.slice(0, maxReadLength)).slice(0, maxReasonLength), count]]
          : [],
      ),
  );
}
