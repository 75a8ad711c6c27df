import { plainFetch } from "../core/plain-fetch.ts";
import { systemClock, type Clock } from "../core/clock.ts";

/** The part of `fetch` that is used. */
export type RemoteFetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RemoteStoreOptions {
  /** The hub's origin, or with a path the folder of its routes, as `https://hub.example.com/_edgewatch`. */
  readonly url: string | URL;
  /** What the hub knows as EDGEWATCH_INGEST_SECRET. */
  readonly secret: string;
  /** Replaces the runtime's own; on Workers that of a service binding. */
  readonly fetch?: RemoteFetch | undefined;
  /** Longest time that the hub may take to answer, in milliseconds. @default 8_000 */
  readonly timeoutMs?: number | undefined;
  /** @default the runtime's clock */
  readonly clock?: Clock | undefined;
}

/** The options, checked, with every default filled in. */
export interface RemoteSettings {
  /** Folder of the routes for batches, without a slash at its end. */
  readonly base: string;
  readonly origin: string;
  readonly secret: string;
  readonly fetch: RemoteFetch;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

const defaultBase = "/_edgewatch";
const maxTimeoutMs = 2_147_483_647;
const purpose = "Cannot use a remote store";

/** @throws TypeError or RangeError that says which option is wrong, and never the secret. */
export function resolveRemoteOptions(options: RemoteStoreOptions): RemoteSettings {
  const { secret, timeoutMs = 8_000, clock = systemClock } = options;
  const url = parseUrl(options.url);
  if (typeof secret !== "string" || !/^[\x21-\x7e]+$/.test(secret)) {
    throw new TypeError(
      `${purpose}: its secret is empty or cannot be sent in a header; give the hub's EDGEWATCH_INGEST_SECRET in visible ASCII`,
    );
  }
  if (!(timeoutMs >= 1 && timeoutMs <= maxTimeoutMs)) {
    throw new RangeError(
      `${purpose}: its timeoutMs is ${timeoutMs}; give a number from 1 to ${maxTimeoutMs}`,
    );
  }
  const folder = url.pathname.replace(/\/+$/, "") || defaultBase;
  return {
    base: `${url.origin}${folder}/ingest`,
    origin: url.origin,
    secret,
    fetch: options.fetch ?? plainFetch,
    timeoutMs,
    clock,
  };
}

function parseUrl(value: string | URL): URL {
  if (!URL.canParse(String(value))) {
    throw new TypeError(`${purpose}: its url is not absolute; give the hub's https://host`);
  }
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TypeError(`${purpose}: its url begins with ${url.protocol}; give https: or http:`);
  }
  // A message that names the URL would tell them.
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new TypeError(`${purpose}: its url holds more than a host and a path; give these alone`);
  }
  return url;
}
