import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edgewatch } from "../src/index.ts";
import { createCalling, dependenciesOf } from "./fakes/calling.ts";
import { createPlatform } from "./fakes/fake-platform.ts";

async function noFetch(): Promise<Response> {
  return new Response();
}

function codeOf(result: { code: number | string }): number | string {
  return result.code;
}

describe("watch.time", () => {
  test("returns what the function returns, and throws what it throws", async () => {
    const { watch } = createCalling(noFetch);
    const value = {};
    const failure = new Error("no");
    expect(watch.time("db.read", () => value)).toBe(value);
    expect(await watch.time("db.read", async () => value)).toBe(value);
    expect(() =>
      watch.time("db.read", () => {
        throw failure;
      }),
    ).toThrow(failure);
    const rejected = watch.time("db.read", async () => {
      throw failure;
    });
    await expect(rejected).rejects.toBe(failure);
  });

  test("returns any value, and throws any", async () => {
    const { watch } = createCalling(noFetch);
    const work = fc.asyncProperty(fc.anything(), fc.boolean(), async (value, isThrown) => {
      const timed = watch.time("db.read", async () => {
        if (isThrown) throw value;
        return [value];
      });
      const ended = await timed.then(
        ([result]) => result,
        (thrown: unknown) => thrown,
      );
      expect(ended).toBe(value);
    });
    await fc.assert(work);
  });

  test("counts by what stands before the first dot, and by the rest", async () => {
    const { watch, app, platform } = createCalling(noFetch);
    await watch.time("qdrant.points.search", async () => platform.clock.pass(30));
    watch.time("cache", () => platform.clock.pass(1));
    await watch.time("qdrant.upsert", () => Promise.reject(new Error("refused"))).catch(() => {});
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { dependency: "qdrant", calls: 2, errors: 1, error_classes: { unknown: 1 }, bytes_in: null },
      { dependency: "cache", calls: 1, errors: 0, duration_ms: { avg: 1 } },
    ]);
    const { rows } = await dependenciesOf(app, "by=operation&order=-avg&limit=1");
    expect(rows).toMatchObject([
      { dependency: "qdrant", method: null, operation: "points.search", duration_ms: { avg: 30 } },
    ]);
  });

  test("reads from the result how a call ended, where it is told how", async () => {
    const { watch, app } = createCalling(noFetch);
    await watch.time("mail.send", async () => ({ code: 503 }), { status: codeOf });
    await watch.time("mail.send", async () => ({ code: 200 }), { status: codeOf });
    await watch.time("mail.send", async () => ({ code: "bounced" }), { status: codeOf });
    const broken = watch.time("mail.send", () => "sent", {
      status: () => {
        throw new Error("status broke");
      },
    });
    expect(broken).toBe("sent");
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { calls: 4, errors: 2, error_classes: { bounced: 1, http_5xx: 1 } },
    ]);
  });

  test("begins a query once that begins when it is awaited", async () => {
    const { watch } = createCalling(noFetch);
    let begun = 0;
    const lazy: PromiseLike<string> = {
      // oxlint-disable-next-line unicorn/no-thenable
      then: (onFulfilled, onRejected) => {
        begun++;
        return Promise.resolve("rows").then(onFulfilled, onRejected);
      },
    };
    expect(await watch.time("db.query", () => lazy)).toBe("rows");
    expect(begun).toBe(1);
  });

  test("runs the function also where there is nothing to count with", async () => {
    const platform = createPlatform();
    const watch = edgewatch(() => {
      throw new Error("no options");
    }, platform);
    expect(watch.time("db.read", () => 1)).toBe(1);
    expect(await watch.dependency("db").run(async () => 2)).toBe(2);
  });

  test("keeps credentials in names and classes out of what is counted", async () => {
    const { watch, app, platform, inRequest } = createCalling(noFetch);
    const secret = "password=hunter2";
    await inRequest(() => watch.time(`${secret}.${secret}`, () => 1, { status: () => secret }));
    const text = JSON.stringify([platform.lines, await dependenciesOf(app, "by=operation")]);
    expect(text).toContain("password=");
    expect(text).not.toContain("hunter2");
  });
});
