import { toBackground, type Background } from "./core/background.ts";
import { createChecks } from "./create-checks.ts";
import { createDiagnosis } from "./create-diagnosis.ts";
import type { EdgewatchEvent } from "./core/event.ts";
import { LabelTexts } from "./core/label-texts.ts";
import { RandomIds } from "./core/random-ids.ts";
import { readText } from "./core/read-property.ts";
import { listenForUnhandled } from "./errors/unhandled-listeners.ts";
import { stdout } from "./log/stdout.ts";
import type { LogRecord } from "./log/log-record.ts";
import type { Logger } from "./core/logger.ts";
import { createLogger } from "./log/logger.ts";
import { Flusher } from "./metrics/flusher.ts";
import type { Instruments } from "./metrics/instruments.ts";
import { createResources } from "./metrics/resources.ts";
import { Recorder } from "./metrics/recorder.ts";
import { createLogging } from "./logging.ts";
import { createOutbound, type Outbound } from "./outbound.ts";
import { createOwnAnswers, type OwnAnswers } from "./own-answers.ts";
import { createOwnMetrics } from "./own-metrics.ts";
import { checkOptions, type EdgewatchOptions, type Platform } from "./options.ts";
import type { FailureHooks } from "./request/failure-hooks.ts";
import { findPlace } from "./request/failure-place.ts";
import { Observer } from "./request/observer.ts";
import { createRequestDetails } from "./request/request-details.ts";
import { RouteLabels } from "./request/route-labels.ts";
import { Scope } from "./request/scope.ts";
import { UsageLabels } from "./request/usage-labels.ts";
import { resolvePaths } from "./serve/paths.ts";
import { Routes } from "./serve/routes.ts";
import { createTracking } from "./tracking.ts";
import { createStore } from "./create-store.ts";

const defaultWindowMs = 10_000;
const maxRouteLength = 256;
const closeTimeoutMs = 8_000;
const forwardTimeoutMs = 2_000;

