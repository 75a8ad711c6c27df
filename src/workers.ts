export { edgewatch, type CaptureOptions, type Edgewatch } from "./edgewatch.ts";
export type { EdgewatchOptions, Platform } from "./options.ts";
export type { Handlers, Wrapped } from "./wrap-handlers.ts";
export { durableObjectStore, type EdgewatchNamespace } from "./store/durable-object-store.ts";
export { EdgewatchObject } from "./store/edgewatch-object.ts";
export {
  AppError,
  defineErrors,
  type ErrorDefinition,
  type ErrorMakers,
  type ErrorOccurrence,
} from "./errors/app-error.ts";
export { memoryStore } from "./store/memory-store.ts";
export { remoteStore } from "./store/remote-store.ts";
