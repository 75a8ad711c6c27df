import { systemClock } from "./core/clock.ts";
import type { Fields } from "./core/fields.ts";
import type { Logger } from "./core/logger.ts";
import { detectRuntime, readVariable, type Runtime } from "./core/runtime.ts";
import { Serializer } from "./log/serializer.ts";
import { consoleSink } from "./log/console-sink.ts";
import { LevelPolicy } from "./log/level-policy.ts";
import { createLogger, silentLogger } from "./log/logger.ts";
import { createRedaction } from "./log/redaction.ts";
import { Scope } from "./request/scope.ts";

/**
 * Logs from any function, with the ids of the request that it runs in and through that request's sinks.
 *
 * Outside of a request it writes to the console, redacted, as the service that OTEL_SERVICE_NAME names, or
 * `unknown_service` (OpenTelemetry resource conventions); `edgewatch().log` uses its instance's sinks there too.
 *
 * @example
 * ```ts
 * import { edgewatch, log } from "edgewatch";
 *
 * function priceOf(sku: string): number {
 *   log.info("priced", { sku });
 *   return 42;
 * }
 *
 * const watch = edgewatch({ service: "shop" });
 * const app = watch.handler({ fetch: () => new Response(String(priceOf("A-1"))) });
 * await app.fetch(new Request("http://localhost/price"));
 * ```
 */
export const log: Logger = createAmbientLog(detectRuntime());

function createAmbientLog(runtime: Runtime): Logger {
  let outside: Logger | undefined;
  return follow(() => {
    const scope = runtime.context?.getStore();
    if (scope instanceof Scope) return scope.log;
    outside ??= outsideLogger(runtime);
    return outside;
  });
}

/** A logger that asks at each call which one to be. */
function follow(current: () => Logger): Logger {
  return {
    trace: (message, details) => current().trace(message, details),
    debug: (message, details) => current().debug(message, details),
    info: (message, details) => current().info(message, details),
    warn: (message, details) => current().warn(message, details),
    error: (message, details) => current().error(message, details),
    fatal: (message, details) => current().fatal(message, details),
    isEnabled: (level) => current().isEnabled(level),
    set: (fields) => current().set(fields),
    fork: (name, work) => current().fork(name, work),
    child: (bindings, name) => followChild(current, bindings, name),
  };
}

/** Makes the child anew for each logger that it follows, and once only. */
function followChild(current: () => Logger, bindings: Fields, name: string | undefined): Logger {
  const children = new WeakMap<Logger, Logger>();
  return follow(() => {
    const parent = current();
    const known = children.get(parent);
    if (known !== undefined) return known;
    const child = parent.child(bindings, name);
    children.set(parent, child);
    return child;
  });
}

function outsideLogger({ env }: Runtime): Logger {
  const target = consoleSink();
  return createLogger(
    {
      resource: {
        service: readVariable(env, "OTEL_SERVICE_NAME") ?? "unknown_service",
        release: undefined,
        environment: undefined,
      },
      policy: new LevelPolicy(readVariable(env, "EDGEWATCH_LOG_LEVEL") ?? "info"),
      serializer: new Serializer(createRedaction()),
      clock: systemClock,
      scope: () => undefined,
      fork: silentLogger.fork,
      dispatch: (record, background) => void target.write(record, background),
      onFailure: () => {},
    },
    "app",
  );
}
