import type { Case } from "./case.ts";

/** The trace that valid `traceparent` headers name: log lines have to continue it. */
export const sentTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = "00f067aa0ba902b7";

const requestIds: readonly Case[] = [
  ["a good request id", "req-1.A_b:c"],
  ["a request id of 128 characters", "r".repeat(128)],
  ["a request id of 129 characters", "r".repeat(129)],
  ["a request id of 4,000 characters", "r".repeat(4_000)],
  ["an empty request id", ""],
  ["a request id with a space", "two words"],
  ["a request id with a tab", "two\twords"],
  ["a request id with quotes", `"},{"level":"fatal`],
  ["a request id with markup", "<script>alert(1)</script>"],
  ["a request id with encoded line breaks", "id%0d%0aset-cookie:%20a=b"],
  ["a request id beyond ASCII", "caf\u00e9"],
  ["a request id with an escape sequence", "%1b[31m"],
].map(([name = "", id = ""]) => ({
  name,
  status: 200,
  path: "/orders/1",
  headers: { "x-request-id": id },
}));

const traceParents: readonly Case[] = [
  ["a good traceparent", `00-${sentTraceId}-${span}-01`],
  ["a traceparent that is not sampled", `00-${sentTraceId}-${span}-00`],
  ["a traceparent with unknown flags", `00-${sentTraceId}-${span}-ff`],
  ["a traceparent of a later version", `cc-${sentTraceId}-${span}-01-what-may-come`],
  ["a traceparent of version ff", `ff-${sentTraceId}-${span}-01`],
  ["a traceparent without a trace", `00-${"0".repeat(32)}-${span}-01`],
  ["a traceparent without a span", `00-${sentTraceId}-${"0".repeat(16)}-01`],
  ["a traceparent in upper case", `00-${sentTraceId.toUpperCase()}-${span}-01`],
  ["a traceparent with a tail", `00-${sentTraceId}-${span}-01-tail`],
  ["a traceparent of 8,000 characters", "0".repeat(8_000)],
  ["an empty traceparent", ""],
].map(([name = "", traceparent = ""]) => ({
  name,
  status: 200,
  path: "/orders/2",
  headers: { traceparent },
}));

const headers: readonly Case[] = [
  {
    name: "two request ids",
    status: 200,
    path: "/orders/1",
    headers: { "x-request-id": ["first", "second"] },
  },
  {
    name: "a tracestate with a wrong member",
    status: 200,
    path: "/orders/1",
    headers: { traceparent: `00-${sentTraceId}-${span}-01`, tracestate: "a=1,=,b" },
  },
  {
    name: "a host that is somebody else's",
    status: 200,
    path: "/inventory/kettle",
    headers: { host: "attacker.example" },
  },
  {
    name: "headers that proxies add",
    status: 200,
    path: "/orders/1",
    headers: { "x-forwarded-proto": "https", "x-forwarded-host": "a.example" },
  },
];

/** Request ids, traceparents and what else clients may claim. */
export const correlationCases: readonly Case[] = [...requestIds, ...traceParents, ...headers];
