import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createCalling, dependenciesOf } from "./fakes/calling.ts";
import { requestLines } from "./fakes/fake-platform.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe("watch.fetch against a real server", () => {
  test("gives the answer as it is, and counts it", async () => {
    const url = await serve((request, response) => {
      response.setHeader("content-length", 5);
      response.end(request.headers["x-request-id"] === undefined ? "bare!" : "known");
    });
    const { watch, app, inRequest, platform } = createCalling((...given) => fetch(...given), {
      propagateTo: ["127.0.0.1"],
    });
    const texts: string[] = [];
    await inRequest(async () => {
      const sent = { method: "POST", body: new Blob(["abc"]) };
      texts.push(await (await watch.fetch(`${url}/orders/42`, sent)).text());
    });
    texts.push(await (await watch.fetch(new URL(`${url}/orders/43`))).text());
    expect(texts).toEqual(["known", "bare!"]);
    const { host } = new URL(url);
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { dependency: host, calls: 2, errors: 0, bytes_in: 10, bytes_out: 3 },
    ]);
    expect(requestLines(platform)[0]).toMatchObject({
      calls: [{ to: host, method: "POST", route: "/orders/:id", status: 200 }],
    });
  });

  test("ends when the headers have come, and leaves the body alone", async () => {
    const url = await serve((_request, response) => {
      response.write("first");
      setTimeout(() => response.end("last"), 50);
    });
    const { watch, app } = createCalling((...given) => fetch(...given));
    const response = await watch.fetch(url);
    expect((await dependenciesOf(app)).rows).toMatchObject([{ calls: 1, bytes_in: null }]);
    expect(await response.text()).toBe("firstlast");
  });

  test("tells apart who refuses, who hangs, who cannot be found and who hangs up", async () => {
    const gone = await serve(() => {});
    servers.pop()?.close();
    const hanging = await serve(() => {});
    const rude = await serve((request) => void request.socket.destroy());
    const { watch, app } = createCalling((...given) => fetch(...given));
    const calls = [
      watch.fetch(gone),
      watch.fetch(hanging, { signal: AbortSignal.timeout(50) }),
      watch.fetch("http://nowhere.invalid/"),
      watch.fetch(rude),
    ];
    const ended = await Promise.allSettled(calls);
    expect(ended.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
    const { rows } = await dependenciesOf(app);
    const classes = new Map(rows.map((row) => [row.dependency, row.error_classes]));
    expect(classes.get(new URL(gone).host)).toEqual({ refused: 1 });
    expect(classes.get(new URL(hanging).host)).toEqual({ timeout: 1 });
    expect(classes.get("nowhere.invalid")).toEqual({ dns: 1 });
    expect(classes.get(new URL(rude).host)).toEqual({ refused: 1 });
  });
});

test("watch.dependency rides out an outage: it retries, opens, and closes again", async () => {
  let status = 503;
  let asked = 0;
  const url = await serve((_request, response) => {
    asked++;
    response.writeHead(status).end();
  });
  const { watch, platform } = createCalling((...given) => fetch(...given));
  const breaker = { minCalls: 4, openMs: 1_000 };
  const pay = watch.dependency("pay", { timeoutMs: 5_000, breaker });
  for (let calls = 0; calls < 4; calls++) await (await pay.fetch(url)).text();
  expect(pay.state).toBe("open");
  await expect(pay.fetch(url)).rejects.toHaveProperty("name", "CircuitOpenError");
  expect(asked).toBe(4);
  status = 200;
  platform.clock.pass(1_000);
  expect((await pay.fetch(url)).status).toBe(200);
  expect(pay.state).toBe("closed");
});

/** Starts a server on a free port; returns its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
