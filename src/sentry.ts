export type { CapturedError, FailurePlace } from "./errors/captured-error.ts";
export {
  memoryBudget,
  type BudgetAnswer,
  type BudgetOptions,
  type ForwardBudget,
} from "./errors/forward-budget.ts";
export { forwardTo, type ForwardToOptions } from "./errors/forward-to.ts";
export type {
  DropReason,
  ErrorReport,
  ForwardCounts,
  Forwarder,
  Job,
  JobRun,
  SuppressionReason,
} from "./errors/forwarder.ts";
export { sentryForwarder, type SentryOptions } from "./errors/sentry-forwarder.ts";
export type { LimitStore } from "./errors/sentry-limits.ts";
export type { SharedState } from "./errors/shared-state.ts";
