/** The parts of a request's line that all requests of one series share. */
export interface SeriesText {
  readonly message: string;
  /** The fields up to the value of `url.path`. */
  readonly start: string;
  /** The fields from there to the value of `duration_ms`. */
  readonly end: string;
}

const maxSeries = 500;

/** Keeps what the lines of a series share, so that it is made into JSON once. */
export class SeriesTexts {
  readonly #routes = new Map<string, Map<string, Map<number, SeriesText>>>();
  #size = 0;

  find(method: string, route: string, status: number): SeriesText {
    return this.#routes.get(route)?.get(method)?.get(status) ?? this.#add(method, route, status);
  }

  #add(method: string, route: string, status: number): SeriesText {
    // Starting anew when full heals by itself: series in use come back with their next request.
    if (this.#size >= maxSeries) {
      this.#routes.clear();
      this.#size = 0;
    }
    this.#size++;
    const text = formatSeries(method, undefined, route, status, "");
    const methods = this.#routes.get(route) ?? new Map<string, Map<number, SeriesText>>();
    const statuses = methods.get(method) ?? new Map<number, SeriesText>();
    this.#routes.set(route, methods.set(method, statuses.set(status, text)));
    return text;
  }
}

/** @param path stands for the route of what matched none */
export function formatSeries(
  method: string,
  originalMethod: string | undefined,
  route: string | undefined,
  status: number,
  path: string,
): SeriesText {
  let start = `"http.request.method":"${method}"`;
  if (originalMethod !== undefined)
    start += `,"http.request.method_original":${JSON.stringify(originalMethod)}`;
  if (route !== undefined) start += `,"http.route":${JSON.stringify(route)}`;
  return {
    message: `${method} ${route ?? path} ${status}`,
    start: `${start},"url.path":`,
    end: `,"http.response.status_code":${status},"duration_ms":`,
  };
}
