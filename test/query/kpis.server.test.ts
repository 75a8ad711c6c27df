import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { appOf, nowMs, storeOf, usageOf, type Counted } from "./counted.ts";

const text = await readFile(join(import.meta.dirname, "../../docs/kpis.md"), "utf8");
const hourMs = 3_600_000;

describe("docs/kpis.md", () => {
  test("its worked example comes out as it says", async () => {
    const requests = readTable(/^\| (\d+) +\| (\d{3}) +\| (\d+) ms +\|$/gm).flatMap(
      ([count = 0, status = 0, durationMs = 0]): Counted[] =>
        Array.from({ length: count }, (_, n) => ({
          atMs: nowMs - hourMs + Math.floor((n * hourMs) / count),
          route: "/orders",
          status,
          durationMs,
        })),
    );
    const [, json = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    const expected: unknown = JSON.parse(json);
    const search = "from=2026-11-23T09:00:00Z&to=2026-11-23T10:00:00Z";
    const { rows, total } = await usageOf(appOf(await storeOf(requests)), search);
    for (const figures of [rows[0], total]) expectClose(figures, expected, "");
  });

  test("its burn rates use up as much of 30 days as it says", () => {
    const table = readTable(/^\| ([\d.]+) +\| (\d+) hours? +\| (\d+) % +\|$/gm);
    expect(table).toHaveLength(3);
    for (const [burnRate = 0, hours = 0, percent] of table) {
      expect((100 * burnRate * hours) / (30 * 24)).toBeCloseTo(percent ?? 0, 9);
    }
  });
});

function readTable(row: RegExp): number[][] {
  return Array.from(text.matchAll(row), ([, ...cells]) => cells.map(Number));
}

/** Compares members with those of a document, which are rounded to four digits after the point. */
function expectClose(actual: unknown, expected: unknown, name: string): void {
  if (typeof expected === "object" && expected !== null) {
    for (const [member, value] of Object.entries(expected)) {
      const found = Object.entries(actual ?? {}).find(([key]) => key === member);
      expectClose(found?.[1], value, member);
    }
  } else expect(actual, name).toBeCloseTo(Number(expected), 4);
}
