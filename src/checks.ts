export type {
  Check,
  CheckContext,
  CheckDetail,
  CheckFetch,
  CheckResult,
  CheckSettings,
  HealthStatus,
} from "./health/check.ts";
export { breakerCheck, type Breaking } from "./health/breaker-check.ts";
export {
  CircuitBreaker,
  CircuitOpenError,
  type CircuitBreakerOptions,
  type CircuitState,
} from "./health/circuit-breaker.ts";
export { d1Check, type D1DatabaseLike } from "./health/d1-check.ts";
export {
  durableObjectCheck,
  type DurableObjectCheckOptions,
  type ObjectNamespace,
} from "./health/durable-object-check.ts";
export { expiryCheck, type ExpiryCheckOptions } from "./health/expiry-check.ts";
export type { FailureCode } from "./health/failure-code.ts";
export { httpCheck, type HttpCheckOptions } from "./health/http-check.ts";
export { kvCheck, type KvCheckOptions, type KvNamespace } from "./health/kv-check.ts";
export { qdrantCheck, type QdrantAddress, type QdrantCheckOptions } from "./health/qdrant-check.ts";
export { queryCheck, type QueryCheckOptions } from "./health/query-check.ts";
export { queueDepthCheck, type QueueDepthCheckOptions } from "./health/queue-depth-check.ts";
export { r2Check, type R2BucketLike, type R2CheckOptions } from "./health/r2-check.ts";
export type { Recovery, RecoveryContext } from "./health/recovery.ts";
export {
  redisTcpCheck,
  type RedisTcpAddress,
  type RedisTcpCheckOptions,
} from "./health/redis-tcp-check.ts";
export { withRetry, type RetryOptions } from "./health/retry.ts";
export type { TcpAddress, TcpConnect, TcpConnection } from "./health/tcp.ts";
export {
  upstashCheck,
  type UpstashAddress,
  type UpstashCheckOptions,
  type UpstashClient,
} from "./health/upstash-check.ts";
