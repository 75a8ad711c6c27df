import type { Store } from "../core/store.ts";
import { formatCsv } from "../query/csv.ts";
import type { QuerySettings } from "../query/question.ts";
import type { AnswerFormat } from "../query/given-parameters.ts";
import type { FindFacts } from "../query/group-facts.ts";
import { readSeries } from "../query/series.ts";
import { parseSeriesQuery } from "../query/series-query.ts";
import { seriesTable, usageTable, type Table } from "../query/table.ts";
import { readUsage } from "../query/usage.ts";
import { parseUsageQuery } from "../query/usage-query.ts";
import { jsonResponse } from "./json-response.ts";

/** Reads what was asked for, once its parameters are known to be right. */
export type ReadAnswer = (store: Store, findFacts?: FindFacts) => Promise<Response>;

/** @throws QueryError when a parameter is wrong. */
export function askUsage(request: Request, nowMs: number, settings: QuerySettings): ReadAnswer {
  const { searchParams } = new URL(request.url);
  const query = parseUsageQuery(searchParams, nowMs, settings);
  return async (store) => {
    const usage = await readUsage(store, query, settings);
    const format = query.format ?? acceptedFormat(request);
    const response =
      format === "json" ? jsonResponse(usage) : tableResponse(usageTable(usage), format);
    if (usage.next_cursor !== null) {
      searchParams.set("cursor", usage.next_cursor);
      response.headers.set("link", `<?${searchParams.toString()}>; rel="next"`);
    }
    return response;
  };
}

/** @throws QueryError when a parameter is wrong. */
export function askSeries(request: Request, nowMs: number, settings: QuerySettings): ReadAnswer {
  const query = parseSeriesQuery(new URL(request.url).searchParams, nowMs, settings);
  return async (store) => {
    const answer = await readSeries(store, query, settings);
    const format = query.format ?? acceptedFormat(request);
    return format === "json"
      ? jsonResponse(answer)
      : tableResponse(seriesTable(answer, query.measures), format);
  };
}

function tableResponse({ columns, rows }: Table, format: "csv" | "ndjson"): Response {
  const text =
    format === "csv"
      ? formatCsv(columns, rows)
      : rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const type = format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson";
  return new Response(text, { headers: { "content-type": type, "cache-control": "no-store" } });
}

const mediaTypes: ReadonlyMap<string, AnswerFormat> = new Map([
  ["application/json", "json"],
  ["text/csv", "csv"],
  ["application/x-ndjson", "ndjson"],
  ["application/ndjson", "ndjson"],
]);

/** The format that `Accept` prefers among those that there are; JSON where it names none. */
function acceptedFormat(request: Request): AnswerFormat {
  const accepted = (request.headers.get("accept") ?? "").split(",").flatMap((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const format = mediaTypes.get(type);
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
    return format === undefined || !(Number(quality) > 0)
      ? []
      : [{ format, quality: Number(quality) }];
  });
  const [best] = accepted.toSorted((a, b) => b.quality - a.quality);
  return best?.format ?? "json";
}
