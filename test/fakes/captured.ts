import {
  edgewatch,
  type CapturedError,
  type Edgewatch,
  type EdgewatchOptions,
} from "../../src/index.ts";
import type { Runtime } from "../../src/core/runtime.ts";
import { token } from "./asking.ts";
import { createPlatform, type FakePlatform } from "./fake-platform.ts";

export interface Capturing {
  readonly watch: Edgewatch;
  readonly platform: FakePlatform;
  /** What was captured so far. */
  readonly captured: readonly CapturedError[];
}

/** A watch on a fake platform, and a list of what it captures. */
export function createCapturing(
  options: Partial<EdgewatchOptions> = {},
  runtime: Partial<Runtime> = {},
): Capturing {
  const platform = createPlatform(runtime);
  const captured: CapturedError[] = [];
  const errorSinks = [(error: CapturedError) => void captured.push(error)];
  const watch = edgewatch({ service: "orders", token, errorSinks, ...options }, platform);
  return { watch, platform, captured };
}

/** How each was seen, and its message. */
export function seenIn(captured: readonly CapturedError[]): string[] {
  return captured.map(({ mechanism, description }) => `${mechanism}: ${description.message}`);
}

/** What a Worker's handler gets as its third argument. */
export class FakeContext {
  readonly held: unknown[] = [];
  readonly props = {};

  waitUntil(promise: Promise<unknown>): void {
    this.held.push(promise);
  }

  passThroughOnException(): void {}
}
