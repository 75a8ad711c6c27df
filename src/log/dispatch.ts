import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { toTarget, type LogRecord, type LogSink, type LogTarget } from "./log-record.ts";

/** Hands records to every sink; one that fails is isolated, and `onFailure` is told which. */
export class Dispatcher {
  readonly #targets: readonly LogTarget[];
  readonly #onFailure: (error: unknown, target: LogTarget) => void;

  constructor(sinks: readonly LogSink[], onFailure: (error: unknown, target: LogTarget) => void) {
    this.#targets = sinks.map(toTarget);
    this.#onFailure = onFailure;
  }

  write(record: LogRecord, background: Background | undefined): void {
    for (const target of this.#targets) {
      try {
        const result: unknown = target.write(record, background);
        if (result instanceof Promise)
          result.catch((error: unknown) => this.#onFailure(error, target));
      } catch (error) {
        this.#onFailure(error, target);
      }
    }
  }

  /** The sinks other than the one that failed, to tell of its failure. */
  writeBeside(failed: LogTarget, record: LogRecord): void {
    for (const target of this.#targets) {
      if (target === failed) continue;
      try {
        const result: unknown = target.write(record, undefined);
        if (result instanceof Promise) result.catch(() => {});
      } catch {
        // It is told of in its own turn.
      }
    }
  }

  get targets(): readonly LogTarget[] {
    return this.#targets;
  }

  /** Resolves when every sink has delivered or given up what it was given. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#targets.map(async (target) => target.flush?.()));
  }

  /** Gives every sink `timeoutMs` to deliver what it has, and then goes on without. */
  async close(timeoutMs: number, clock: Clock): Promise<void> {
    const closed = this.#targets.map(async (target) => target.close?.() ?? target.flush?.());
    await Promise.race([Promise.allSettled(closed), clock.delay(timeoutMs)]);
  }

  /** What the sinks have dropped so far, by reason. */
  dropped(): ReadonlyMap<string, number> {
    const total = new Map<string, number>();
    for (const target of this.#targets) {
      for (const [reason, count] of Object.entries(target.counts?.().dropped ?? {})) {
        total.set(reason, (total.get(reason) ?? 0) + count);
      }
    }
    return total;
  }
}
