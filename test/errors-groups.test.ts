import { describe, expect, test } from "vitest";
import { edgewatch, memoryStore, type EdgewatchOptions } from "../src/index.ts";
import type { CapturedError } from "../src/errors/captured-error.ts";
import { ForwardCounter } from "../src/errors/forward-counter.ts";
import { createPlatform } from "./fakes/fake-platform.ts";

const token = "t0ken";

describe("/_edgewatch/api/errors", () => {
  test("lists what handlers threw, in groups, and tells each in full", async () => {
    const { fail, ask } = createApp();
    await fail("/orders/1", "Cannot read order 1: password=hunter2");
    await fail("/orders/2", "Cannot read order 2: password=other");
    await fail("/stock", "Cannot count");
    const list = await ask("GET", "errors?order=-count");
    expect(list).toMatchObject({ total: 3, more: 0, groups: [{ count: 2 }, { count: 1 }] });
    const [first] = list.groups ?? [];
    expect(first).toMatchObject({
      type: "Error",
      code: "INTERNAL",
      method: "GET",
      route: "/orders/:id",
      state: "open",
      is_new: true,
      services: { orders: 2 },
      releases: { v1: 2 },
    });
    const group = await ask("GET", `errors/${first?.id}`);
    expect(group["last"]).toMatchObject({
      handler: "http.request",
      exceptions: [{ type: "Error", stack: expect.stringContaining("at ") }],
    });
    expect(JSON.stringify([list, group])).not.toMatch(/hunter2|other"/);
  });

  test("resolves, mutes and reopens a group", async () => {
    const { fail, ask } = createApp();
    await fail("/orders/1", "Cannot read");
    const list = await ask("GET", "errors");
    const path = `errors/${list.groups?.[0]?.id}`;
    expect(await ask("POST", `${path}/resolve`)).toMatchObject({ state: "resolved" });
    // The release in which it failed still runs.
    await fail("/orders/1", "Cannot read");
    expect(await ask("GET", "errors?state=resolved")).toMatchObject({ groups: [{ count: 2 }] });
    expect(await ask("POST", `${path}/mute`)).toMatchObject({ state: "muted" });
    expect(await ask("POST", `${path}/reopen`)).toMatchObject({ state: "open" });
    expect(await ask("POST", "errors/0123456789abcdef/resolve")).toMatchObject({ status: 404 });
    expect(await ask("GET", `${path}/resolve`)).toMatchObject({ status: 405 });
    expect(await ask("GET", "errors/nonsense")).toMatchObject({ status: 404 });
    expect(await ask("GET", "errors?nope=1")).toMatchObject({ status: 400, parameter: "nope" });
  });

  test("stays closed without the token", async () => {
    const { fetch } = createApp();
    for (const path of ["errors", "errors/0123456789abcdef", "errors/0123456789abcdef/resolve"]) {
      const response = await fetch(new Request(`http://localhost/_edgewatch/api/${path}`));
      expect(response.status).toBe(401);
    }
  });
});

describe("errorSinks", () => {
  test("may be forwarders, which are flushed at the end", async () => {
    const seen: string[] = [];
    const forwarder = {
      forward: (error: CapturedError) => void seen.push(error.title),
      flush: async () => void seen.push("flushed"),
      counts: new ForwardCounter().counts,
      problem: undefined,
    };
    const { fail, watch } = createApp([forwarder, (error) => void seen.push(error.group.id)]);
    await fail("/a", "Cannot do it");
    expect(seen).toEqual(["Error: Cannot do it", expect.stringMatching(/^[0-9a-f]{16}$/)]);
    await watch.close();
    expect(seen.at(-1)).toBe("flushed");
  });
});

interface Answer {
  readonly groups?: readonly { readonly id: string }[];
  readonly [member: string]: unknown;
}

function createApp(errorSinks: EdgewatchOptions["errorSinks"] = []) {
  const platform = createPlatform();
  const store = memoryStore({ clock: platform.clock });
  const watch = edgewatch({ service: "orders", release: "v1", token, store, errorSinks }, platform);
  const { fetch } = watch.handler({
    async fetch(request: Request): Promise<Response> {
      throw new Error(new URL(request.url).searchParams.get("why") ?? "");
    },
  });

  async function fail(path: string, why: string): Promise<void> {
    const query = new URLSearchParams({ why });
    await fetch(new Request(`http://localhost${path}?${query.toString()}`));
  }

  async function ask(method: string, path: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}` };
    const url = `http://localhost/_edgewatch/api/${path}`;
    const response = await fetch(new Request(url, { method, headers }));
    return await response.json();
  }

  return { watch, fail, ask, fetch };
}
