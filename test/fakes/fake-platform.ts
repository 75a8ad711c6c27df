import { detectRuntime, type Runtime } from "../../src/core/runtime.ts";
import type { Platform } from "../../src/options.ts";
import { FakeClock } from "./fake-clock.ts";

export type LogLine = Readonly<Record<string, unknown>>;

/** A platform whose clock stands still and whose console is a list; it runs on the real runtime. */
export interface FakePlatform extends Platform {
  readonly clock: FakeClock;
  /** What was written, parsed. */
  readonly lines: LogLine[];
}

export function createPlatform(runtime: Partial<Runtime> = {}): FakePlatform {
  const lines: LogLine[] = [];
  return {
    runtime: { ...detectRuntime(), env: {}, ...runtime },
    clock: new FakeClock(),
    lines,
    fetch: (input, init) => fetch(input, init),
    write: (line) => {
      const parsed: LogLine = JSON.parse(line);
      lines.push(parsed);
    },
  };
}

/** A runtime without AsyncLocalStorage, such as workerd without compatibility flags. */
export const withoutContext: Partial<Runtime> = { context: undefined };

/** The lines of requests, without those of loggers. */
export function requestLines({ lines }: FakePlatform): LogLine[] {
  return lines.filter(({ event }) => event === "http.request");
}
