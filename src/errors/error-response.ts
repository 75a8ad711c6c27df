import { pickLanguage, pickMediaType } from "./accept.ts";
import { formatPage, formatText } from "./error-page.ts";
import { titleOfStatus, toErrorStatus, type ErrorProblem } from "./error-problem.ts";

export interface ErrorResponseOptions {
  readonly requestId?: string | undefined;
  /** The id of the event that tells more, for those who may see it. */
  readonly errorId?: string | undefined;
}

/** The members of RFC 9457, and those that Edgewatch adds. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly code: string;
  readonly request_id?: string;
  readonly error_id?: string;
  readonly retryable?: boolean;
  readonly [extension: string]: unknown;
}

const offered = [
  "application/problem+json",
  "application/json",
  "text/html",
  "text/plain",
] as const;
const json: (typeof offered)[number] = "application/problem+json";
const languageTag = /^[A-Za-z0-9-]{1,64}$/;
const maxRetryAfterSeconds = 31_536_000;
const fallback =
  '{"type":"about:blank","title":"Internal server error","status":500,"code":"INTERNAL"}';
const keysOfObjects = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Answers with a problem: RFC 9457 JSON, or a small page or a text where the `Accept` header likes that better.
 *
 * It never throws: what cannot be told is left out, or answered with a plain 500.
 */
export function errorResponse(
  request: Request,
  problem: ErrorProblem,
  options: ErrorResponseOptions = {},
): Response {
  try {
    return respond(request, problem, options);
  } catch {
    return new Response(fallback, {
      status: 500,
      headers: { "content-type": json, "cache-control": "no-store" },
    });
  }
}

function respond(
  { method, headers: asked }: Request,
  problem: ErrorProblem,
  options: ErrorResponseOptions,
): Response {
  const text = pickText(problem, asked.get("accept-language"));
  const body = toBody(problem, text?.detail, options);
  const type = pickMediaType(asked.get("accept"), offered) ?? json;
  const headers = new Headers({ "cache-control": "no-store", vary: "accept, accept-language" });
  if (text?.language !== undefined && languageTag.test(text.language)) {
    headers.set("content-language", text.language);
  }
  const retryAfter = toRetryAfter(problem.retryAfterSeconds);
  if (retryAfter !== undefined) headers.set("retry-after", retryAfter);
  const init = { status: body.status, headers };
  if (type === "text/html") {
    headers.set("content-type", "text/html; charset=utf-8");
    headers.set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
    headers.set("x-content-type-options", "nosniff");
    return new Response(method === "HEAD" ? null : formatPage(body, text?.language), init);
  }
  headers.set("content-type", type === "text/plain" ? "text/plain; charset=utf-8" : type);
  if (method === "HEAD") return new Response(null, init);
  return new Response(type === "text/plain" ? formatText(body) : toJson(body), init);
}

interface PickedText {
  readonly detail: string;
  readonly language: string | undefined;
}

/** What happened this time, else the catalogue's text in the language that the client likes best, else its first one. */
function pickText(
  { detail, message }: ErrorProblem,
  languages: string | null,
): PickedText | undefined {
  if (detail !== undefined) return { detail, language: undefined };
  if (message === undefined) return undefined;
  if (typeof message === "string") return { detail: message, language: undefined };
  const tags = Object.keys(message);
  const tag = pickLanguage(languages, tags) ?? tags[0];
  const found = tag === undefined ? undefined : message[tag];
  return found === undefined ? undefined : { detail: found, language: tag };
}

function toBody(
  problem: ErrorProblem,
  detail: string | undefined,
  { requestId, errorId }: ErrorResponseOptions,
): ProblemBody {
  const status = toErrorStatus(problem.status);
  const standard = {
    type: problem.type ?? "about:blank",
    title: problem.title ?? titleOfStatus(status),
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(requestId === undefined ? {} : { instance: `/requests/${encodeURIComponent(requestId)}` }),
    code: problem.code,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(errorId === undefined ? {} : { error_id: errorId }),
    ...(problem.isRetryable === true ? { retryable: true } : {}),
  };
  return { ...standard, ...extensionsBeside(standard, problem.extensions) };
}

/** A member that the problem could have is not taken from elsewhere, even if it has none. */
function extensionsBeside(
  standard: object,
  extensions: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const reserved = new Set([...Object.keys(standard), ...reservedMembers]);
  const entries = Object.entries(extensions).filter(
    ([name, value]) => !reserved.has(name) && !keysOfObjects.has(name) && value !== undefined,
  );
  return Object.fromEntries(entries);
}

const reservedMembers = ["detail", "instance", "request_id", "error_id", "retryable"] as const;

/** Extensions that cannot be written, such as cycles and BigInts, are left out. */
function toJson(body: ProblemBody): string {
  try {
    return JSON.stringify(body);
  } catch {
    const { type, title, status, detail, instance, code, request_id, error_id, retryable } = body;
    return JSON.stringify({
      ...{ type, title, status, detail, instance, code, request_id, error_id, retryable },
    });
  }
}

function toRetryAfter(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds >= 0)) return undefined;
  return String(Math.ceil(Math.min(seconds, maxRetryAfterSeconds)));
}
