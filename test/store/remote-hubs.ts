import type { Store } from "../../src/core/store.ts";
import { edgewatch, memoryStore } from "../../src/index.ts";
import type { RemoteFetch } from "../../src/store/remote-options.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { epochMs } from "../contracts/batches.ts";

export const secret = "ingest-s3cret";

export interface Hub {
  readonly store: Store;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** A hub over a memory store. */
export function createHub(
  store: Store = memoryStore({ clock: new FakeClock(epochMs) }),
  base = "/_edgewatch",
): Hub {
  const watch = edgewatch(
    { service: "hub", store, ingestSecret: secret, token: "t0ken", paths: { base } },
    createPlatform(),
  );
  const { fetch } = watch.handler({ fetch: () => new Response("not the hub's", { status: 404 }) });
  // Its own routes are answered with a promise, whatever the handler returns.
  return { store, fetch: (request) => Promise.resolve(fetch(request)) };
}

/** Reaches an app without a network, as a service binding does. */
export function bindingTo({ fetch }: Pick<Hub, "fetch">): RemoteFetch {
  return (url, init) => fetch(new Request(url, init));
}
