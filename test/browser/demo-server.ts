import { afterAll, beforeAll } from "vitest";
import { serve, type Server } from "../../src/server.ts";
import type { Demo } from "./demo.ts";

/** The demo behind a real server. */
export interface DemoServer extends Demo {
  readonly url: URL;
}

/** Serves what `create` makes to the tests of a file. */
export function useDemo(create: () => Promise<Demo>): () => DemoServer {
  let demo: Demo | undefined;
  let server: Server | undefined;
  beforeAll(async () => {
    const { clock, close, fetch } = (demo = await create());
    server = await serve(
      { close },
      {
        // Its host has the same time: pages go by that.
        async fetch(request) {
          const response = await fetch(request);
          const headers = new Headers(response.headers);
          headers.set("date", new Date(clock.now()).toUTCString());
          return new Response(response.body, { status: response.status, headers });
        },
      },
      { port: 0 },
    );
  });
  afterAll(async () => {
    await server?.close();
  });
  return () => {
    if (demo === undefined || server === undefined) throw new Error("Cannot use the demo yet");
    return { ...demo, url: new URL(`http://127.0.0.1:${server.port}`) };
  };
}
