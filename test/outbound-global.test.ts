import { afterEach, expect, test } from "vitest";
import { edgewatch, httpSink, type Edgewatch } from "../src/index.ts";
import { token } from "./fakes/asking.ts";
import { addressOf, dependenciesOf } from "./fakes/calling.ts";
import { createPlatform } from "./fakes/fake-platform.ts";

const real = globalThis.fetch;
const running: Edgewatch[] = [];

afterEach(async () => {
  for (const watch of running.splice(0)) await watch.close();
  globalThis.fetch = real;
});

test("measureGlobalFetch counts what is called with the global fetch, until close()", async () => {
  stand();
  const standIn = globalThis.fetch;
  const watch = start();
  expect(await (await fetch("https://api.example.com/a")).text()).toBe("stand-in");
  expect(await callsOf(watch)).toEqual(["api.example.com 1"]);
  await watch.close();
  expect(globalThis.fetch).toBe(standIn);
});

test("measureGlobalFetch replaces it once, however many instances there are", async () => {
  stand();
  const first = start();
  const replaced = globalThis.fetch;
  const second = start();
  expect(globalThis.fetch).toBe(replaced);
  await fetch("https://api.example.com/a");
  expect([await callsOf(first), await callsOf(second)]).toEqual([["api.example.com 1"], []]);
});

test("measureGlobalFetch counts a call by watch.fetch once", async () => {
  stand();
  const watch = start();
  await watch.fetch("https://api.example.com/a");
  expect(await callsOf(watch)).toEqual(["api.example.com 1"]);
});

test("measureGlobalFetch leaves Edgewatch's own calls alone", async () => {
  const posted = stand();
  const watch = start({ sinks: [httpSink({ url: "https://logs.example.com/" })] });
  watch.log.info("hello");
  await watch.flush();
  expect(posted).toEqual(["https://logs.example.com/"]);
  expect(await callsOf(watch)).toEqual([]);
});

test("measureGlobalFetch lets those go on who wrapped it, and counts no more after close()", async () => {
  stand();
  const watch = start();
  const inner = globalThis.fetch;
  const outer: typeof fetch = (input, init) => inner(input, init);
  globalThis.fetch = outer;
  await watch.close();
  expect(globalThis.fetch).toBe(outer);
  expect(await (await fetch("https://api.example.com/a")).text()).toBe("stand-in");
});

test("the global fetch is left alone unless it is asked for", () => {
  running.push(edgewatch({ service: "orders" }, createPlatform()));
  expect(globalThis.fetch).toBe(real);
});

function start(options = {}): Edgewatch {
  const { fetch: _fetch, ...platform } = createPlatform();
  const watch = edgewatch(
    { service: "orders", token, measureGlobalFetch: true, ...options },
    platform,
  );
  running.push(watch);
  return watch;
}

/** Puts a stand-in where the runtime's own is; returns the addresses that it is called with. */
function stand(): string[] {
  const called: string[] = [];
  globalThis.fetch = async (input: RequestInfo | URL) => {
    called.push(addressOf(input));
    return new Response("stand-in");
  };
  return called;
}

async function callsOf(watch: Edgewatch): Promise<string[]> {
  const app = watch.handler({ fetch: () => new Response() });
  const { rows } = await dependenciesOf(app);
  return rows.map(({ dependency, calls }) => `${dependency} ${calls}`);
}
