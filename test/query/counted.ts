import * as fc from "fast-check";
import { frameStart, type Frame } from "../../src/core/frame.ts";
import type { Labels } from "../../src/core/labels.ts";
import type { Store } from "../../src/core/store.ts";
import { edgewatch, memoryStore } from "../../src/index.ts";
import { FrameRecorder } from "../../src/metrics/frame-recorder.ts";
import type { EdgewatchOptions } from "../../src/options.ts";
import type { Usage } from "../../src/query/answer.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { observed } from "../fakes/observed.ts";

/** When the fake platform's clock stands: 2026-11-23T10:00:00Z. */
export const nowMs: number = new FakeClock().now();
export const usagePath = "/_edgewatch/api/usage";
export const seriesPath = "/_edgewatch/api/series";

/** One request that has been counted. */
export interface Counted {
  readonly atMs: number;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  readonly labels?: Labels;
}

/** The frames that a source makes of requests. */
export function framesOf(requests: readonly Counted[], service = "orders"): Frame[] {
  const recorders = new Map<number, FrameRecorder>();
  for (const { atMs, method, route, status, durationMs, ...more } of requests) {
    const startMs = frameStart(atMs);
    const recorder = recorders.get(startMs) ?? new FrameRecorder(startMs);
    recorders.set(startMs, recorder);
    recorder.observe(observed(method, route, status, durationMs, more));
  }
  return Array.from(recorders.values(), (recorder) => recorder.toFrame(service, "v1"));
}

/** A memory store that holds requests, rolled up and forgotten as is due at `clockMs`. */
export async function storeOf(requests: readonly Counted[], clockMs = nowMs): Promise<Store> {
  const store = memoryStore({ clock: new FakeClock(clockMs) });
  await store.apply({ source: "a", sequence: 1, frames: framesOf(requests) });
  return store;
}

/** An app whose routes read a store. */
export function appOf(store: Store, options: Partial<EdgewatchOptions> = {}): Asked {
  const watch = edgewatch({ service: "asked", token, store, ...options }, createPlatform());
  return watch.handler({ fetch: (_request: Request) => new Response("hi") });
}

/** Asks for usage, which must be answered. */
export async function usageOf(app: Asked, search: string): Promise<Usage> {
  const response = await ask(app, `${usagePath}?${search}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const usage: Usage = await response.json();
  return usage;
}

const consumers = fc.constantFrom("", "ada", "=cmd()", 'b"o,b', "größe\n🙂", "'quoted", "-5", "+x");

/** Requests of the last two hours, with labels that have broken tables before. */
export const countedRequests: fc.Arbitrary<Counted[]> = fc.array(
  fc.record({
    atMs: fc.nat(7_200_000 - 1).map((age) => nowMs - 1 - age),
    method: fc.constantFrom("GET", "POST"),
    route: fc.constantFrom("/orders", "/orders/:id", "/stock"),
    status: fc.constantFrom(200, 204, 301, 404, 429, 500, 503),
    durationMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
    bytesOut: fc.nat(10_000),
    labels: fc.record({ consumer: consumers, plan: fc.constantFrom("", "free", "pro") }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Labels to group by. */
export const groupings: fc.Arbitrary<string[]> = fc.shuffledSubarray(
  ["route", "method", "status", "status_class", "consumer", "service", "release"],
  { maxLength: 4 },
);
