import { captureFailures } from "./capture-failures.ts";
import { toBackground, type Background } from "./core/background.ts";
import { createErrorSinks } from "./error-sinks.ts";
import type { EdgewatchEvent } from "./core/event.ts";
import { RandomIds } from "./core/random-ids.ts";
import { readText } from "./core/read-property.ts";
import { ErrorTracker } from "./errors/error-tracker.ts";
import { listenForUnhandled } from "./errors/unhandled-listeners.ts";
import { createEventReader } from "./log/event-record.ts";
import { exceptionRecord } from "./log/exception-record.ts";
import { stdout } from "./log/stdout.ts";
import type { LogRecord } from "./log/log-record.ts";
import type { Logger } from "./core/logger.ts";
import { createLogger } from "./log/logger.ts";
import { Flusher } from "./metrics/flusher.ts";
import { Recorder } from "./metrics/recorder.ts";
import { createLogging } from "./logging.ts";
import { checkOptions, type EdgewatchOptions, type Platform } from "./options.ts";
import type { FailureHooks } from "./request/failure-hooks.ts";
import { findPlace } from "./request/failure-place.ts";
import { Observer } from "./request/observer.ts";
import { isRequestId } from "./request/request-id.ts";
import { withHeader } from "./request/response-headers.ts";
import { createPropagatingFetch } from "./request/propagating-fetch.ts";
import { createRequestDetails } from "./request/request-details.ts";
import { LabelTexts } from "./request/label-texts.ts";
import { RouteLabels } from "./request/route-labels.ts";
import { Scope } from "./request/scope.ts";
import { UsageLabels } from "./request/usage-labels.ts";
import { readCredentials } from "./serve/credentials.ts";
import { resolvePaths } from "./serve/paths.ts";
import { Routes } from "./serve/routes.ts";
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
  /** Passes the running request's ids on. */
  readonly fetch: typeof fetch;
  /** Answers Edgewatch's own routes; undefined for any other path. `env` is what the runtime passed along. */
  readonly answer: (request: Request, path: string, env: unknown) => Promise<Response> | undefined;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** @throws TypeError or RangeError when an option cannot be used. */
export function createInstance(options: EdgewatchOptions, platform: Platform): Instance {
  checkOptions(options);
  const { runtime, clock } = platform;
  const { service, release, environment, windowMs = defaultWindowMs } = options;
  const ids = new RandomIds();
  const recorder = new Recorder();
  const logging = createLogging(options, platform, recorder);
  const { resource, serializer, policy, dispatcher, redact, reportInternal } = logging;
  const store = createStore(options, clock, reportInternal);
  const flusher = new Flusher({
    origin: { service, release },
    store,
    recorder,
    clock,
    ids,
    windowMs,
  });
  const labels = new RouteLabels(redact);
  const readEvent = createEventReader(resource, serializer, options.requestLog ?? {});

  function emit(event: EdgewatchEvent, background: Background | undefined): void {
    if (event.kind === "http.request") {
      recorder.observe(event.timeMs, event);
      flusher.touch(event.timeMs, background);
    }
    const record = readEvent(event);
    if (record !== undefined) logging.write(record, background);
  }

  function labelRoute(request: Request, path: string, status: number): string | undefined {
    const own = options.route?.(request);
    return own === undefined ? labels.label(path, status) : redact(own.slice(0, maxRouteLength));
  }

  const usageLabels = new UsageLabels(options, new LabelTexts(redact), reportInternal);
  const targets = createErrorSinks(options.errorSinks ?? [], {
    service,
    recorder,
    flusher,
    store,
    clock,
  });
  const { sinks } = targets;
  const tracker = new ErrorTracker({ clock, ids, redact, sinks, onInternalError: reportInternal });
  const failures = captureFailures({
    tracker,
    service,
    release,
    environment,
    errorResponses: options.errorResponses,
    redact,
    findPlace: (scope, status) => findPlace(scope, status, { labelRoute, labels: usageLabels }),
    write(message, thrown, mark, correlation) {
      const seen = { timeMs: clock.now(), message, thrown, mark, correlation, resource };
      logging.write(exceptionRecord(seen, serializer), correlation?.background);
    },
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
  const routes = new Routes({
    service,
    release,
    paths: resolvePaths(options.paths),
    store,
    flusher,
    runtime,
    clock,
    settings: {
      apdex: options.apdex,
      objective: options.objective,
      ownLabels: Object.keys(options.labels ?? {}),
    },
    uptimeMs: () => clock.monotonicMs() - (startedMs ??= clock.monotonicMs()),
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
    logFor: (request) =>
      context === undefined
        ? createLogger({ ...loggerContext, scope: () => observer.current(request) }, "app")
        : log,
    answer(request, path, env) {
      if (!routes.has(path)) return undefined;
      const credentials = readCredentials(options, runtime, env);
      const incomingId = request.headers.get("x-request-id");
      const requestId = isRequestId(incomingId) ? incomingId : ids.next(16);
      return routes
        .answer(request, path, credentials)
        .then((response) => withHeader(response, "X-Request-ID", requestId));
    },
    fetch: createPropagatingFetch({
      ids,
      fetch: platform.fetch,
      current: () => observer.current(),
      hosts: options.propagateTo ?? [],
    }),
    async flush() {
      await dispatcher.flush();
      await flusher.flush();
    },
    async close() {
      stopListening?.();
      await targets.flush(forwardTimeoutMs);
      await dispatcher.close(closeTimeoutMs, clock);
      await flusher.close(closeTimeoutMs).finally(() => store.close?.());
    },
  };
}
