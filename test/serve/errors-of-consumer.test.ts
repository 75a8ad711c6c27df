import { describe, expect, test } from "vitest";
import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, memoryStore, type EdgewatchOptions } from "../../src/index.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

interface Told {
  readonly groups: readonly {
    readonly route: string;
    readonly count: number;
    readonly hits_consumer?: true | null;
  }[];
}

describe("errors of a consumer", () => {
  test("are the groups that hit it, in the list and in the overview", async () => {
    const app = await failingApp();
    expect(await hitsOf(app, "consumer=ada")).toEqual({ "/a": true, "/ab": true });
    expect(await hitsOf(app, "consumer=bob")).toEqual({ "/ab": true, "/b": true });
    expect(await hitsOf(app, "consumer=eve")).toEqual({});
    expect(await hitsOf(app, "consumer=ada&route=/a")).toEqual({ "/a": true });
    expect(await hitsOf(app, "")).toEqual({ "/a": undefined, "/ab": undefined, "/b": undefined });
  });

  test("are counted for all consumers, and may be added up and taken apart by steps", async () => {
    const app = await failingApp();
    expect(await errorsOf(app, "consumer=ada&order=-count&step=1m")).toMatchObject({
      total: 3,
      groups: [
        { route: "/ab", count: 2 },
        { route: "/a", count: 1 },
      ],
    });
    expect(await errorsOf(app, "consumer=ada&by=route")).toMatchObject({
      rows: [
        { value: "/ab", count: 2 },
        { value: "/a", count: 1 },
      ],
    });
  });

  test("are found by the names that usage has, also where these are hashes", async () => {
    const app = await failingApp({
      consumer: { from: "x-consumer", hashKey: "0123456789abcdef" },
    });
    const usage: { rows: { consumer: string }[] } = await (
      await ask(app, "/_edgewatch/api/usage?by=consumer&from=-1h")
    ).json();
    const names = usage.rows.map(({ consumer }) => consumer);
    expect(names).toHaveLength(2);
    const found = await Promise.all(
      names.map(async (name) => Object.keys(await hitsOf(app, `consumer=${name}`)).toSorted()),
    );
    expect(found).toContainEqual(["/a", "/ab"]);
    expect(found).toContainEqual(["/ab", "/b"]);
    expect(await hitsOf(app, "consumer=ada")).toEqual({});
  });

  test("are found also where the consumer was known only by the time of the failure", async () => {
    const named = ["ada", undefined, "eve"];
    let asked = 0;
    const app = await failingApp({ consumer: () => named[asked++ % named.length] });
    const { rows }: { rows: { consumer: string; errors: number }[] } = await (
      await ask(app, "/_edgewatch/api/usage?by=consumer&from=-1h&order=consumer")
    ).json();
    expect(rows.map(({ consumer, errors }) => [consumer, errors])).toEqual([
      ["ada", 2],
      ["eve", 2],
    ]);
    expect(Object.keys(await hitsOf(app, "consumer=ada"))).toHaveLength(2);
  });

  test("are not told of who named no consumer", async () => {
    const app = await failingApp();
    await ask(app, "/nobody");
    expect(await hitsOf(app, "consumer=")).toEqual({});
  });
});

function consumerOf(request: Request): string | undefined {
  return request.headers.get("x-consumer") ?? undefined;
}

async function failingApp(
  options: Pick<EdgewatchOptions, "consumer"> = { consumer: consumerOf },
): Promise<Asked> {
  const platform = createPlatform();
  const store = memoryStore({ clock: platform.clock });
  const watch = edgewatch(
    { service: "orders", token, store, dashboard: dashboard(), ...options },
    platform,
  );
  const app = watch.handler({
    fetch(request: Request): Response {
      throw new Error(`Cannot serve ${new URL(request.url).pathname}`);
    },
  });
  for (const [path, consumer] of [
    ["/a", "ada"],
    ["/ab", "ada"],
    ["/ab", "bob"],
    ["/b", "bob"],
  ] as const) {
    await ask(app, path, { headers: { "x-consumer": consumer } });
    await platform.clock.advance(10_000);
  }
  await watch.flush();
  return app;
}

async function errorsOf(app: Asked, search: string): Promise<Told> {
  const response = await ask(app, `/_edgewatch/api/errors?from=-1h&${search}`);
  const told: Told = await response.json();
  return told;
}

/** What is told of each group, by its route; the same by the list and by the overview. */
async function hitsOf(
  app: Asked,
  search: string,
): Promise<Record<string, true | null | undefined>> {
  const { groups } = await errorsOf(app, search);
  const overview = await ask(app, `/_edgewatch/api/overview?from=-1h&${search}`);
  const { errors }: { errors: Told["groups"] } = await overview.json();
  const [listed, seen] = [groups, errors].map((told) =>
    Object.fromEntries(told.map(({ route, hits_consumer: hit }) => [route, hit])),
  );
  expect(seen).toEqual(listed);
  return listed ?? {};
}
