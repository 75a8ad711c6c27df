import { expect, test } from "vitest";
import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, memoryStore } from "../../src/index.ts";
import { ask, token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

interface Answer {
  readonly dependencies: readonly Row[];
  readonly rows: readonly Row[];
}

interface Row {
  readonly dependency: string;
  readonly calls: number;
}

test("dependencies can be asked of one service alone, among those that share a store", async () => {
  const platform = createPlatform();
  const store = memoryStore({ clock: platform.clock });
  const apps = ["orders", "billing"].map((service) => {
    const watch = edgewatch({ service, token, store, dashboard: dashboard() }, platform);
    const { fetch } = watch.handler({
      fetch: () => watch.time(`${service}-db.select`, () => new Response("hi")),
    });
    return { fetch };
  });
  for (const app of apps) {
    app.fetch(new Request("http://localhost/"));
    await ask(app, "/_edgewatch/flush", { method: "POST" });
  }
  const [app = { fetch: (): unknown => undefined }] = apps;

  async function asked(path: string): Promise<Answer> {
    const answer: Answer = await (await ask(app, `/_edgewatch/api/${path}`)).json();
    return answer;
  }

  const { rows: all } = await asked("dependencies?order=dependency");
  expect(all.map(({ dependency }) => dependency)).toEqual(["billing-db", "orders-db"]);
  const { rows: one } = await asked("dependencies?service=billing");
  expect(one).toMatchObject([{ dependency: "billing-db", calls: 1 }]);
  const { dependencies: some } = await asked("overview?service=billing");
  expect(some).toMatchObject([{ dependency: "billing-db", calls: 1 }]);
  const { dependencies: none } = await asked("overview?service=billing&method=GET");
  expect(none).toEqual([]);
});
