import type { Background } from "./core/background.ts";
import type { EdgewatchEvent } from "./core/event.ts";
import { severityNumber } from "./core/level.ts";
import { readVariable } from "./core/runtime.ts";
import { createExporting, exporterSinks, type Exporting } from "./exporting.ts";
import { consoleSink } from "./log/console-sink.ts";
import { Dispatcher } from "./log/dispatch.ts";
import { createEventReader } from "./log/event-record.ts";
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
  /** Writes the line of an event, if the options have one for it, and exports the event. */
  readonly writeEvent: (event: EdgewatchEvent, background: Background | undefined) => void;
  /** Undefined where there are no exporters. */
  readonly exporting: Exporting | undefined;
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
  const sinks = options.sinks ?? [consoleSink({ write })];
  const targets = [...sinks, ...exporterSinks(options.exporters)];
  const dispatcher = new Dispatcher(targets, (error, target) => {
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

  function writeRecord(record: LogRecord, background: Background | undefined): void {
    if (isWritten(record)) dispatcher.write(record, background);
  }

  function reportInternal(
    error: unknown,
    what = "Cannot observe as asked: Edgewatch failed",
  ): void {
    selfReport.tell(what, error, (record) => dispatcher.write(record, undefined));
  }

  const readEvent = createEventReader(resource, serializer, options.requestLog ?? {});
  const exporting = createExporting(options.exporters, {
    resource,
    serializer,
    clock,
    onFailure: reportInternal,
  });
  return {
    resource,
    serializer,
    policy,
    dispatcher,
    isWritten,
    write: writeRecord,
    writeEvent(event, background) {
      const record = readEvent(event);
      if (record !== undefined) writeRecord(record, background);
      exporting?.event(event, record, background);
    },
    exporting,
    redact: (text) => serializer.text(text),
    reportInternal,
  };
}
