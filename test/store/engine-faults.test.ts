import { describe, expect, test } from "vitest";
import { frameMs, frameStart, type Frame } from "../../src/core/frame.ts";
import type { Batch } from "../../src/core/store.ts";
import { Engine } from "../../src/store/engine.ts";
import type { KeyValue } from "../../src/store/key-value.ts";
import { MemoryKeyValue } from "../../src/store/memory-store.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { effort } from "../fakes/effort.ts";
import { createRandom, pick } from "../fakes/random.ts";

const startMs = Date.UTC(2026, 0, 1, 7, 31, 20);
const minuteMs = 60_000;

describe("Engine on a host that fails", () => {
  test("is exact whatever write or commit fails, and wherever it is started anew", () => {
    for (let seed = 0; seed < effort(20, 400); seed++) {
      const random = createRandom(seed);
      const inner = new MemoryKeyValue();
      const host = new FailingHost(inner, () => random() < 0.05);
      let engine = new Engine(host);
      const accepted: Frame[] = [];
      let nowMs = startMs;
      for (let sequence = 1; sequence <= 150; sequence++) {
        // Some come late, to buckets that have been rolled up.
        const at = frameStart(
          nowMs - pick(random, [0, 0, 0, frameMs, 7 * minuteMs, 40 * minuteMs]),
        );
        const batch = createBatch("a", sequence, createFrame(at), createFrame(at + frameMs));
        const { applied, late } = applyUntilDone(() => engine, batch);
        expect(applied + late, `batch ${sequence} of seed ${seed}`).toBe(2);
        if (late === 0) accepted.push(...batch.frames);
        else if (late === 1) accepted.push(createFrame(at + frameMs));
        nowMs += pick(random, [0, 2_000, 30_000, 300_000]);
        if (random() < 0.3) tryTo(() => engine.rollUp(nowMs));
        if (random() < 0.1) engine = new Engine(host);
      }
      host.isFailing = false;
      const expected = tally(accepted);
      expect(tally(engine.totals().frames), `totals of seed ${seed}`).toEqual(expected);
      const range = { fromMs: frameStart(startMs, 86_400_000), toMs: startMs + 86_400_000 };
      for (const stepMs of [minuteMs, 60 * minuteMs, 86_400_000]) {
        engine.rollUp(nowMs);
        expect(tally(engine.read(range, stepMs).frames), `step ${stepMs}`).toEqual(expected);
      }
    }
  }, 120_000);
});

/** A host whose writes and commits fail now and then, as when the disk is full. */
class FailingHost implements KeyValue {
  isFailing = true;
  readonly #inner: KeyValue;
  readonly #fails: () => boolean;

  constructor(inner: KeyValue, fails: () => boolean) {
    this.#inner = inner;
    this.#fails = fails;
  }

  get(key: string): string | undefined {
    return this.#inner.get(key);
  }

  put(key: string, value: string): void {
    this.#mayFail();
    this.#inner.put(key, value);
  }

  delete(key: string): void {
    this.#mayFail();
    this.#inner.delete(key);
  }

  keys(start: string, end: string, limit?: number): readonly string[] {
    return this.#inner.keys(start, end, limit);
  }

  transaction<T>(work: () => T): T {
    return this.#inner.transaction(() => {
      const result = work();
      this.#mayFail();
      return result;
    });
  }

  snapshot<T>(work: () => T): T {
    return this.#inner.snapshot(work);
  }

  version(): number {
    return this.#inner.version();
  }

  #mayFail(): void {
    if (this.isFailing && this.#fails()) throw new Error("database or disk is full");
  }
}

/** Sends a batch again until it is in; what was in before counts as applied. */
function applyUntilDone(engine: () => Engine, batch: Batch): { applied: number; late: number } {
  for (;;) {
    const receipt = tryTo(() => engine().apply(batch));
    if (receipt !== undefined)
      return { applied: receipt.applied + receipt.duplicate, late: receipt.late };
  }
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
