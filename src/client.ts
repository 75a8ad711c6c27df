import type {
  DependencyParams,
  ErrorParams,
  OverviewParams,
  RangeParams,
  SeriesParams,
  UsageParams,
} from "./query/client-params.ts";
import { overviewSearch, plainSearch, seriesSearch, usageSearch } from "./query/client-search.ts";
import { describeError } from "./core/describe-error.ts";
import type { SeriesAnswer, Usage, UsageRow } from "./query/answer.ts";
import type { DependencyList } from "./query/dependencies.ts";
import type { ErrorGroupDetails } from "./query/error-group-details.ts";
import type { ErrorList } from "./query/error-groups.ts";
import type { Overview } from "./query/overview-answer.ts";
import {
  dependenciesAnswer,
  errorGroupAnswer,
  errorsAnswer,
  overviewAnswer,
  problemAnswer,
  seriesAnswer,
  usageAnswer,
} from "./query/answer-schema.ts";

export type {
  ComparedFigures,
  Durations,
  SeriesAnswer,
  Usage,
  UsageFigures,
  UsageRow,
  UsageSeries,
} from "./query/answer.ts";
export type {
  DependencyParams,
  ErrorParams,
  OverviewParams,
  QueryFilters,
  QueryLabel,
  QueryParams,
  QueryStep,
  RangeParams,
  SeriesParams,
  UsageParams,
} from "./query/client-params.ts";
export type { Measure } from "./core/measures.ts";
export type { DependencyList, DependencyRow } from "./query/dependencies.ts";
export type { ErrorGroupDetails } from "./query/error-group-details.ts";
export type { ErrorList } from "./query/error-groups.ts";
export type { ErrorGroup } from "./query/found-groups.ts";
export type { Mark, Overview } from "./query/overview-answer.ts";

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

/** Asks a running Edgewatch. */
export interface EdgewatchClient {
  /** Reads what a first look needs; where a dashboard is mounted. */
  overview(params?: OverviewParams): Promise<Overview>;
  /** Lists groups of errors. */
  errors(params?: ErrorParams): Promise<ErrorList>;
  /** Reads one group in full. */
  errorGroup(id: string, params?: RangeParams): Promise<ErrorGroupDetails>;
  /** Reads the figures of calls of other services. */
  dependencies(params?: DependencyParams): Promise<DependencyList>;
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
    overview: async (params = {}) => await read("overview", overviewSearch(params), overviewAnswer),
    errors: async (params = {}) => await read("errors", plainSearch(params), errorsAnswer),
    errorGroup: async (id, params = {}) =>
      await read(`errors/${encodeURIComponent(id)}`, plainSearch(params), errorGroupAnswer),
    dependencies: async (params = {}) =>
      await read("dependencies", plainSearch(params), dependenciesAnswer),
  };
}

function baseOf(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  const folder = pathname.replace(/\/+$/, "");
  return origin + (folder === "" ? "/_edgewatch" : folder);
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
