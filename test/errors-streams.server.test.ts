import { expect, test } from "vitest";
import { serve } from "../src/server.ts";
import { createCapturing } from "./fakes/captured.ts";
import { until } from "./fakes/until.ts";

test("the length of every body that is no stream is told over HTTP as before", async () => {
  const kinds: Readonly<Record<string, () => Response>> = {
    text: () => new Response("abc"),
    json: () => Response.json("a"),
    buffer: () => new Response(new Uint8Array([97, 98, 99])),
    typed: () => new Response(new Uint8Array(3), { headers: { "content-type": "image/png" } }),
  };
  const { watch } = createCapturing();
  const app = watch.handler({
    fetch: ({ url }: Request) => kinds[new URL(url).pathname.slice(1)]?.() ?? new Response(null),
  });
  const server = await serve(watch, app, { port: 0 });
  try {
    for (const kind of Object.keys(kinds)) {
      const response = await fetch(`http://127.0.0.1:${server.port}/${kind}`);
      expect([kind, response.headers.get("content-length")]).toEqual([kind, "3"]);
      await response.text();
    }
  } finally {
    await server.close();
  }
});

test("a client that goes away is 499 where the handler gives up, and no error", async () => {
  const { watch, platform, captured } = createCapturing();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const app = watch.handler({
    fetch: async ({ signal }: Request) => {
      begin();
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
      signal.throwIfAborted();
      return new Response("too late");
    },
  });
  const server = await serve(watch, app, { port: 0 });
  try {
    const controller = new AbortController();
    const request = fetch(`http://127.0.0.1:${server.port}/`, { signal: controller.signal });
    const gone = expect(request).rejects.toThrow();
    await begun;
    controller.abort();
    await gone;
    await until("the line is written", () => platform.lines.length > 0);
    expect(platform.lines).toMatchObject([{ "http.response.status_code": 499, level: "warn" }]);
    expect(captured).toEqual([]);
  } finally {
    await server.close();
  }
});

test("a handler that throws anything crashes no server", async () => {
  const { watch, captured } = createCapturing();
  const app = watch.handler({
    fetch: async ({ url }: Request): Promise<Response> => {
      const thrown: unknown = url.endsWith("null") ? null : new Error("no");
      throw thrown;
    },
  });
  const server = await serve(watch, app, { port: 0 });
  try {
    for (const path of ["error", "null", "error"]) {
      const response = await fetch(`http://127.0.0.1:${server.port}/${path}`);
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ error_id: captured.at(-1)?.errorId });
    }
    expect(captured).toHaveLength(3);
  } finally {
    await server.close();
  }
});