/** Everything that lives as long as an isolate or process, wired together. */
export interface Instance {
  readonly observer: Observer;
  readonly failures: FailureHooks;
  /** Makes the logger of a request; the one logger of the instance where the platform tells whose turn it is. */
  readonly logFor: (request: Request) => Logger;
  readonly log: Logger;
  /** Runs an invocation that is no request; one with a schedule is told to those who watch jobs. */
  readonly invoke: (
    name: string,
    event: unknown,
    executionContext: unknown,
    work: () => unknown,
  ) => unknown;
  /** Captures what the events of a `tail` handler say of failures. */
  readonly tail: (items: unknown, executionContext: unknown) => void;
  /** Calls other services, and counts that. */
  readonly outbound: Outbound;
  /** Answers Edgewatch's own routes; undefined for any other path. `env` is what the runtime passed along. */
  readonly answer: OwnAnswers;
  /** Makes metrics of the user's own. */
  readonly instruments: Instruments;
  /** Says on `/readyz` from now on that nothing more shall come. */
  drain(): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** @throws TypeError or RangeError when an option cannot be used. */
export function createInstance(options: EdgewatchOptions, platform: Platform): Instance {
  checkOptions(options);
  const { runtime, clock } = platform;
  const { service, release, windowMs = defaultWindowMs } = options;
  const ids = new RandomIds();
  const recorder = new Recorder();
  const logging = createLogging(options, platform, recorder);
  const { resource, serializer, policy, dispatcher, exporting, redact, reportInternal } = logging;
  const store = createStore(options, clock, reportInternal);
  const flusher = new Flusher({
    origin: { service, release, runtime: runtime.name },
    store,
    recorder,
    clock,
    ids,
    windowMs,
    onApplied: exporting?.frames,
  });
  const resources = createResources({ runtime, clock, directory: options.dataDirectory });
  const shared = { platform, recorder, flusher, resources, redact, onFailure: reportInternal };
  const own = createOwnMetrics({ ...shared, observer: () => observer });
  const labels = new RouteLabels(redact);

  function emit(event: EdgewatchEvent, background: Background | undefined): void {
    if (event.kind === "http.request") own.count(event, background);
    logging.writeEvent(event, background);
  }

  function labelRoute(request: Request, path: string, status: number): string | undefined {
    const named = options.route?.(request);
    return named === undefined
      ? labels.label(path, status)
      : redact(named.slice(0, maxRouteLength));
  }

  const usageLabels = new UsageLabels(options, new LabelTexts(redact), reportInternal);
  const { failures, targets, tail } = createTracking(options, platform, {
    ids,
    recorder,
    flusher,
    store,
    logging,
    findPlace: (scope, status) => findPlace(scope, status, { labelRoute, labels: usageLabels }),
  });
  // Set at the first request, for clocks stand at zero in the module scope of workerd.
  let startedMs: number | undefined;
  const { context } = runtime;
  const observer = new Observer({
    ids,
    clock,
    context,
    log: () => log,
    labelRoute,
    begin(timeMs, { request, path, scope }) {
      startedMs ??= clock.monotonicMs();
      recorder.begin(timeMs);
      if (policy.hasRoutes) scope.minSeverity = policy.ofRequest(request.method, path);
      if (options.requestLog?.started === true)
        loggerOf(scope).info(`${request.method} started`, { "url.path": path });
    },
    details: createRequestDetails(options),
    labels: usageLabels,
    bodies: options.bodies ?? {},
    isMeasuring: options.measureBytes === true,
    emit,
    onInternalError: reportInternal,
    failures,
  });
  const loggerContext = {
    resource,
    policy,
    serializer,
    clock,
    fork: <T>(name: string, work: () => T) => observer.fork(name, work),
    dispatch(record: LogRecord, background: Background | undefined): void {
      if (record.correlation instanceof Scope) record.correlation.remember(record);
      dispatcher.write(record, background);
    },
    onFailure: reportInternal,
  };
  const log = createLogger({ ...loggerContext, scope: () => observer.current() }, "app");
  let isDraining = false;
  const paths = resolvePaths(options.paths);
  const checks = createChecks(options, {
    ...{ platform, store, recorder, flusher },
    log: log.child({}, "health"),
  });
  const parts = { ids, recorder, flusher, logging, observer, checks };
  const outbound = createOutbound(options, platform, parts);
  function uptimeMs(): number {
    return clock.monotonicMs() - (startedMs ??= clock.monotonicMs());
  }

  const diagnose = createDiagnosis(options, {
    ...{ runtime, clock, resources, store, flusher, recorder, uptimeMs, redact, paths, windowMs },
    sinks: dispatcher.targets,
  });
  const settings = {
    apdex: options.apdex,
    objective: options.objective,
    ownLabels: Object.keys(options.labels ?? {}),
  };
  const routes = new Routes(
    {
      ...{ own, checks, diagnose, service, release, paths, store, flusher, runtime, clock },
      ...{ settings, uptimeMs },
      isDraining: () => isDraining,
    },
    options.dashboard,
  );

  function loggerOf(scope: Scope): Logger {
    return createLogger({ ...loggerContext, scope: () => scope }, "http");
  }

  function listen(): () => void {
    stdout.prepare();
    return listenForUnhandled(runtime.name, (thrown) => {
      const scope = observer.current();
      failures.tell("nobody caught an error", thrown, scope, { mechanism: "listener" });
    });
  }

  const stopListening = options.captureUnhandled === true ? listen() : undefined;
  return {
    observer,
    failures,
    log,
    invoke(name, event, executionContext, work) {
      const background = toBackground(executionContext);
      const schedule = name === "scheduled" ? readText(event, "cron") : undefined;
      if (schedule === undefined) return observer.invoke(name, background, work);
      const job = { name: `${service} ${schedule}`, schedule };
      return targets.watch(job, () => observer.invoke(name, background, work), background);
    },
    tail(items, executionContext) {
      try {
        tail(items, toBackground(executionContext));
      } catch (error) {
        reportInternal(error);
      }
    },
    logFor: (request) =>
      context === undefined
        ? createLogger({ ...loggerContext, scope: () => observer.current(request) }, "app")
        : log,
    answer: createOwnAnswers({ options, runtime, ids, paths, routes }),
    outbound,
    instruments: own.instruments,
    drain() {
      isDraining = true;
      routes.close();
    },
    async flush() {
      await dispatcher.flush();
      try {
        await flusher.flush();
      } finally {
        await exporting?.flush();
      }
    },
    async close() {
      stopListening?.();
      routes.close();
      outbound.restore();
      await targets.flush(forwardTimeoutMs);
      await dispatcher.close(closeTimeoutMs, clock);
      try {
        await flusher.close(closeTimeoutMs).finally(() => store.close?.());
      } finally {
        await exporting?.close(closeTimeoutMs);
      }
    },
  };
}
