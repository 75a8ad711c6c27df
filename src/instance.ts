import type { Background } from "./core/background.ts";
import { withDeadline } from "./core/deadline.ts";
import { describeError } from "./core/describe-error.ts";
import type { EdgewatchEvent } from "./core/event.ts";
import { RandomIds } from "./core/random-ids.ts";
import { readVariable } from "./core/runtime.ts";
import { fanOut } from "./core/sink.ts";
import { consoleSink } from "./log/console-sink.ts";
import { eventRecord } from "./log/event-record.ts";
import { createLineFormatter } from "./log/log-line.ts";
import type { LogRecord } from "./log/log-record.ts";
import { createLogger, type Logger } from "./log/logger.ts";
import { Flusher } from "./metrics/flusher.ts";
import { unmatchedRoute } from "./metrics/frame-recorder.ts";
import { Recorder } from "./metrics/recorder.ts";
import { checkOptions, type EdgewatchOptions, type Platform } from "./options.ts";
import { Observer } from "./request/observer.ts";
import { isRequestId } from "./request/request-id.ts";
import { withHeader } from "./request/response-headers.ts";
import { RouteLabels } from "./request/route-labels.ts";
import type { Scope } from "./request/scope.ts";
import { resolvePaths } from "./serve/paths.ts";
import { Routes } from "./serve/routes.ts";
import { memoryStore } from "./store/memory-store.ts";

const defaultWindowMs = 10_000;
const closeTimeoutMs = 8_000;
const closeRetryMs = 500;

/** Everything that lives as long as an isolate or process, wired together. */
export interface Instance {
  readonly observer: Observer;
  /** Makes the logger of a request; the one logger of the instance where the platform tells whose turn it is. */
  readonly logFor: (request: Request) => Logger;
  readonly log: Logger;
  /** Answers Edgewatch's own routes; undefined for any other path. `env` is what the runtime passed along. */
  readonly answer: (request: Request, path: string, env: unknown) => Promise<Response> | undefined;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** @throws TypeError or RangeError when an option cannot be used. */
export function createInstance(options: EdgewatchOptions, platform: Platform): Instance {
  checkOptions(options);
  const { runtime, clock } = platform;
  const { service, release, environment, level = "info", windowMs = defaultWindowMs } = options;
  const store = options.store ?? memoryStore();
  const ids = new RandomIds();
  const recorder = new Recorder();
  const flusher = new Flusher({ service, store, recorder, clock, ids, windowMs });
  const labels = new RouteLabels();
  const format = createLineFormatter({ service, release, environment });
  const writeConsole = consoleSink(format, platform.write);
  const reportOnce = createReporter(platform, writeConsole);
  const sink = fanOut<LogRecord>(options.sinks ?? [writeConsole], (error) => {
    recorder.drop(clock.now(), "log_sink_failed");
    reportOnce("Cannot write a log record: a sink failed", error);
  });

  function emit(event: EdgewatchEvent, background: Background | undefined): void {
    if (event.kind === "http.request") {
      const { timeMs, method, route = unmatchedRoute, status, durationMs } = event;
      recorder.observe(timeMs, method, route, status, durationMs);
      flusher.touch(timeMs, background);
    }
    sink(eventRecord(event));
  }

  // Set at the first request, for clocks stand at zero in the module scope of workerd.
  let startedMs: number | undefined;
  const observer = new Observer({
    ids,
    clock,
    context: runtime.createContext<Scope>(),
    labelRoute: (request, path, status) => options.route?.(request) ?? labels.label(path, status),
    begin(timeMs) {
      startedMs ??= clock.monotonicMs();
      recorder.begin(timeMs);
    },
    emit,
    onInternalError: (error) => reportOnce("Cannot observe a request: Edgewatch failed", error),
  });
  const routes = new Routes({
    service,
    release,
    paths: resolvePaths(options.paths),
    store,
    flusher,
    runtime,
    clock,
    uptimeMs: () => clock.monotonicMs() - (startedMs ??= clock.monotonicMs()),
  });
  const loggerOptions = { name: "app", level, sink, clock };
  const log = createLogger({ ...loggerOptions, correlation: () => observer.current() });

  return {
    observer,
    log,
    logFor: (request) =>
      observer.current() === undefined
        ? createLogger({ ...loggerOptions, correlation: () => observer.current(request) })
        : log,
    answer(request, path, env) {
      if (!routes.has(path)) return undefined;
      const variables = runtime.name === "workerd" && isRecord(env) ? env : runtime.env;
      const token = options.token ?? readVariable(variables, "EDGEWATCH_TOKEN");
      const incomingId = request.headers.get("x-request-id");
      const requestId = isRequestId(incomingId) ? incomingId : ids.next(16);
      return routes
        .answer(request, path, token)
        .then((response) => withHeader(response, "X-Request-ID", requestId));
    },
    flush: () => flusher.flush(),
    async close() {
      const flushed = flushUntilDone(flusher, platform);
      await withDeadline(flushed, "write what is left to the store", closeTimeoutMs, clock).finally(
        () => store.close?.(),
      );
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

async function flushUntilDone(flusher: Flusher, { clock }: Platform): Promise<void> {
  for (;;) {
    try {
      await flusher.flush();
      return;
    } catch {
      await clock.delay(closeRetryMs);
    }
  }
}

/** Tells of the library's own failures on the console, each kind once, so that a flood of them is no second failure. */
function createReporter(
  { clock }: Platform,
  write: (record: LogRecord) => void,
): (message: string, error: unknown) => void {
  const told = new Set<string>();
  return (message, error) => {
    if (told.has(message)) return;
    told.add(message);
    const { type, message: reason } = describeError(error);
    try {
      write({
        timeMs: clock.now(),
        level: "error",
        message,
        logger: "edgewatch",
        event: undefined,
        correlation: undefined,
        fields: { "exception.type": type, "exception.message": reason },
      });
    } catch {
      // There is nowhere left to tell it.
    }
  };
}
