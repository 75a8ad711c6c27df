import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { frameMs } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { formatMetricKey, type MetricKey } from "../../src/core/metric.ts";
import type { Batch, Store } from "../../src/core/store.ts";
import { seriesOf } from "../fakes/series.ts";
import { effort } from "../fakes/effort.ts";
import { createBatch, createFrame, deliveries, epochMs, unusualNames } from "./batches.ts";
import { describeFaults } from "./store-faults.ts";
import { tally, type Figures } from "./tally.ts";

const dayMs = 86_400_000;

/** What every store promises; `open` makes one that holds nothing. */
export function describeStore(name: string, open: () => Store): void {
  function openForTest(): Store {
    const store = open();
    onTestFinished(() => store.close?.());
    return store;
  }

  describe(name, () => {
    test("holds nothing at first", async () => {
      const store = openForTest();
      const everything = { fromMs: 0, toMs: epochMs };
      expect(await store.read(everything, frameMs)).toEqual({ frames: [], sources: 0 });
      expect(await figures(store)).toEqual([]);
      expect((await store.totals()).sources).toBe(0);
    });

    test("applies a batch once however often it is sent", async () => {
      const store = openForTest();
      const batch = createBatch("a", 1, createFrame(epochMs), createFrame(epochMs + frameMs));
      expect(await store.apply(batch)).toMatchObject({ applied: 2, duplicate: 0 });
      expect(await store.apply(batch)).toMatchObject({ applied: 0, duplicate: 2 });
      expect(await figures(store)).toEqual(tally(batch.frames));
    });

    test("applies a batch once that arrives several times at once", async () => {
      const store = openForTest();
      const batch = createBatch("a", 1, createFrame(epochMs));
      const receipts = await Promise.all(Array.from({ length: 8 }, () => store.apply(batch)));
      expect(receipts.reduce((sum, { applied }) => sum + applied, 0)).toBe(1);
      expect(await figures(store)).toEqual(tally(batch.frames));
    });

    test("takes batches that overtake each other, and knows late duplicates", async () => {
      const store = openForTest();
      for (const [sequence, applied] of [
        [6, 1],
        [5, 1],
        [6, 0],
        [1, 1],
        [5, 0],
        [3, 1],
        [2, 1],
        [1, 0],
        [4, 1],
        [4, 0],
      ] as const) {
        const receipt = await store.apply(createBatch("a", sequence, createFrame(epochMs)));
        expect(receipt.applied, `sequence ${sequence}`).toBe(applied);
      }
      expect((await store.totals()).frames).toMatchObject([{ started: 6 }]);
    });

    test("tells the same sequence number of two sources apart", async () => {
      const store = openForTest();
      await store.apply(createBatch("a", 1, createFrame(epochMs)));
      await store.apply(createBatch("b", 1, createFrame(epochMs)));
      expect(await store.totals()).toMatchObject({ frames: [{ started: 2 }], sources: 2 });
    });

    test("conserves every figure, whatever the order and however often batches come", async () => {
      const property = fc.asyncProperty(deliveries, async ({ sent, delivered }) => {
        const store = open();
        for (const batch of delivered) await store.apply(batch);
        const reading = await store.totals();
        store.close?.();
        expect(tally(reading.frames)).toEqual(tally(sent.flatMap((batch) => batch.frames)));
        expect(reading.sources).toBe(contributing(sent).size);
      });
      await fc.assert(property, { numRuns: effort(40, 1_000) });
    }, 300_000);

    test("leaves nothing behind of a batch that cannot be applied", async () => {
      const store = openForTest();
      await store.apply(createBatch("a", 1, createFrame(epochMs)));
      const broken: Batch = JSON.parse(
        `{"source":"a","sequence":2,"frames":[${JSON.stringify(createFrame(epochMs))},${JSON.stringify(createFrame(epochMs + frameMs))},{"startMs":0,"started":1,"dropped":[],"series":null}]}`,
      );
      await expect(store.apply(broken)).rejects.toThrow();
      expect(await figures(store)).toEqual(tally([createFrame(epochMs)]));
      const mended = { ...broken, frames: broken.frames.slice(0, 2) };
      expect(await store.apply(mended)).toMatchObject({ applied: 2 });
    });

    test("keeps unusual names as they are", async () => {
      const store = openForTest();
      const frames = unusualNames.map((unusual, index) => ({
        startMs: epochMs + index * frameMs,
        started: 1,
        dropped: [[unusual, 2]] as const,
        series: [[unusualKey(unusual), seriesOf([10, 1, 0])]] as const,
        metrics: [[unusualMetric(unusual), seriesOf([10, 1, 0])]] as const,
      }));
      for (const [index, frame] of frames.entries()) {
        const batch = createBatch(unusualNames[index] ?? "", 1, frame);
        expect(await store.apply(batch)).toMatchObject({ applied: 1 });
        expect(await store.apply(batch)).toMatchObject({ duplicate: 1 });
      }
      expect(await figures(store)).toEqual(tally(frames));
      expect((await store.totals()).sources).toBe(unusualNames.length);
    });

    test("keeps nothing of the objects that it was given", async () => {
      const store = openForTest();
      const value = [...seriesOf([1_500, 0, -310, 1])];
      const measured = [...value];
      const metrics = [[unusualMetric("a"), measured]] as const;
      const frame = { ...createFrame(epochMs, value), metrics };
      const before = tally([frame]);
      await store.apply(createBatch("a", 1, frame));
      value[0] = 9e9;
      measured[0] = 9e9;
      expect(await figures(store)).toEqual(before);
    });

    test("takes a batch without frames", async () => {
      const store = openForTest();
      expect(await store.apply(createBatch("a", 1))).toMatchObject({ applied: 0, duplicate: 0 });
      expect(await store.apply(createBatch("a", 2, createFrame(epochMs)))).toMatchObject({
        applied: 1,
      });
    });

    describe("read()", () => {
      test("respects the range, its end excluded", async () => {
        const store = openForTest();
        const starts = [0, 1, 2, 3].map((bucket) => epochMs + bucket * frameMs);
        await store.apply(createBatch("a", 1, ...starts.map((start) => createFrame(start))));
        const range = { fromMs: epochMs + frameMs, toMs: epochMs + 3 * frameMs };
        const { frames } = await store.read(range, frameMs);
        expect(frames.map(({ startMs }) => startMs)).toEqual(starts.slice(1, 3));
      });

      test("includes the frame in which the range begins", async () => {
        const store = openForTest();
        await store.apply(createBatch("a", 1, createFrame(epochMs)));
        const range = { fromMs: epochMs + 9_999, toMs: epochMs + frameMs };
        expect((await store.read(range, frameMs)).frames).toHaveLength(1);
      });

      test.for([
        ["10 s", 10_000],
        ["a minute", 60_000],
        ["an hour", 3_600_000],
        ["a day", dayMs],
      ] as const)(
        "merges into steps of %s, oldest first, without empty ones",
        async ([, stepMs]) => {
          const store = openForTest();
          const starts = [7, 0, 6, 361, 1, 9_000].map((bucket) => epochMs + bucket * frameMs);
          for (const [index, start] of starts.entries()) {
            await store.apply(createBatch(`source ${index % 2}`, index + 1, createFrame(start)));
          }
          const { frames } = await store.read({ fromMs: 0, toMs: epochMs + 2 * dayMs }, stepMs);
          const steps = starts.map((start) => Math.floor(start / stepMs) * stepMs);
          const expected = [...new Set(steps)].toSorted((a, b) => a - b);
          expect(frames.map(({ startMs }) => startMs)).toEqual(expected);
          for (const frame of frames) {
            const merged = starts.filter((_, index) => steps[index] === frame.startMs);
            expect(tally([frame])).toEqual(tally(merged.map((start) => createFrame(start))));
          }
        },
      );

      test("keeps the order of time", async () => {
        const store = openForTest();
        const starts = [epochMs + 2 * dayMs, epochMs + frameMs, epochMs + dayMs, epochMs];
        await store.apply(createBatch("a", 1, ...starts.map((start) => createFrame(start))));
        const { frames } = await store.read(
          { fromMs: epochMs, toMs: epochMs + 3 * dayMs },
          frameMs,
        );
        const sorted = starts.toSorted((a, b) => a - b);
        expect(frames.map(({ startMs }) => startMs)).toEqual(sorted);
        const later = await store.read(
          { fromMs: epochMs + frameMs, toMs: epochMs + 2 * dayMs },
          frameMs,
        );
        expect(later.frames.map(({ startMs }) => startMs)).toEqual(sorted.slice(1, 3));
      });

      test("counts each source of the range once", async () => {
        const store = openForTest();
        await store.apply(createBatch("a", 1, createFrame(epochMs)));
        await store.apply(createBatch("a", 2, createFrame(epochMs + frameMs)));
        await store.apply(createBatch("b", 1, createFrame(epochMs + frameMs)));
        await store.apply(createBatch("c", 1, createFrame(epochMs + dayMs)));
        const range = { fromMs: epochMs, toMs: epochMs + dayMs };
        expect((await store.read(range, 60_000)).sources).toBe(2);
      });
    });

    describe("notes", () => {
      test("keep what was written last, until it is taken away", async () => {
        const { notes } = openForTest();
        expect(await notes?.read()).toEqual([]);
        await notes?.write("b", "one");
        await notes?.write("a", '{"with":"\\n lines\\tand 日本語 🙂"}');
        await notes?.write("b", "two\n2");
        expect(await notes?.read()).toEqual([
          ["a", '{"with":"\\n lines\\tand 日本語 🙂"}'],
          ["b", "two\n2"],
        ]);
        await notes?.write("a", "");
        expect(await notes?.read()).toEqual([["b", "two\n2"]]);
      });

      test.for([
        ["", "text"],
        ["n".repeat(65), "text"],
        ["name", "t".repeat(4_001)],
      ] as const)("are refused where they are too long", async ([note, text]) => {
        await expect(openForTest().notes?.write(note, text)).rejects.toThrow(
          "Cannot write the note",
        );
      });
    });

    test("totals() cover everything, however old", async () => {
      const store = openForTest();
      const frames = [0, frameMs, epochMs, Date.UTC(2099, 0)].map((start) => createFrame(start));
      await store.apply(createBatch("a", 1, ...frames));
      const reading = await store.totals();
      expect(reading.frames).toHaveLength(1);
      expect(tally(reading.frames)).toEqual(tally(frames));
    });

    describeFaults(open);
  });
}

function unusualKey(unusual: string): string {
  const labels = { service: unusual, route: unusual, consumer: unusual, plan: unusual };
  return formatSeriesKey({ ...labels, method: "GET", status: "200" });
}

function unusualMetric(unusual: string): MetricKey {
  const labels = unusual === "" ? [] : [["label", unusual] as const];
  return formatMetricKey({ kind: "counter", name: "jobs", unit: "", service: unusual, labels });
}

async function figures(store: Store): Promise<Figures> {
  return tally((await store.totals()).frames);
}

function contributing(batches: readonly Batch[]): Set<string> {
  return new Set(batches.filter(({ frames }) => frames.length > 0).map(({ source }) => source));
}
