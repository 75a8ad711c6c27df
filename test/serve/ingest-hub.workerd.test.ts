import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { edgewatch } from "../../src/edgewatch.ts";
import type { RemoteFetch } from "../../src/store/remote-options.ts";
import { remoteStore } from "../../src/store/remote-store.ts";
import hub from "../../src/worker.ts";
import { ask, countsOf, token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

const secret = "ingest-s3cret";

test("the hub takes batches in, and each member of its fleet can ask it for those of all", async () => {
  const variables = { ...env, EDGEWATCH_INGEST_SECRET: secret };
  const reachHub: RemoteFetch = async (url, init) =>
    await hub.fetch(new Request(url, init), variables, createExecutionContext());
  const members = ["orders", "prices"].map((service) => {
    const store = remoteStore({ url: "https://hub", secret, fetch: reachHub });
    const watch = edgewatch({ service, token, store }, createPlatform());
    return { watch, app: watch.handler({ fetch: () => new Response("hello") }) };
  });
  for (const { app, watch } of members) {
    await ask(app, "/greeting");
    await watch.flush();
  }
  for (const { app } of members) {
    expect(await countsOf(app)).toEqual({ "GET /greeting 200": 2 });
  }
});
