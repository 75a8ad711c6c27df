import type { Fields } from "../core/fields.ts";

export interface RequestDetailsOptions {
  /** Headers to log, by name; as `http.request.header.<name>`. @default none */
  readonly requestHeaders?: readonly string[] | undefined;
  /** @default none */
  readonly responseHeaders?: readonly string[] | undefined;
  /** Whether to log the client's address. @default false */
  readonly clientAddress?: boolean | undefined;
  /** Whether to log the query, its credentials redacted. @default false */
  readonly query?: boolean | undefined;
}

/** What is known of a request already. */
export interface RequestFacts {
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly consumer: string | undefined;
}

const maxValueLength = 1_024;
/** User agents whose fields are kept, and how long they may be. */
const maxPlain = 200;
const maxPlainLength = 512;

/** Makes the function that reads the facts of a request that only its log line tells. */
export function createRequestDetails(
  options: RequestDetailsOptions,
): (request: Request, response: Response | undefined, facts: RequestFacts) => Fields {
  const {
    requestHeaders = [],
    responseHeaders = [],
    clientAddress = false,
    query = false,
  } = options;
  const fromRequest = namedHeaders("http.request.header", requestHeaders);
  const fromResponse = namedHeaders("http.response.header", responseHeaders);
  const isPlain = !query && !clientAddress && fromRequest.length + fromResponse.length === 0;
  const plain = new Map<string, Fields>();

  /** The fields of a request that tells no more than its user agent: one frozen object for all of them. */
  function plainFields(userAgent: string): Fields {
    const known = plain.get(userAgent);
    if (known !== undefined) return known;
    const fields: Record<string, unknown> = {};
    setText(fields, "user_agent.original", userAgent);
    if (userAgent.length > maxPlainLength) return fields;
    if (plain.size >= maxPlain) plain.clear();
    plain.set(userAgent, Object.freeze(fields));
    return fields;
  }

  return (request, response, { bytesIn = 0, bytesOut = 0, consumer }) => {
    const { headers } = request;
    const userAgent = headers.get("user-agent");
    if (isPlain && bytesIn === 0 && bytesOut === 0 && consumer === undefined) {
      return plainFields(userAgent ?? "");
    }
    const fields: Record<string, unknown> = {};
    // Proxies add a length of 0 where the client has sent none.
    if (bytesIn > 0) fields["http.request.body.size"] = bytesIn;
    if (bytesOut > 0) fields["http.response.body.size"] = bytesOut;
    setText(fields, "user_agent.original", userAgent);
    if (query) setText(fields, "url.query", queryOf(request.url));
    if (clientAddress) setText(fields, "client.address", addressOf(headers));
    if (consumer !== undefined) fields["consumer"] = consumer;
    for (const [name, field] of fromRequest) setText(fields, field, headers.get(name));
    if (response !== undefined) {
      for (const [name, field] of fromResponse) setText(fields, field, response.headers.get(name));
    }
    return fields;
  };
}

function namedHeaders(
  prefix: string,
  names: readonly string[],
): (readonly [name: string, field: string])[] {
  return names.map((name) => [name, `${prefix}.${name.toLowerCase()}`]);
}

function setText(fields: Record<string, unknown>, name: string, value: string | null): void {
  if (value !== null && value !== "") fields[name] = value.slice(0, maxValueLength);
}

function queryOf(url: string): string | null {
  const start = url.indexOf("?");
  if (start < 0) return null;
  const end = url.indexOf("#", start);
  return url.slice(start + 1, end < 0 ? undefined : end);
}

/** Cloudflare sets the first; the others are only as true as the proxies before this server. */
function addressOf(headers: Headers): string | null {
  return (
    headers.get("cf-connecting-ip") ??
    headers.get("x-real-ip") ??
    headers.get("x-forwarded-for")?.split(",", 1)[0]?.trim() ??
    null
  );
}
