import { hostsOf } from "./http-check.ts";
import { readCapped } from "../core/capped-body.ts";
import { readProperty } from "../core/read-property.ts";
import type { Check, CheckContext, CheckDetail, CheckFetch, CheckSettings } from "./check.ts";
import { failureCodeOf, statusCodeOf } from "./failure-code.ts";
import { fetchWithin, releaseBody } from "./fetch-within.ts";

/** The part of a client of `@upstash/redis` that is used. */
export interface UpstashClient {
  ping(): Promise<unknown>;
}

/** Where a Redis speaks the REST protocol of Upstash. */
export interface UpstashAddress {
  readonly url: string;
  readonly token: string;
}

export interface UpstashCheckOptions extends CheckSettings {
  /** For an address. @default the runner's, or else the runtime's */
  readonly fetch?: CheckFetch | undefined;
}

const maxReplyBytes = 4_096;

/**
 * Looks whether a Redis with the REST protocol of Upstash answers PING with PONG.
 *
 * A client should be made with `signal: () => AbortSignal.timeout(ms)` and `retry: { retries: 0 }`: with a signal that is no
 * function it makes a null of a time-out (1.39).
 */
export function upstashCheck(
  name: string,
  redis: UpstashClient | UpstashAddress,
  { fetch, ...settings }: UpstashCheckOptions = {},
): Check {
  async function run(context: CheckContext): Promise<CheckDetail> {
    if ("ping" in redis) return judge(await redis.ping());
    return await ping(redis, { ...context, fetch: fetch ?? context.fetch });
  }
  const hosts = "ping" in redis ? [] : hostsOf(redis.url);
  return { name, kind: "redis", hosts, ...settings, run };
}

async function ping({ url, token }: UpstashAddress, context: CheckContext): Promise<CheckDetail> {
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: '["PING"]',
  };
  const response = await fetchWithin(url, init, context);
  if (response.ok) return judge(readProperty(await readReply(response), "result"));
  // Redis' own refusals come with 400.
  if (response.status === 400) return refused(await readReply(response));
  releaseBody(response);
  return { status: "fail", code: statusCodeOf(response.status) };
}

async function readReply(response: Response): Promise<unknown> {
  const bytes = await readCapped(response.body, maxReplyBytes);
  return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
}

function refused(reply: unknown): CheckDetail {
  const code = failureCodeOf(readProperty(reply, "error"));
  return { status: "fail", code: code === "unknown" ? "http_4xx" : code };
}

function judge(reply: unknown): CheckDetail {
  return reply === "PONG" ? { status: "pass" } : { status: "fail", code: "bad_reply" };
}
