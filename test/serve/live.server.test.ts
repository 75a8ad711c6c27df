import { expect, test } from "vitest";
import { serve } from "../../src/server.ts";
import { token } from "../fakes/asking.ts";
import { until } from "../fakes/until.ts";
import { EventReader } from "./event-reader.ts";
import { createLive, type LiveData } from "./live-parts.ts";

/** Much less than the time that requests are given to end. */
const promptMs = 3_000;

test("A server that closes ends live streams, and does not wait for them", async () => {
  const { watch, app } = createLive();
  const server = await serve(watch, app, { port: 0 });
  const reader = new EventReader<LiveData>(await watchOver(server.port));
  const unread = await watchOver(server.port);
  await until("the stream to begin", () => reader.events.length > 1);
  const startMs = performance.now();
  await server.close();
  expect(performance.now() - startMs).toBeLessThan(promptMs);
  await until("the stream to end", () => reader.isOver);
  await unread.body?.cancel();
});

test("A tab that is closed leaves its place to another one", async () => {
  const { watch, app } = createLive();
  const server = await serve(watch, app, { port: 0 });
  try {
    const streams = Array.from({ length: 100 }, () => watchOver(server.port));
    const [first] = await Promise.all(streams);
    expect((await watchOver(server.port)).status).toBe(503);
    await first?.body?.cancel();
    let status = 0;
    async function tryAgain(): Promise<void> {
      const response = await watchOver(server.port);
      ({ status } = response);
      await response.body?.cancel();
      if (status === 503) await tryAgain();
    }
    const trying = tryAgain().catch(() => {});
    await until("the place to be free", () => status === 200);
    await trying;
  } finally {
    await server.close();
  }
});

function watchOver(port: number): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/_edgewatch/api/live`, {
    headers: { authorization: `Bearer ${token}` },
  });
}
