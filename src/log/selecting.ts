import { toTarget, type LogRecord, type LogSink, type LogTarget } from "./log-record.ts";

/**
 * Puts a choice before a sink: each record becomes none, itself, or several.
 *
 * @param rest what is still to be written when the sink is flushed
 */
export function selecting(
  sink: LogSink,
  select: (record: LogRecord) => readonly LogRecord[],
  rest: () => readonly LogRecord[] = () => [],
): LogTarget {
  const target = toTarget(sink);

  async function writeRest(): Promise<void> {
    await Promise.all(rest().map(async (record) => target.write(record, undefined)));
  }

  return {
    write(record, background) {
      const written = select(record).map((chosen) => target.write(chosen, background));
      return written.some((result) => result instanceof Promise) ? settled(written) : undefined;
    },
    flush: () => writeRest().then(() => target.flush?.()),
    close: () => writeRest().then(() => target.close?.()),
    counts: () => target.counts?.() ?? { delivered: 0, queued: 0, dropped: {} },
  };
}

/** Rejects as the sink does, so that its failure is noticed. */
async function settled(written: readonly (void | Promise<void>)[]): Promise<void> {
  await Promise.all(written.map(async (one) => one));
}
