import { connect } from "node:net";
import process from "node:process";
import { expect, test } from "vitest";
import { runtimes } from "../../scripts/start/runtime-command.ts";
import { until } from "./deadline.ts";
import { send } from "./http-client.ts";
import { startOrders, temporaryFolder, type OrdersServer } from "./orders-server.ts";

const head = "Host: 127.0.0.1\r\nConnection: close\r\n";
const start = `GET /orders HTTP/1.1\r\n${head}`;

const pathCount = process.env["EDGEWATCH_LONG"] === "1" ? 10_000 : 500;

/**
 * What each HTTP server treats in a way of its own before any handler is asked: what it answers is not compared, as
 * Edgewatch has no say in it.
 */
const attacks: readonly (readonly [name: string, bytes: string])[] = [
  ["a path of 1 MB", `GET /${"a".repeat(1_000_000)} HTTP/1.1\r\n${head}\r\n`],
  ["a path of 60 kB", `GET /${"a".repeat(60_000)} HTTP/1.1\r\n${head}\r\n`],
  ["a header of 200 kB", `${start}X-Request-ID: ${"a".repeat(200_000)}\r\n\r\n`],
  ["a path with bytes that are no UTF-8", `GET /orders/\xff\xfe HTTP/1.1\r\n${head}\r\n`],
  ["a path with a NUL", `GET /orders/\0 HTTP/1.1\r\n${head}\r\n`],
  ["a path with a space", `GET /orders/a b HTTP/1.1\r\n${head}\r\n`],
  ["a path with markup", `GET /orders/<b>{"a":1} HTTP/1.1\r\n${head}\r\n`],
  ["a path with quotes", `GET /orders/"},{"level":"fatal HTTP/1.1\r\n${head}\r\n`],
  ["a path with a backslash", `GET /orders\\..\\admin HTTP/1.1\r\n${head}\r\n`],
  ["a path that goes up", `GET /orders/../admin/report HTTP/1.1\r\n${head}\r\n`],
  ["a request id with a NUL", `${start}X-Request-ID: a\0b\r\n\r\n`],
  ["a request id with an escape", `${start}X-Request-ID: \x1b[31m\r\n\r\n`],
  ["a request id with a carriage return", `${start}X-Request-ID: a\rX-Evil: b\r\n\r\n`],
  ["a request id over two lines", `${start}X-Request-ID: a\r\n b\r\n\r\n`],
  ["a method that nobody knows", `BREW /orders HTTP/1.1\r\n${head}\r\n`],
  ["a method in lower case", `get /orders HTTP/1.1\r\n${head}\r\n`],
  ["a call for a tunnel", `CONNECT a.example:80 HTTP/1.1\r\n${head}\r\n`],
  ["a target of everything", `OPTIONS * HTTP/1.1\r\n${head}\r\n`],
  ["a host with quotes", `GET /redirect HTTP/1.1\r\nHost: a"b<c\r\nConnection: close\r\n\r\n`],
  ["two hosts", `GET /orders HTTP/1.1\r\nHost: a\r\n${head}\r\n`],
  [
    "a chunk without a length",
    `POST /orders HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  ],
  [
    "two lengths",
    `POST /orders HTTP/1.1\r\n${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  ],
  ["no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n"],
];

test.each(runtimes)(
  "on %s, no attack reaches a header, a log line or the next client",
  async (runtime) => {
    const server = await startOrders(runtime, temporaryFolder());
    for (const [name, bytes] of attacks) {
      expect(await attack(server, bytes), name).not.toMatch(/\nx-evil|"level":"fatal"/i);
      expect(await send(server.url, { path: "/orders/1" }), name).toMatchObject({ status: 200 });
    }
    await send(server.url, { path: "/orders/1", headers: { "x-request-id": "the-last-one" } });
    await until("the last log line", () => server.output.some(isLast), 10_000);
    for (const line of server.output.filter((text) => text.startsWith("{"))) {
      expect(JSON.parse(line)).not.toMatchObject({ level: "fatal" });
    }
  },
);

test.each(runtimes)("on %s, made-up paths make no routes", async (runtime) => {
  const { url, token } = await startOrders(runtime, temporaryFolder());
  for (let sent = 0; sent < pathCount; sent += 50) {
    const paths = Array.from({ length: 50 }, (_, i) => `/made-up/${sent + i}.php`);
    await Promise.all(paths.map((path) => send(url, { path })));
  }
  const usage = {
    path: "/_edgewatch/api/usage?by=route",
    headers: { authorization: `Bearer ${token}` },
  };
  expect(JSON.parse((await send(url, usage)).body)).toMatchObject({
    rows: [{ route: "(unmatched)", requests: pathCount }],
    more: 0,
  });
});

function isLast(line: string): boolean {
  return line.includes(`"request_id":"the-last-one"`);
}

/** Sends bytes that no well-behaved client would; resolves with what came back until the server closed. */
function attack({ url }: OrdersServer, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(url.port), url.hostname, () => socket.write(bytes, "latin1"));
    socket.setEncoding("latin1").setTimeout(5_000, () => socket.destroy());
    socket.on("data", (chunk) => (text += chunk.toString()));
    // A server may well cut such a client off.
    socket.on("error", () => {}).on("close", () => resolve(text));
  });
}
