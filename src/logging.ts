import type { Background } from "./core/background.ts";
import { severityNumber } from "./core/level.ts";
import { readVariable } from "./core/runtime.ts";
import { consoleSink } from "./log/console-sink.ts";
import { Dispatcher } from "./log/dispatch.ts";
import { LevelPolicy } from "./log/level-policy.ts";
import { createFormat } from "./log/log-format.ts";
import type { LogRecord, Resource } from "./log/log-record.ts";
import { createRedaction } from "./log/redaction.ts";
import { SelfReport } from "./log/self-report.ts";
import { Serializer } from "./log/serializer.ts";
import type { Recorder } from "./metrics/recorder.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";
import { Scope } from "./request/scope.ts";

/** Everything that a record passes on its way to the sinks. */
export interface Logging {
  readonly resource: Resource;
  readonly serializer: Serializer;
  readonly policy: LevelPolicy;
  readonly dispatcher: Dispatcher;
  readonly isWritten: (record: LogRecord) => boolean;
  /** Writes a record if its level says so. */
  readonly write: (record: LogRecord, background: Background | undefined) => void;
  readonly redact: (text: string) => string;
  /** Tells what went wrong in Edgewatch itself. */
  readonly reportInternal: (error: unknown, what?: string) => void;
}

/** Wires levels, redaction and sinks together; what a sink fails to take is counted and told beside it. */
export function createLogging(
  options: EdgewatchOptions,
  { runtime, clock, write }: Platform,
  recorder: Recorder,
): Logging {
  const { service, release, environment } = options;
  const resource: Resource = { service, release, environment };
  const serializer = new Serializer(createRedaction(options.redact));
  const policy = new LevelPolicy(
    readVariable(runtime.env, "EDGEWATCH_LOG_LEVEL") ?? options.level ?? "info",
  );
  const selfReport = new SelfReport(clock, resource, serializer);
  const formatFailure = createFormat("otel");
  const dispatcher = new Dispatcher(options.sinks ?? [consoleSink({ write })], (error, target) => {
    recorder.drop(clock.now(), "log_sink_failed");
    const number = dispatcher.targets.indexOf(target) + 1;
    selfReport.tell(`Cannot write log records to sink ${number}: it failed`, error, (record) => {
      if (dispatcher.targets.length > 1) dispatcher.writeBeside(target, record);
      else write(formatFailure(record));
    });
  });

  function isWritten({ level: itsLevel, logger, correlation }: LogRecord): boolean {
    const fromRequest = correlation instanceof Scope ? correlation.minSeverity : undefined;
    return severityNumber[itsLevel] >= (fromRequest ?? policy.ofLogger(logger));
  }

  return {
    resource,
    serializer,
    policy,
    dispatcher,
    isWritten,
    write(record, background) {
      if (isWritten(record)) dispatcher.write(record, background);
    },
    redact: (text) => serializer.text(text),
    reportInternal(error, what = "Cannot observe as asked: Edgewatch failed") {
      selfReport.tell(what, error, (record) => dispatcher.write(record, undefined));
    },
  };
}
