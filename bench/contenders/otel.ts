import type { MiddlewareHandler } from "hono";
import { withMiddleware, type Contender } from "./contender.ts";

/**
 * @hono/otel with a span and its two metrics a request, batched as in production.
 *
 * What an exporter would do with a span is left out, and so is the time in which batches are handed over.
 */
export async function createOtel(name: string): Promise<Contender> {
  const api = await import("@opentelemetry/api");
  const { AsyncLocalStorageContextManager } = await import("@opentelemetry/context-async-hooks");
  const { MeterProvider, MetricReader } = await import("@opentelemetry/sdk-metrics");
  const { BatchSpanProcessor, TracerProvider } = await import("@opentelemetry/sdk-trace");
  const { httpInstrumentationMiddleware } = await import("@hono/otel");

  class IdleReader extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }

  const processor = new BatchSpanProcessor({
    exporter: {
      export: (_spans, done) => done({ code: 0 }),
      shutdown: async () => {},
    },
  });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracerProvider = new TracerProvider({ spanProcessors: [processor] });
  const meterProvider = new MeterProvider({ readers: [new IdleReader()] });
  const middleware: MiddlewareHandler = httpInstrumentationMiddleware({
    serviceName: "bench",
    tracerProvider,
    meterProvider,
  });
  return { ...withMiddleware(name, middleware), after: () => processor.forceFlush() };
}
