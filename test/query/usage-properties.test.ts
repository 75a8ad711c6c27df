import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage, UsageRow } from "../../src/query/answer.ts";
import { ask, type Asked } from "../fakes/asking.ts";
import { anyText } from "../fakes/any-text.ts";
import { effort } from "../fakes/effort.ts";
import {
  appOf,
  countedRequests,
  framesOf,
  groupings,
  nowMs,
  seriesPath,
  storeOf,
  usageOf,
  usagePath,
} from "./counted.ts";
import { memoryStore } from "../../src/index.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const runs = { numRuns: effort(40, 1_000) };
const steps = fc.constantFrom("", "&step=1m", "&step=1h", "&step=1d");
const ranges = fc.constantFrom("from=-2h", "from=-3h&to=-1h", "from=-90m&to=-61m", "from=-30d");

describe("any question about usage", () => {
  test("has a total that is the sum of its rows, however they are grouped and paged", async () => {
    const property = fc.asyncProperty(
      countedRequests,
      groupings,
      steps,
      fc.integer({ min: 1, max: 9 }),
      async (requests, by, step, limit) => {
        const app = appOf(await storeOf(requests));
        const search = `from=-2h&by=${by.join(",")}${step}&limit=${limit}&order=-errors`;
        const pages = await walk(app, search);
        const rows = pages.flatMap((page) => page.rows);
        for (const { total } of pages) {
          for (const name of ["requests", "errors", "bytes_out"] as const) {
            expect(sumOf(rows, name)).toBe(total[name]);
          }
          expect(total.requests).toBe(requests.length);
        }
        expect(new Set(rows.map((row) => identityOf(row, by))).size).toBe(rows.length);
      },
    );
    await fc.assert(property, runs);
  }, 300_000);

  test("is split by filters without a remainder or an overlap", async () => {
    const property = fc.asyncProperty(countedRequests, async (requests) => {
      const app = appOf(await storeOf(requests));
      const { total } = await usageOf(app, "from=-2h");
      const classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];
      let sum = 0;
      for (const name of classes) {
        const part = await usageOf(app, `from=-2h&by=&status=${name}`);
        const same = await usageOf(app, `from=-2h&by=&status_class=${name}`);
        expect(same.total).toEqual(part.total);
        sum += part.total.requests;
      }
      expect(sum).toBe(total.requests);
      const some = await usageOf(app, "from=-2h&route=/orders&route=/stock&status=200&status=5xx");
      const expected = requests.filter(
        ({ route, status = 0 }) => route !== "/orders/:id" && (status === 200 || status >= 500),
      );
      expect(some.total.requests).toBe(expected.length);
    });
    await fc.assert(property, runs);
  }, 300_000);

  test("is answered alike, whatever order things came in and whatever has been rolled up", async () => {
    const property = fc.asyncProperty(
      countedRequests,
      groupings,
      steps,
      ranges,
      fc.constantFrom("", "&compare=previous"),
      async (requests, by, step, range, compare) => {
        const rolledUp = await storeOf(requests);
        const reversed = memoryStore({ clock: new FakeClock(nowMs - 86_400_000) });
        const frames = framesOf(requests).toReversed();
        for (const [at, frame] of frames.entries()) {
          const series = frame.series.toReversed();
          const batch = { source: `source ${at}`, sequence: 1, frames: [{ ...frame, series }] };
          await reversed.apply(batch);
        }
        for (const path of [
          `${usagePath}?${range}&by=${by.join(",")}${step}${compare}&limit=7`,
          `${seriesPath}?${range}&by=${by.join(",")}&limit=2&measures=requests,p95,apdex,bytes_out`,
        ]) {
          const [one, other] = [await ask(appOf(rolledUp), path), await ask(appOf(reversed), path)];
          expect(await other.text()).toBe(await one.text());
        }
      },
    );
    await fc.assert(property, runs);
  }, 300_000);

  test("is answered or refused with the parameter that is wrong, and never with an empty table", async () => {
    const known = "from to step by order limit cursor compare format objective status method".split(
      " ",
    );
    const names = fc.oneof(fc.constantFrom(...known, "measures", "__proto__", "plan"), anyText(6));
    const values = fc.oneof(
      fc.constantFrom("-1h", "now", "1m", "route", "-p99", "10", "previous", "csv", "99.9", "5xx"),
      anyText(8),
    );
    const parameters = fc.array(fc.tuple(names, values), { minLength: 1, maxLength: 4 });
    const app = appOf(await storeOf([{ atMs: nowMs - 1 }]));
    const property = fc.asyncProperty(
      fc.constantFrom(usagePath, seriesPath),
      parameters,
      async (path, pairs) => {
        const response = await ask(app, `${path}?${new URLSearchParams(pairs).toString()}`);
        expect([200, 400]).toContain(response.status);
        if (response.status === 200) {
          expect(pairs.every(([name]) => known.includes(name) || name === "measures")).toBe(true);
          return;
        }
        const problem: { parameter: string; detail: string } = await response.json();
        expect(new URLSearchParams(pairs).has(problem.parameter)).toBe(true);
        expect(problem.detail).toMatch(/^Cannot .*[^.]$/s);
      },
    );
    await fc.assert(property, { numRuns: effort(300, 10_000) });
  }, 300_000);
});

/** Reads page after page. */
async function walk(app: Asked, search: string): Promise<Usage[]> {
  const pages: Usage[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Usage = await usageOf(app, cursor === "" ? search : `${search}&cursor=${cursor}`);
    pages.push(page);
    cursor = page.next_cursor;
    expect(page.more > 0).toBe(cursor !== null);
  }
  return pages;
}

function sumOf(rows: readonly UsageRow[], name: "requests" | "errors" | "bytes_out"): number {
  return rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
}

function identityOf(row: UsageRow, by: readonly string[]): string {
  return JSON.stringify([row.time, ...by.map((name) => row[name])]);
}
