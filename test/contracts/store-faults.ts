import { expect, test } from "vitest";
import { durationsAt, type Frame } from "../../src/core/frame.ts";
import { parseSeriesKey } from "../../src/core/labels.ts";
import { metricScale, parseMetricKey, type MetricKind } from "../../src/core/metric.ts";
import { RandomIds } from "../../src/core/random-ids.ts";
import type { Store } from "../../src/core/store.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { MetricHandle } from "../../src/metrics/metric-handle.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { epochMs } from "./batches.ts";
import { observed } from "../fakes/observed.ts";
import { effort } from "../fakes/effort.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FaultyStore, type Fault } from "../fakes/faulty-store.ts";
import { createRandom, pick } from "../fakes/random.ts";

const sourceCount = 50;
const sendTimeoutMs = 10_000;
const seed = 20_261_123;
const faults = [
  "refused",
  "reply lost",
  "hangs",
  "hangs after applying",
  "sent twice",
  "sent again later",
] as const;
/** With these many a flush, 50,000 requests go with 1,000 faults. */
const maxRequests = 110;

/** Real sources in front of a store to which everything happens that can. */
export function describeFaults(open: () => Store): void {
  const faultsToInject = effort(1_000, 20_000);

  test(`${faultsToInject} faults lose nothing and count nothing twice`, async () => {
    const random = createRandom(seed);
    // As the store's own clock: hours that are over for it would be closed.
    const clock = new FakeClock(epochMs);
    const inner = open();
    const injector = new Injector(faultsToInject, random, clock);
    const store = new FaultyStore(() => injector.next(), inner);
    const counted = new Counted();
    const sources = Array.from({ length: sourceCount }, () => createSource(store, clock));
    while (injector.left > 0) {
      const { recorder, flusher } = pick(random, sources);
      for (let requests = Math.floor(random() * maxRequests); requests >= 0; requests--) {
        observe(recorder, clock, counted, random);
        clock.pass(Math.floor(random() * 100));
      }
      // Two requests of one isolate may flush at the same time, and send the same batch.
      const attempts = random() < 0.1 ? [flusher.flush(), flusher.flush()] : [flusher.flush()];
      await Promise.allSettled(attempts);
    }
    for (const { flusher } of sources) await flusher.flush();

    const reading = await inner.totals();
    inner.close?.();
    expect(reading.sources).toBe(sourceCount);
    expect(counted.of(reading.frames)).toEqual(counted.figures);
    expect(counted.figures["started"]).toBeGreaterThan(50 * faultsToInject);
  }, 300_000);
}

/** Chooses what goes wrong, so many times. */
class Injector {
  #left: number;
  readonly #random: () => number;
  readonly #clock: FakeClock;

  constructor(faultsToInject: number, random: () => number, clock: FakeClock) {
    this.#left = faultsToInject;
    this.#random = random;
    this.#clock = clock;
  }

  get left(): number {
    return this.#left;
  }

  next(): Fault | undefined {
    if (this.#left === 0 || this.#random() < 0.3) return undefined;
    this.#left--;
    const fault = pick(this.#random, faults);
    // Nobody waits for an answer for ever: time passes until the sender gives up.
    if (fault.startsWith("hangs")) void this.#clock.advance(sendTimeoutMs);
    return fault;
  }
}

interface Source {
  readonly recorder: Recorder;
  readonly flusher: Flusher;
}

function createSource(store: Store, clock: FakeClock): Source {
  const recorder = new Recorder();
  const ids = new RandomIds();
  const flusher = new Flusher({
    origin: { service: "orders" },
    store,
    recorder,
    clock,
    ids,
    windowMs: 10_000,
  });
  return { recorder, flusher };
}

/** What really happened. */
class Counted {
  readonly figures: Record<string, number> = { started: 0, dropped: 0 };

  add(name: string, figure: number): void {
    this.figures[name] = (this.figures[name] ?? 0) + figure;
  }

  /** The same figures, as a store tells them. */
  of(frames: readonly Frame[]): Record<string, number> {
    const told = new Counted();
    for (const { started, dropped, series, metrics = [] } of frames) {
      told.add("started", started);
      for (const [key, value] of metrics) {
        const { kind, labels } = parseMetricKey(key);
        const name = `${kind} ${labels.join()}`;
        const [sumUs = 0, zero = 0, , ...counts] = value.slice(durationsAt);
        told.add(`${name} sum`, (value[0] ?? 0) - (value[2] ?? 0) + sumUs);
        const distributed = counts.reduce((a, b) => a + Math.max(0, b), zero);
        if (kind !== "counter") told.add(`${name} count`, (value[1] ?? 0) + distributed);
      }
      for (const [, count] of dropped) told.add("dropped", count);
      for (const [key, value] of series) {
        const [sumUs = 0, zero = 0, , ...counts] = value.slice(durationsAt);
        const { method, route, status } = parseSeriesKey(key);
        told.add(
          `requests ${method} ${route} ${status}`,
          counts.reduce((a, b) => a + Math.max(0, b), zero),
        );
        told.add(`sum ${method} ${route} ${status}`, sumUs);
      }
    }
    return told.figures;
  }
}

function observe(
  recorder: Recorder,
  clock: FakeClock,
  counted: Counted,
  random: () => number,
): void {
  const method = pick(random, ["GET", "POST"]);
  const route = pick(random, ["/orders", "/orders/:id", "/search"]);
  const status = pick(random, [200, 404, 500]);
  const durationMs = pick(random, [0, 0.25, random() * 10, random() * 5_000]);
  recorder.begin(clock.now());
  counted.add("started", 1);
  measure(recorder, clock, counted, random);
  // Some requests are still running when their frame is written.
  if (random() < 0.05) return;
  recorder.observe(clock.now(), observed(method, route, status, durationMs));
  counted.add(`requests ${method} ${route} ${status}`, 1);
  counted.add(`sum ${method} ${route} ${status}`, Math.round(durationMs * 1_000));
  if (random() < 0.05) {
    recorder.drop(clock.now(), "log_sink_failed");
    counted.add("dropped", 1);
  }
}

/** A value of a metric, for some requests. */
function measure(
  recorder: Recorder,
  clock: FakeClock,
  counted: Counted,
  random: () => number,
): void {
  if (random() < 0.6) return;
  const kind = pick<MetricKind>(random, ["counter", "gauge", "histogram"]);
  const queue = pick(random, ["a", "b"]);
  const handle = new MetricHandle({ kind, name: "jobs", unit: "s", labels: [["queue", queue]] });
  const value = pick(random, [0, 0.25, 3]) * (kind === "gauge" ? pick(random, [1, -1]) : 1);
  recorder.record(clock.now(), handle, value);
  counted.add(`${kind} queue,${queue} sum`, value * metricScale);
  if (kind !== "counter") counted.add(`${kind} queue,${queue} count`, 1);
}
