import { isArray, readProperty, readText } from "../core/read-property.ts";

/** All codes. */
export const failureCodes = [
  "timeout",
  "refused",
  "dns",
  "tls",
  "auth",
  "http_4xx",
  "http_5xx",
  "bad_reply",
  "rate_limited",
  "open_circuit",
  "unknown",
] as const;

/** Why a check failed, as everybody may know it: messages hold addresses and credentials. */
export type FailureCode = (typeof failureCodes)[number];

const known: ReadonlySet<unknown> = new Set(failureCodes);
const maxDepth = 4;
const maxTextLength = 1_024;

const byName: readonly (readonly [RegExp, FailureCode])[] = [
  [/^(?:TimeoutError|AbortError|Connect(?:ion)?TimeoutError)$/, "timeout"],
  [/^CircuitOpenError$/, "open_circuit"],
  [/^(?:SyntaxError|ZodError|UpstashJSONParseError)$/, "bad_reply"],
];

/** Of Node, undici and Bun; those of five characters are PostgreSQL's. */
const byCode: readonly (readonly [RegExp, FailureCode])[] = [
  [/^(?:E(?:SOCKET)?TIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/, "timeout"],
  [/^(?:ENOTFOUND|EAI_\w+|DNSException|ConnectionDnsFailed)$/, "dns"],
  [/^(?:CERT_|ERR_(?:TLS|SSL)_|UNABLE_TO_|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|EPROTO$)/, "tls"],
  [
    /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|(?:HOST|NET)(?:UNREACH|DOWN))|UND_ERR_SOCKET|Connection(?:Refused|Closed)|FailedToOpenSocket)$/,
    "refused",
  ],
  // The second says that it ends, ended or begins.
  [/^(?:08[0-9A-Z]{3}|57P0[1-3])$/, "refused"],
  [/^(?:28P01|28000)$/, "auth"],
  [/^53300$/, "rate_limited"],
  [/^HPE_/, "bad_reply"],
];

/** Deno (2.9) and workerd (2026-11) tell nothing but by text, nor does Redis. */
const byText: readonly (readonly [RegExp, FailureCode])[] = [
  [/dns error|failed to lookup address|DNS lookup failed/i, "dns"],
  [/invalid peer certificate|UnknownIssuer|certificate verif|TLS handshake|self.signed/i, "tls"],
  [
    /\b(?:WRONGPASS|NOAUTH|NOPERM)\b|password authentication failed|\bunauthorized\b|without any password/i,
    "auth",
  ],
  [/max(?: daily)? requests? limit|too many (?:requests|connections)|rate limit/i, "rate_limited"],
  [/timed? ?out/i, "timeout"],
  [
    /connection (?:was )?(?:refused|reset|closed|lost|aborted|terminated)|tcp connect error|proxy request failed|broken pipe|ECONNREFUSED/i,
    "refused",
  ],
];

/** Classifies what was thrown by what it is named, coded or caused by; never throws. */
export function failureCodeOf(thrown: unknown): FailureCode {
  return findCode(thrown, 0) ?? "unknown";
}

/** Whether a value, which may come from anywhere, is a code. */
export function isFailureCode(value: unknown): value is FailureCode {
  return known.has(value);
}

/** Classifies a status that is not the expected one. */
export function statusCodeOf(status: number): FailureCode {
  if (status === 401 || status === 403) return "auth";
  if (status === 429) return "rate_limited";
  if (status >= 500 && status <= 599) return "http_5xx";
  return status >= 400 && status <= 499 ? "http_4xx" : "bad_reply";
}

function findCode(thrown: unknown, depth: number): FailureCode | undefined {
  if (depth === maxDepth || thrown === undefined || thrown === null) return undefined;
  return (
    findIn(byName, readText(thrown, "name")) ??
    findIn(byCode, readText(thrown, "code")) ??
    findStatus(thrown) ??
    (readProperty(thrown, "overloaded") === true ? "rate_limited" : undefined) ??
    findCode(readProperty(thrown, "cause"), depth + 1) ??
    findCode(firstOf(readProperty(thrown, "errors")), depth + 1) ??
    findIn(byText, typeof thrown === "string" ? thrown : readText(thrown, "message"))
  );
}

function findIn(
  list: readonly (readonly [RegExp, FailureCode])[],
  text: string | undefined,
): FailureCode | undefined {
  if (text === undefined) return undefined;
  const start = text.slice(0, maxTextLength);
  return list.find(([sign]) => sign.test(start))?.[1];
}

function findStatus(thrown: unknown): FailureCode | undefined {
  const status = readProperty(thrown, "status") ?? readProperty(thrown, "statusCode");
  return typeof status === "number" && status >= 400 && status <= 599
    ? statusCodeOf(status)
    : undefined;
}

/** Of an AggregateError: Node tries all addresses of a name. */
function firstOf(errors: unknown): unknown {
  return isArray(errors) ? readProperty(errors, 0) : undefined;
}
