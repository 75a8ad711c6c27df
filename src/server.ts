export { edgewatch, type CaptureOptions, type Edgewatch } from "./edgewatch.ts";
export type { EdgewatchOptions, Platform } from "./options.ts";
export type { Handlers, Wrapped } from "./wrap-handlers.ts";
export { fileSink, type FileSink, type FileSinkCounts } from "./log/file-sink.ts";
export type { FileQueueOptions, FileSinkOptions } from "./log/file-options.ts";
export type { FileRetention } from "./log/file-retention.ts";
export { serve, type ServeOptions, type Server } from "./serve/server.ts";
export {
  AppError,
  defineErrors,
  type ErrorDefinition,
  type ErrorMakers,
  type ErrorOccurrence,
} from "./errors/app-error.ts";
export { memoryStore } from "./store/memory-store.ts";
export { remoteStore } from "./store/remote-store.ts";
export { sqliteStore } from "./store/sqlite-store.ts";
