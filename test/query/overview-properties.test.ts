import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Overview } from "../../src/query/overview-answer.ts";
import type { SeriesAnswer } from "../../src/query/answer.ts";
import { ask, type Asked } from "../fakes/asking.ts";
import { effort } from "../fakes/effort.ts";
import { countedRequests, seriesPath, storeOf, usageOf } from "./counted.ts";
import { overviewOf, appWithDashboard } from "./overview-asking.ts";

const ranges = fc.constantFrom("from=-30m", "from=-50m&to=-20m", "from=-1h", "from=-3h&to=-1h");
const filters = fc.constantFrom("", "&route=/orders", "&status=5xx&method=GET", "&consumer=ada");
const measures = "requests,errors,error_rate,rate_per_second,p50,p90,p99,apdex,burn_rate,bytes_out";

test("any overview has the figures that usage and series have of the same range", async () => {
  const property = fc.asyncProperty(
    countedRequests,
    ranges,
    filters,
    fc.constantFrom("", "&objective=99"),
    async (requests, range, filter, objective) => {
      const app = appWithDashboard(await storeOf(requests));
      const overview = await overviewOf(app, `${range}${filter}${objective}&limit=3`);
      const { from, to, step, previous } = overview;
      const own = `from=${from}&to=${to}${filter}${objective}`;
      const before = `from=${previous.from}&to=${previous.to}${filter}${objective}`;

      const usage = await usageOf(app, `${own}&by=method,route&order=-requests,method,route`);
      expect([overview.from, overview.to]).toEqual([usage.from, usage.to]);
      expect(overview.total).toEqual(usage.total);
      expect(overview.routes).toEqual(usage.rows.slice(0, 3));

      const consumers = await usageOf(app, `${own}&by=consumer&order=-requests,consumer`);
      const named = consumers.rows.filter(({ consumer }) => consumer !== "");
      expect(overview.consumers).toEqual(named.slice(0, 3));

      const statuses = await usageOf(app, `${own}&by=status&order=-requests,status`);
      expect(overview.statuses).toEqual(statuses.rows.slice(0, 3));

      const all = await seriesOf(app, `${own}&by=&step=${step}&measures=${measures}`);
      expect([overview.times, overview.partial]).toEqual([all.times, all.partial]);
      const [line] = all.series;
      if (line !== undefined) expect(overview.values).toEqual(line.values);
      expect(overview.total.requests).toBe(line?.total.requests ?? 0);

      const classes = await seriesOf(app, `${own}&by=status_class&step=${step}&measures=requests`);
      expect(sortedClasses(overview)).toEqual(
        Object.fromEntries(
          classes.series.map(({ labels, values }) => [labels["status_class"], values.requests]),
        ),
      );

      const usageBefore = await usageOf(app, `${before}&by=`);
      expect([previous.from, previous.to]).toEqual([usageBefore.from, usageBefore.to]);
      expect(previous.total).toEqual(usageBefore.total);
      const seriesBefore = await seriesOf(app, `${before}&by=&step=${step}&measures=${measures}`);
      const [lineBefore] = seriesBefore.series;
      const known = seriesBefore.times.length;
      expect(Date.parse(from) - Date.parse(previous.from)).toBe(known * stepMs(seriesBefore));
      for (const [name, values] of Object.entries(lineBefore?.values ?? {})) {
        const told: Readonly<Record<string, readonly unknown[]>> = previous.values;
        expect(told[name]?.slice(0, known), name).toEqual(values.slice(0, overview.times.length));
      }

      for (const [at, counts] of overview.heatmap.counts.entries()) {
        expect(counts).toHaveLength(overview.heatmap.bounds_ms.length);
        const sum = counts.reduce((counted, count) => counted + count, 0);
        expect(sum).toBe(overview.values.requests?.[at] ?? 0);
      }
    },
  );
  await fc.assert(property, { numRuns: effort(60, 1_000) });
}, 300_000);

function sortedClasses({ classes }: Overview): Record<string, unknown> {
  return Object.fromEntries(classes.map(({ status_class: name, values }) => [name, values]));
}

function stepMs({ times }: SeriesAnswer): number {
  return Date.parse(times[1] ?? "") - Date.parse(times[0] ?? "");
}

async function seriesOf(app: Asked, search: string): Promise<SeriesAnswer> {
  const response = await ask(app, `${seriesPath}?${search}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const answer: SeriesAnswer = await response.json();
  return answer;
}
