/** The credential that tests configure. */
export const token = "s3cret-token";

export interface Asked {
  readonly fetch: (request: Request) => unknown;
}

interface AskedInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to an app, with the credential unless told otherwise. */
export async function ask(app: Asked, path: string, init: AskedInit = {}): Promise<Response> {
  const { method = "GET", headers = {} } = init;
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  const response = await app.fetch(request);
  if (!(response instanceof Response)) throw new TypeError(`no response: ${String(response)}`);
  return response;
}

interface Summary {
  readonly started: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly requests: Readonly<
    Record<string, { readonly status_codes: Readonly<Record<string, number>> }>
  >;
}

/** What `/metrics` has counted. */
export async function summaryOf(app: Asked): Promise<Summary> {
  const response = await ask(app, "/metrics", { headers: { accept: "application/json" } });
  const summary: Summary = await response.json();
  return summary;
}

/** What was counted, by "METHOD route status". */
export async function countsOf(app: Asked): Promise<Record<string, number>> {
  const { requests } = await summaryOf(app);
  return Object.fromEntries(
    Object.entries(requests).flatMap(([name, { status_codes: statuses }]) =>
      Object.entries(statuses).map(([status, count]) => [`${name} ${status}`, count]),
    ),
  );
}
