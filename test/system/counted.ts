import { Tally } from "../../scripts/traffic/tally.ts";
import { UsageReader } from "../../scripts/traffic/usage.ts";
import type { OrdersServer } from "./orders-server.ts";

const countDeadlineMs = 5_000;
const sample =
  /^http_server_request_duration_seconds_count\{service_name="orders",http_request_method="([^"]*)",http_route="([^"]*)",http_response_status_code="([^"]*)"\} (\d+)$/;

/** What `/_edgewatch/api/usage` says about a server that has just been used for the first time. */
export async function countedByUsage(
  { url, token }: OrdersServer,
  expected: number,
): Promise<Tally> {
  const usage = new UsageReader(url, token, Date.now() - 3_600_000);
  return await usage.readUntil(expected, new Tally(), countDeadlineMs);
}

/** What the Prometheus text of `/metrics` says. */
export async function countedByMetrics({ url, token }: OrdersServer): Promise<Tally> {
  const response = await fetch(new URL("/metrics", url), {
    headers: { authorization: `Bearer ${token}`, accept: "text/plain" },
  });
  const text = await response.text();
  const tally = new Tally();
  for (const line of text.split("\n")) {
    const [, method, route, status, requests] = sample.exec(line) ?? [];
    if (method === undefined || route === undefined || status === undefined) continue;
    tally.add({ route, method, status, requests: Number(requests) });
  }
  return tally;
}
