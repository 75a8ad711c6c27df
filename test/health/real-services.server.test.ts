import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { Check } from "../../src/health/check.ts";
import { CheckRunner } from "../../src/health/check-runner.ts";
import { httpCheck } from "../../src/health/http-check.ts";
import { qdrantCheck } from "../../src/health/qdrant-check.ts";
import { redisTcpCheck } from "../../src/health/redis-tcp-check.ts";
import { upstashCheck } from "../../src/health/upstash-check.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";
import { freePort } from "../services/free-port.ts";
import { QdrantDouble } from "../services/qdrant-double.ts";
import { only } from "./runners.ts";

const hostname = "127.0.0.1";

describe("redisTcpCheck()", () => {
  let redis: RedisServer;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    redis = await RedisServer.start("--port", String(port), "--bind", hostname);
  });

  afterAll(async () => {
    await redis.stop();
  });

  test("passes with a real Redis, and fails while it is stopped", async () => {
    const runner = runnerOf(redisTcpCheck("redis", { hostname, port }, { ttlMs: 0 }));
    expect(only(await runner.runAll())).toMatchObject({ status: "pass", kind: "redis" });
    await redis.kill();
    expect(only(await runner.runAll())).toMatchObject({ status: "fail", code: "refused" });
    await redis.start();
    expect(only(await runner.runAll()).history.map(({ to }) => to)).toEqual([
      ...["pass", "fail", "pass"],
    ]);
  });

  test("passes with the right password, and fails with a wrong one or none", async () => {
    const needless = { hostname, port, password: "s3cret" };
    expect(await look(redisTcpCheck("redis", needless))).toMatchObject({ code: "auth" });
    await redis.send("CONFIG", "SET", "requirepass", "s3cret");
    onTestFinished(() => void redis.send("CONFIG", "SET", "requirepass", ""));
    const address = { hostname, port };
    const right = { ...address, password: "s3cret" };
    expect(await look(redisTcpCheck("redis", right))).toMatchObject({ status: "pass" });
    const named = { ...right, username: "default" };
    expect(await look(redisTcpCheck("redis", named))).toMatchObject({ status: "pass" });
    const wrong = { ...address, password: "wrong\r\nPING" };
    expect(await look(redisTcpCheck("redis", wrong))).toMatchObject({ code: "auth" });
    expect(await look(redisTcpCheck("redis", address))).toMatchObject({ code: "auth" });
  });

  test("passes by the proxy of a real Redis, and fails while there is none behind it", async () => {
    const proxy = await UpstashProxy.start(redis);
    onTestFinished(() => proxy.stop());
    const runner = runnerOf(upstashCheck("redis", proxy.address, { ttlMs: 0, timeoutMs: 500 }));
    expect(only(await runner.runAll()).status).toBe("pass");
    const wrong = upstashCheck("redis", { ...proxy.address, token: "wrong" });
    expect(await look(wrong)).toMatchObject({ status: "fail", code: "auth" });
    proxy.nextFault = () => "silence";
    expect(only(await runner.runAll())).toMatchObject({ status: "fail", code: "timeout" });
    proxy.nextFault = () => "page instead";
    expect(only(await runner.runAll())).toMatchObject({ status: "fail" });
    proxy.nextFault = () => undefined;
    expect(only(await runner.runAll()).status).toBe("pass");
  });
});

describe("qdrantCheck()", () => {
  test("goes by the collection's colour, while /healthz always says that all is well", async () => {
    const qdrant = await QdrantDouble.start();
    onTestFinished(() => qdrant.stop());
    const runner = runnerOf(qdrantCheck("qdrant", qdrant.address, { ttlMs: 0 }));
    const seen: string[] = [];
    for (const colour of ["green", "yellow", "grey", "red"] as const) {
      qdrant.colour = colour;
      const { status, observedValue } = only(await runner.runAll());
      seen.push(`${String(observedValue)}: ${status}`);
      const constant = httpCheck("healthz", `${qdrant.url}/healthz`);
      expect(await look(constant)).toMatchObject({ status: "pass" });
    }
    expect(seen).toEqual(["green: pass", "yellow: warn", "grey: warn", "red: fail"]);
  });

  test("fails without the key, with a wrong one, and for a collection that is not there", async () => {
    const qdrant = await QdrantDouble.start();
    onTestFinished(() => qdrant.stop());
    const { address } = qdrant;
    for (const apiKey of [undefined, "wrong"]) {
      const check = qdrantCheck("qdrant", { ...address, apiKey });
      expect(await look(check)).toMatchObject({ status: "fail", code: "auth" });
    }
    const missing = qdrantCheck("qdrant", { ...address, collection: "a/b" });
    expect(await look(missing)).toMatchObject({ status: "fail", code: "http_4xx" });
    qdrant.isLying = true;
    const lying = qdrantCheck("qdrant", address);
    expect(await look(lying)).toMatchObject({ status: "fail", code: "bad_reply" });
  });
});

describe("a server", () => {
  const settings = { timeoutMs: 300 };

  test("that never answers is a time-out, by HTTP and by TCP", async () => {
    const port = await listen(() => {});
    const http = httpCheck("http", `http://${hostname}:${port}/`, settings);
    expect(await look(http)).toMatchObject({ status: "fail", code: "timeout" });
    const tcp = redisTcpCheck("tcp", { hostname, port }, settings);
    expect(await look(tcp)).toMatchObject({ status: "fail", code: "timeout" });
  });

  test("that is not there is refused, by HTTP and by TCP", async () => {
    const port = await freePort();
    const http = httpCheck("http", `http://${hostname}:${port}/?key=secret`);
    expect(await look(http)).toMatchObject({ status: "fail", code: "refused" });
    const tcp = redisTcpCheck("tcp", { hostname, port });
    expect(await look(tcp)).toMatchObject({ status: "fail", code: "refused" });
  });

  test("whose name does not exist is a matter of DNS", async () => {
    const check = httpCheck("http", "http://no-such-host.invalid/");
    expect(await look(check)).toMatchObject({ status: "fail", code: "dns" });
  });

  test("that is no Redis gives a bad reply", async () => {
    const port = await listen((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await look(redisTcpCheck("tcp", { hostname, port }))).toMatchObject({
      ...{ status: "fail", code: "bad_reply" },
    });
  });

  test("that closes without an answer is refused", async () => {
    const port = await listen((socket) => void socket.end());
    const check = redisTcpCheck("tcp", { hostname, port });
    expect(await look(check)).toMatchObject({ status: "fail", code: "refused" });
  });

  test("that speaks no TLS has a failure of TLS", async () => {
    const port = await listen((socket) => void socket.end("+PONG\r\n"));
    const report = await look(redisTcpCheck("tcp", { hostname: "localhost", port, tls: true }));
    expect(report).toMatchObject({ status: "fail", code: "tls" });
  });

  test("that never stops its reply is cut off", async () => {
    const port = await listen((socket) => {
      const flood = setInterval(() => socket.write("x".repeat(1_000)), 1);
      socket.once("close", () => clearInterval(flood));
    });
    const report = await look(redisTcpCheck("tcp", { hostname, port }, { timeoutMs: 2_000 }));
    expect(report).toMatchObject({ status: "fail" });
    expect(report.latencyMs).toBeLessThan(1_500);
  });
});

function runnerOf(check: Check): CheckRunner {
  return new CheckRunner([check], { clock: systemClock });
}

async function look(check: Check) {
  return only(await runnerOf(check).runAll());
}

async function listen(respond: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => respond(socket));
    onTestFinished(() => void socket.destroy());
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve));
  return portOf(server.address());
}

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
