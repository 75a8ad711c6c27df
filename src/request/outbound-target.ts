import type { FetchInput } from "../core/fetch-input.ts";
import { urlPath } from "./url-path.ts";

/** Where a call goes. */
export interface OutboundTarget {
  readonly hostname: string;
  /** Empty where it is the usual one. */
  readonly port: string;
  readonly path: string;
}

const maxOrigins = 200;
const maxOriginLength = 256;

/** Reads where calls go, parsing each origin once: that is most of what parsing costs. */
export class TargetReader {
  readonly #origins = new Map<string, URL>();

  /** Undefined for what is no HTTP, or no URL. */
  read(input: FetchInput): OutboundTarget | undefined {
    if (input instanceof URL) return toTarget(input, input.pathname);
    const text = isRequest(input) ? input.url : input;
    // Nothing before the first slash depends on what comes after it; dots in paths do.
    const start = text.startsWith("https://") ? 8 : 7;
    if (!text.startsWith("http") || text.indexOf("://") !== start - 3 || text.includes("/."))
      return parsed(text);
    const slash = text.indexOf("/", start);
    const origin = this.#origin(slash === -1 ? text : text.slice(0, slash));
    return origin === null ? parsed(text) : toTarget(origin, urlPath(text));
  }

  #origin(text: string): URL | null {
    const known = this.#origins.get(text);
    if (known !== undefined) return known;
    // The path or the query has begun already.
    if (/[?#\\]/.test(text)) return null;
    const origin = URL.parse(text);
    if (origin === null || text.length > maxOriginLength) return origin;
    // Starting anew when full heals by itself: what is in use comes back with its next call.
    if (this.#origins.size >= maxOrigins) this.#origins.clear();
    this.#origins.set(text, origin);
    return origin;
  }
}

function parsed(text: string): OutboundTarget | undefined {
  const url = URL.parse(text);
  return url === null ? undefined : toTarget(url, url.pathname);
}

function toTarget({ protocol, hostname, port }: URL, path: string): OutboundTarget | undefined {
  return protocol === "https:" || protocol === "http:" ? { hostname, port, path } : undefined;
}

/** The method as it will be sent. */
export function readMethod(input: FetchInput, init: RequestInit | undefined): string {
  return (init?.method ?? (isRequest(input) ? input.method : "GET")).toUpperCase();
}

/** Tells requests from URLs, those of another realm too. */
export function isRequest(input: FetchInput): input is Request {
  return typeof input === "object" && "url" in input;
}

/** The signal by which the caller may give up. */
export function readSignal(
  input: FetchInput,
  init: RequestInit | undefined,
): AbortSignal | undefined {
  return init?.signal ?? (isRequest(input) ? input.signal : undefined);
}

/** Makes the arguments of a call that differs; what the caller gave is not changed. */
export function withChanges(
  input: FetchInput,
  init: RequestInit | undefined,
  changes: RequestInit,
): [input: FetchInput, init: RequestInit] {
  const isPlain = init === undefined || Object.getPrototypeOf(init) === Object.prototype;
  // A request may stand in for options; its members are not its own, and would not be copied.
  return isPlain ? [input, { ...init, ...changes }] : [new Request(input, init), changes];
}
