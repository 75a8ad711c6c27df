import { describe, expect, test } from "vitest";
import { createClient, EdgewatchApiError, type EdgewatchClient } from "../../src/client.ts";
import { dashboard } from "../../src/dashboard.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createCalling } from "../fakes/calling.ts";

describe("createClient()", () => {
  test("reads an overview, with everything in it", async () => {
    const app = await failingApp();
    const overview = await clientOf(app).overview({ from: "-1h", limit: 3, objective: 99 });
    expect(overview).toEqual(await answerOf(app, "overview?from=-1h&limit=3&objective=99"));
    expect(overview).toMatchObject({
      total: { requests: 3, errors: 2 },
      errors: [{ count: 2 }],
      dependencies: [{ dependency: "stock", calls: 1 }],
      marks: [{ kind: "health", check: "db", status: "fail" }],
    });
    const filtered = await clientOf(app).overview({ filters: { status: "2xx" } });
    expect(filtered.total.requests).toBe(1);
  });

  test("lists groups of errors, and reads one in full", async () => {
    const app = await failingApp();
    const client = clientOf(app);
    const list = await client.errors({ from: "-3m", step: "1m", order: "-count", q: "boom" });
    expect(list).toEqual(await answerOf(app, "errors?from=-3m&step=1m&order=-count&q=boom"));
    expect(list.groups).toMatchObject([{ count: 2, values: [0, 0, 0, 2] }]);
    const [id = ""] = list.groups.map((group) => group.id);
    const group = await client.errorGroup(id, { from: new Date(Date.UTC(2026, 10, 23, 9)) });
    expect(group).toEqual(await answerOf(app, `errors/${id}?from=2026-11-23T09:00:00.000Z`));
    expect(group.last?.["title"]).toContain("boom");
    const missing = client.errorGroup("0123456789abcdef");
    await expect(missing).rejects.toThrow(EdgewatchApiError);
    await expect(missing).rejects.toMatchObject({ status: 404 });
  });

  test("reads the calls of other services", async () => {
    const app = await failingApp();
    const calls = await clientOf(app).dependencies({ by: "operation", step: "1h", limit: 5 });
    expect(calls).toEqual(await answerOf(app, "dependencies?by=operation&step=1h&limit=5"));
    expect(calls.rows[0]?.values?.calls.at(-1)).toBe(1);
    const whole = await clientOf(app).dependencies();
    expect(whole).toEqual(await answerOf(app, "dependencies"));
  });
});

/** An app of which two of three requests fail, that calls another service, and whose database is down. */
async function failingApp(): Promise<Asked> {
  const { watch, app, inRequest } = createCalling(async () => new Response("in stock"), {
    dashboard: dashboard(),
    checks: [{ name: "db", run: () => false }],
  });
  await inRequest(() => watch.fetch("https://stock/items"));
  for (let failed = 0; failed < 2; failed++) {
    await inRequest(() => {
      throw new Error("boom");
    });
  }
  await ask(app, "/health");
  return app;
}

async function answerOf(app: Asked, question: string): Promise<unknown> {
  const answer: unknown = await (await ask(app, `/_edgewatch/api/${question}`)).json();
  return answer;
}

function clientOf(app: Asked): EdgewatchClient {
  return createClient({
    url: "http://localhost",
    token,
    fetch: async (url, { headers }) => {
      const response = await app.fetch(new Request(url, { headers }));
      if (!(response instanceof Response)) throw new TypeError("no response");
      return response;
    },
  });
}
