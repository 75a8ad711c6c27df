import { edgewatch, type Edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import type { Runtime } from "../../src/core/runtime.ts";
import type { DependencyList } from "../../src/query/dependencies.ts";
import { ask, token, type Asked } from "./asking.ts";
import { createPlatform, type FakePlatform } from "./fake-platform.ts";

export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** An app whose handler calls other services. */
export interface Calling {
  readonly watch: Edgewatch;
  readonly app: Asked;
  readonly platform: FakePlatform;
  /** Does work while a request is handled. */
  readonly inRequest: (work: () => unknown) => Promise<void>;
}

/** @param fetch what the other services answer with. */
export function createCalling(
  fetch: Fetch,
  options: Partial<EdgewatchOptions> = {},
  runtime: Partial<Runtime> = {},
): Calling {
  const platform = { ...createPlatform(runtime), fetch };
  const watch = edgewatch({ service: "orders", token, ...options }, platform);
  const works = new WeakMap<Request, () => unknown>();
  const app = watch.handler({
    fetch: async (request: Request) => {
      await works.get(request)?.();
      return new Response("hi");
    },
  });
  return {
    watch,
    app,
    platform,
    async inRequest(work) {
      const request = new Request("http://localhost/work");
      works.set(request, work);
      await app.fetch(request);
    },
  };
}

export function addressOf(input: RequestInfo | URL): string {
  return input instanceof Request ? input.url : input instanceof URL ? input.href : input;
}

/** Asks for the calls that were counted. */
export async function dependenciesOf(app: Asked, search = ""): Promise<DependencyList> {
  const response = await ask(app, `/_edgewatch/api/dependencies?${search}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const list: DependencyList = await response.json();
  return list;
}
