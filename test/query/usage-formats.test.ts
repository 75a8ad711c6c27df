import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage } from "../../src/query/answer.ts";
import { ask } from "../fakes/asking.ts";
import { effort } from "../fakes/effort.ts";
import {
  appOf,
  countedRequests,
  groupings,
  nowMs,
  seriesPath,
  storeOf,
  usageOf,
  usagePath,
} from "./counted.ts";
import { parseCsv } from "./parse-csv.ts";

const atMs = nowMs - 60_000;

describe("formats", () => {
  test.for([
    ["application/json", "", "application/json"],
    ["", "", "application/json"],
    ["*/*", "", "application/json"],
    ["text/html, */*;q=0.8", "", "application/json"],
    ["text/csv", "", "text/csv; charset=utf-8"],
    ["TEXT/CSV ; header=present", "", "text/csv; charset=utf-8"],
    ["application/json;q=0.5, text/csv;q=0.9", "", "text/csv; charset=utf-8"],
    ["text/csv;q=0, application/json;q=0.1", "", "application/json"],
    ["application/x-ndjson", "", "application/x-ndjson"],
    ["application/ndjson, text/csv", "", "application/x-ndjson"],
    ["text/csv", "&format=json", "application/json"],
    ["application/json", "&format=csv", "text/csv; charset=utf-8"],
    ["", "&format=ndjson", "application/x-ndjson"],
  ] as const)("Accept %j with %j gets %s", async ([accept, format, expected]) => {
    const app = appOf(await storeOf([{ atMs }]));
    for (const path of [usagePath, seriesPath]) {
      const response = await ask(app, `${path}?from=-1h${format}`, { headers: { accept } });
      expect(response.headers.get("content-type")).toBe(expected);
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("CSV parses back to the rows of the JSON answer", async () => {
    const options = fc.constantFrom(
      "",
      "&step=1m",
      "&step=1h&compare=previous",
      "&compare=previous",
    );
    const property = fc.asyncProperty(
      countedRequests,
      groupings,
      options,
      async (requests, by, more) => {
        const app = appOf(await storeOf(requests), { labels: { plan: () => undefined } });
        const search = `from=-1h&by=${[...by, "plan"].join(",")}${more}`;
        const { rows } = await usageOf(app, search);
        const csv = await ask(app, `${usagePath}?${search}&format=csv`);
        expect(parseCsv(await csv.text(), [...by, "plan"])).toEqual(rows.map(withoutNothing));
        const lines = await ask(app, `${usagePath}?${search}&format=ndjson`);
        // As bytes, for workerd warns of every text of this type.
        const text = new TextDecoder().decode(await lines.arrayBuffer());
        const parsed = text
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line));
        expect(parsed).toEqual(rows);
      },
    );
    await fc.assert(property, { numRuns: effort(40, 1_000) });
  }, 300_000);

  test("CSV ends its lines as RFC 4180 says, and disarms what a spreadsheet would run", async () => {
    const names = [
      "=1+1",
      "+1+1",
      "-1-1",
      "@sum",
      "\ttab",
      "\rcr",
      "'quoted",
      "-5",
      "+5.25",
      'a "b", c',
      "plain",
    ];
    const requests = names.map((consumer) => ({ atMs, labels: { consumer } }));
    const app = appOf(await storeOf(requests));
    const response = await ask(app, `${usagePath}?by=consumer&format=csv`);
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toMatch(/^consumer,requests,errors,error_rate,rate_per_second,/);
    expect(lines.at(-1)).toBe("");
    const cells = lines.slice(1, -1).map((line) => line.slice(0, line.indexOf(",1,0,0,")));
    expect(cells.toSorted()).toEqual(
      [
        "'=1+1",
        "'+1+1",
        "'-1-1",
        "'@sum",
        "'\ttab",
        `"'\rcr"`,
        "''quoted",
        "-5",
        "+5.25",
        `"a ""b"", c"`,
        "plain",
      ].toSorted(),
    );
  });

  test("an empty table still has its header", async () => {
    const response = await ask(
      appOf(await storeOf([])),
      `${usagePath}?by=&step=1m&from=-1h&format=csv`,
    );
    expect(await response.text()).toMatch(/^time,requests,.*,partial\r\n$/);
  });

  test("the next page is linked, whatever the format", async () => {
    const app = appOf(await storeOf(["/a", "/b", "/c"].map((route) => ({ atMs, route }))));
    let path = `${usagePath}?by=route&limit=1&order=route&format=csv`;
    const routes: string[] = [];
    for (;;) {
      const response = await ask(app, path);
      routes.push((await response.text()).split("\r\n")[1]?.split(",")[0] ?? "");
      const [, next] = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "") ?? [];
      if (next === undefined) break;
      const url = new URL(next, `http://localhost${path}`);
      path = url.pathname + url.search;
    }
    expect(routes).toEqual(["/a", "/b", "/c"]);
  });

  test("a chart becomes one row a step and group", async () => {
    const app = appOf(
      await storeOf([
        { atMs, route: "/a" },
        { atMs, route: "/b", status: 500 },
      ]),
    );
    const range = "from=2026-11-23T09:58:00Z&to=2026-11-23T10:00:00Z&step=1m";
    const response = await ask(app, `${seriesPath}?${range}&measures=requests,p50&format=csv`);
    expect((await response.text()).split("\r\n")).toEqual([
      "time,route,requests,p50,partial",
      "2026-11-23T09:58:00.000Z,/a,0,,",
      expect.stringMatching(/^2026-11-23T09:59:00.000Z,\/a,1,[\d.]+,$/),
      "2026-11-23T09:58:00.000Z,/b,0,,",
      expect.stringMatching(/^2026-11-23T09:59:00.000Z,\/b,1,[\d.]+,$/),
      "",
    ]);
  });
});

/** What a table does not tell: members that are null or absent. */
function withoutNothing(value: Usage["rows"][number]): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, member: unknown) => (member === null ? undefined : member)),
  );
}
