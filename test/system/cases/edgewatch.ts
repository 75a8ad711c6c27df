import { token } from "../orders-server.ts";
import type { Case } from "./case.ts";

const bearer = { authorization: `Bearer ${token}` };
const usage = "/_edgewatch/api/usage";

/** Edgewatch's own routes, with and without the token, and with wrong parameters. */
export const edgewatchCases: readonly Case[] = [
  { name: "liveness", status: 200, path: "/livez" },
  { name: "liveness with a body to take", status: 405, method: "POST", path: "/livez", body: "x" },
  { name: "HEAD of liveness", status: 200, method: "HEAD", path: "/livez" },
  { name: "readiness", status: 200, path: "/readyz" },
  { name: "health for everybody", status: 200, path: "/health" },
  { name: "health in detail", status: 200, path: "/health", headers: bearer },
  { name: "metrics without a token", status: 401, path: "/metrics" },
  {
    name: "metrics with a wrong token",
    status: 401,
    path: "/metrics",
    headers: { authorization: "Bearer wrong" },
  },
  {
    name: "metrics with the token in another scheme",
    status: 401,
    path: "/metrics",
    headers: { authorization: `Basic ${token}` },
  },
  {
    name: "metrics in the text format",
    status: 200,
    path: "/metrics",
    headers: { ...bearer, accept: "text/plain" },
  },
  {
    name: "metrics in OpenMetrics",
    status: 200,
    path: "/metrics",
    headers: { ...bearer, accept: "application/openmetrics-text" },
  },
  {
    name: "metrics in JSON",
    status: 200,
    path: "/metrics",
    headers: { ...bearer, accept: "application/json" },
  },
  { name: "HEAD of metrics", status: 200, method: "HEAD", path: "/metrics", headers: bearer },
  { name: "usage without a token", status: 401, path: usage },
  {
    name: "usage by all labels",
    status: 200,
    path: `${usage}?from=-1h&by=service,route,method,status&order=route,method,status&limit=1000`,
    headers: bearer,
  },
  {
    name: "usage in steps",
    status: 200,
    path: `${usage}?from=-1h&to=now&step=1h&by=route&order=route`,
    headers: bearer,
  },
  {
    name: "usage with a limit",
    status: 200,
    path: `${usage}?by=route&order=-requests,route&limit=2`,
    headers: bearer,
  },
  ...[
    "from=yesterday",
    "from=now&to=-1h",
    "to=2026-13-45",
    "step=7m",
    "step=constructor",
    "from=-400d&step=10s",
    "by=nonsense",
    "by=route,__proto__",
    "order=-nonsense",
    "order=method&by=route",
    "limit=0",
    "limit=1001",
    "limit=1e2",
    "limit=",
    "limit=1&limit=2",
    "nonsense=1",
    "__proto__=1",
    "from=%00",
    "from=%ff",
  ].map((search) => ({
    name: `usage with ${search}`,
    status: 400,
    path: `${usage}?${search}`,
    headers: bearer,
  })),
  { name: "POST to usage", status: 405, method: "POST", path: usage, headers: bearer, body: "{}" },
  { name: "a flush without a token", status: 401, method: "POST", path: "/_edgewatch/flush" },
  { name: "a flush", status: 204, method: "POST", path: "/_edgewatch/flush", headers: bearer },
  { name: "GET of flush", status: 405, path: "/_edgewatch/flush", headers: bearer },
  {
    name: "an Edgewatch route that does not exist",
    status: 404,
    path: "/_edgewatch/api/nothing",
    headers: bearer,
  },
  {
    name: "an Edgewatch route that does not exist, without a token",
    status: 401,
    path: "/_edgewatch/api/nothing",
  },
  { name: "a path that only begins like Edgewatch's", status: 404, path: "/_edgewatchful" },
];
