import { describeError } from "./core/describe-error.ts";
import type { LabelName } from "./core/labels.ts";
import type { SeriesAnswer, Usage, UsageRow } from "./query/answer.ts";
import type { Measure } from "./core/measures.ts";
import { problemAnswer, seriesAnswer, usageAnswer } from "./query/answer-schema.ts";

export type {
  ComparedFigures,
  Durations,
  SeriesAnswer,
  Usage,
  UsageFigures,
  UsageRow,
  UsageSeries,
} from "./query/answer.ts";
export type { Measure } from "./core/measures.ts";

export interface ClientOptions {
  /** Where Edgewatch answers: an origin, or the folder of its routes where that is not `/_edgewatch`. */
  readonly url: string | URL;
  /** The credential that the server was given. */
  readonly token: string;
  /** @default the runtime's fetch */
  readonly fetch?: ((url: string, init: ClientRequest) => Promise<Response>) | undefined;
}

/** What the client asks `fetch` for, beside the URL. */
export interface ClientRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** A label that every series has, or one of the user's own. */
export type QueryLabel = LabelName | "status_class" | (string & {});

export type QueryStep = "10s" | "1m" | "1h" | "1d";

/** Values by label, any of which will do: `{ status: "5xx", route: ["/a", "/b"] }`. */
export type QueryFilters = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** What every question about usage may say; what is left out has the server's default. */
export interface QueryParams {
  /** ISO 8601, `now`, a relative time such as `-24h`, or a date. @default "-24h" */
  readonly from?: string | Date | undefined;
  /** @default "now" */
  readonly to?: string | Date | undefined;
  readonly step?: QueryStep | undefined;
  /** @default ["route"] */
  readonly by?: readonly QueryLabel[] | undefined;
  readonly filters?: QueryFilters | undefined;
  readonly limit?: number | undefined;
  /** Share of requests that should be answered without an error, or percent. @default that of the server */
  readonly objective?: number | undefined;
}

export interface UsageParams extends QueryParams {
  /** Measures, labels that rows are grouped by, or `time`; a `-` before one is descending. */
  readonly order?: readonly string[] | undefined;
  readonly compare?: "previous" | undefined;
  /** `next_cursor` of the answer before; everything else must be as it was. */
  readonly cursor?: string | undefined;
}

export interface SeriesParams extends QueryParams {
  readonly measures?: readonly Measure[] | undefined;
}

/** Asks a running Edgewatch. */
export interface EdgewatchClient {
  /** Reads one page of figures. */
  usage(params?: UsageParams): Promise<Usage>;
  /** Reads what a chart shows. */
  series(params?: SeriesParams): Promise<SeriesAnswer>;
  /** Reads the rows of all pages, one page at a time. */
  usageRows(params?: UsageParams): AsyncIterableIterator<UsageRow>;
}

/** What the server would not or could not answer; `status` is that of HTTP. */
export class EdgewatchApiError extends Error {
  override readonly name = "EdgewatchApiError";
  readonly status: number;
  /** The parameter at fault, where it is one. */
  readonly parameter: string | undefined;
  readonly detail: string;

  constructor(status: number, detail: string, parameter: string | undefined) {
    super(`Cannot read from Edgewatch: ${status} ${detail}`);
    this.status = status;
    this.detail = detail;
    this.parameter = parameter;
  }
}

/** The part of a schema that the client uses. */
interface AnswerSchema<T> {
  safeParse(body: unknown): { success: true; data: T } | { success: false; error: Error };
}

const rowsPerPage = 1_000;

/**
 * Makes a client of the query API, of which every answer has been checked.
 *
 * @throws TypeError when `url` is none.
 *
 * @example
 * ```ts
 * import { createClient } from "edgewatch/client";
 *
 * const client = createClient({ url: "https://api.example.com", token: "secret" });
 * async function slowRoutes(): Promise<unknown> {
 *   return (await client.usage({ from: "-1h", order: ["-p99"], limit: 5 })).rows;
 * }
 * console.assert(typeof slowRoutes === "function");
 * ```
 */
export function createClient({
  url,
  token,
  fetch: ask = (asked, init) => fetch(asked, init),
}: ClientOptions): EdgewatchClient {
  const base = baseOf(url);

  async function read<T>(
    name: string,
    search: URLSearchParams,
    schema: AnswerSchema<T>,
  ): Promise<T> {
    const asked = `${base}/api/${name}?${search.toString()}`;
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const [response, text] = await ask(asked, { headers })
      .then(async (answer) => [answer, await answer.text()] as const)
      .catch((error: unknown) => {
        throw new Error(`Cannot reach ${base}: ${describeError(error).message}`, { cause: error });
      });
    const body = parsedJson(text);
    if (!response.ok) throw problemOf(response, body);
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    throw new Error(`Cannot read the answer of ${base}/api/${name}: it is not Edgewatch's`, {
      cause: result.error,
    });
  }

  async function usage(params: UsageParams = {}): Promise<Usage> {
    return await read("usage", usageSearch(params), usageAnswer);
  }

  async function* usageRows(params: UsageParams = {}): AsyncGenerator<UsageRow, void, undefined> {
    let { cursor } = params;
    for (;;) {
      const page = await usage({ limit: rowsPerPage, ...params, cursor });
      yield* page.rows;
      if (page.next_cursor === null) return;
      cursor = page.next_cursor;
    }
  }

  return {
    usage,
    usageRows,
    series: async (params = {}) => await read("series", seriesSearch(params), seriesAnswer),
  };
}

function baseOf(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  const folder = pathname.replace(/\/+$/, "");
  return origin + (folder === "" ? "/_edgewatch" : folder);
}

function usageSearch(params: UsageParams): URLSearchParams {
  const { order, compare, cursor } = params;
  return searchOf(params, { order: order?.join(","), compare, cursor });
}

function seriesSearch(params: SeriesParams): URLSearchParams {
  return searchOf(params, { measures: params.measures?.join(",") });
}

function searchOf(
  { from, to, step, by, filters = {}, limit, objective }: QueryParams,
  more: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const search = new URLSearchParams();
  const texts = {
    from: timeText(from),
    to: timeText(to),
    step,
    by: by?.join(","),
    limit: limit?.toString(),
    objective: objective?.toString(),
    ...more,
  };
  for (const [name, text] of Object.entries(texts)) if (text !== undefined) search.set(name, text);
  for (const [name, given] of Object.entries(filters)) {
    const values = typeof given === "object" ? given : [given];
    for (const value of values) search.append(name, String(value));
  }
  return search;
}

function timeText(time: string | Date | undefined): string | undefined {
  return typeof time === "object" ? time.toISOString() : time;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf({ status, statusText }: Response, body: unknown): EdgewatchApiError {
  const { success, data } = problemAnswer.safeParse(body);
  const problem = success ? data : {};
  return new EdgewatchApiError(status, problem.detail ?? statusText, problem.parameter);
}
