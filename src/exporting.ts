import type { Background } from "./core/background.ts";
import type { Clock } from "./core/clock.ts";
import type { EdgewatchEvent } from "./core/event.ts";
import type { Frame } from "./core/frame.ts";
import { createEventReader } from "./log/event-record.ts";
import type { Exporter } from "./log/exporter.ts";
import type { LogRecord, LogTarget, Resource } from "./log/log-record.ts";
import type { Serializer } from "./log/serializer.ts";

export interface ExportingContext {
  readonly resource: Resource;
  readonly serializer: Serializer;
  readonly clock: Clock;
  /** Told what an exporter throws. */
  readonly onFailure: (error: unknown, what: string) => void;
}

/** Everything that is exported, and to whom. */
export interface Exporting {
  /** @param record the line of the event, where it has one */
  event(
    event: EdgewatchEvent,
    record: LogRecord | undefined,
    background: Background | undefined,
  ): void;
  readonly frames: (frames: readonly Frame[], background: Background | undefined) => void;
  /** Sends what exporters hold; never rejects. */
  flush(): Promise<void>;
  /** Gives exporters so long to send what they hold; never rejects. */
  close(timeoutMs: number): Promise<void>;
}

/** Makes sinks of the exporters that take log records; their ends are `Exporting`'s affair. */
export function exporterSinks(exporters: readonly Exporter[] = []): LogTarget[] {
  return exporters.flatMap((exporter) =>
    exporter.log === undefined
      ? []
      : [
          {
            write: (record, background) => exporter.log?.(record, background),
            counts: () => exporter.counts?.() ?? { delivered: 0, queued: 0, dropped: {} },
          },
        ],
  );
}

/** Joins the exporters; undefined where there are none, so that nothing is asked for each request. */
export function createExporting(
  exporters: readonly Exporter[] = [],
  { resource, serializer, clock, onFailure }: ExportingContext,
): Exporting | undefined {
  if (exporters.length === 0) return undefined;
  const readEvent = createEventReader(resource, serializer, {});

  function tell(use: (exporter: Exporter) => void): void {
    for (const exporter of exporters) {
      try {
        use(exporter);
      } catch (error) {
        onFailure(error, "Cannot export: the exporter failed");
      }
    }
  }

  return {
    event(event, record, background) {
      let line = record;
      tell((exporter) => exporter.event?.(event, () => (line ??= readEvent(event)), background));
    },
    frames(frames, background) {
      tell((exporter) => exporter.frames?.(frames, resource, background));
    },
    async flush() {
      await Promise.allSettled(exporters.map(async (exporter) => exporter.flush?.()));
    },
    async close(timeoutMs) {
      const closed = exporters.map(async (exporter) => exporter.close?.() ?? exporter.flush?.());
      await Promise.race([Promise.allSettled(closed), clock.delay(timeoutMs)]);
    },
  };
}
