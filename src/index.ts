export { edgewatch, type CaptureOptions, type Edgewatch } from "./edgewatch.ts";
export type { EdgewatchOptions, Platform } from "./options.ts";
export type { Attempt, Dependency, DependencyOptions, RunOptions } from "./dependency.ts";
export type { Timed, TimeOptions } from "./request/outbound-time.ts";
export type { Handlers, Wrapped } from "./wrap-handlers.ts";
export { log } from "./ambient-log.ts";
export {
  AppError,
  defineErrors,
  type ErrorDefinition,
  type ErrorMakers,
  type ErrorOccurrence,
} from "./errors/app-error.ts";
export type { CapturedError, ErrorSink, FailurePlace } from "./errors/captured-error.ts";
export type { Category } from "./errors/category.ts";
export type { Classification } from "./errors/classify.ts";
export type { ErrorFacts, FailureDescription } from "./errors/describe-failure.ts";
export type { Fingerprint } from "./errors/fingerprint.ts";
export { memoryStore } from "./store/memory-store.ts";
export { remoteStore } from "./store/remote-store.ts";
export { routeTemplate } from "./request/route-template.ts";
export { consoleSink, type ConsoleSinkOptions } from "./log/console-sink.ts";
export { httpSink } from "./log/http-sink.ts";
export type { HttpSinkOptions } from "./log/http-options.ts";
export type { Exporter } from "./log/exporter.ts";
export { filtered, type FilterOptions } from "./log/filtered.ts";
export { fingersCrossed, type FingersCrossedOptions } from "./log/fingers-crossed.ts";
export { sampled, type SampleOptions } from "./log/sampled.ts";
export { throttled, type ThrottleOptions } from "./log/throttled.ts";
export type { Batch, Reading, Receipt, Store, TimeRange } from "./core/store.ts";
export type { Frame, SeriesValue } from "./core/frame.ts";
export type { Labels, SeriesKey } from "./core/labels.ts";
export type { Background } from "./core/background.ts";
export type { Clock } from "./core/clock.ts";
export type { Correlation } from "./core/correlation.ts";
export type { Fields } from "./core/fields.ts";
export type { AsyncContext, Runtime, RuntimeName } from "./core/runtime.ts";
export type { InstrumentOptions } from "./metrics/instrument-options.ts";
export type { Counter, Gauge, ValueHistogram } from "./metrics/instrument-makers.ts";
export type { MetricLabels } from "./metrics/metric-handles.ts";
export type { RequestLogOptions } from "./log/event-record.ts";
export type { Level, Threshold } from "./core/level.ts";
export type { LogFormat } from "./log/log-format.ts";
export type { LogDetails, Logger } from "./core/logger.ts";
export type {
  LogFunction,
  LogRecord,
  LogSink,
  LogTarget,
  Resource,
  SinkCounts,
} from "./log/log-record.ts";
export type { RedactionMode, RedactionOptions } from "./log/redaction.ts";
export type { ValueScan } from "./log/value-scan.ts";
export type { BodyCaptureOptions } from "./request/body-capture.ts";
export type { BodyLogOptions } from "./request/body-log.ts";
export type { RequestDetailsOptions } from "./request/request-details.ts";
export type { ConsumerOption, ConsumerOptions } from "./request/consumer.ts";
export type { ReadLabel, UsageLabelOptions } from "./request/usage-labels.ts";
export type { RemoteFetch, RemoteStoreOptions } from "./store/remote-options.ts";
export type { Paths } from "./serve/paths.ts";
