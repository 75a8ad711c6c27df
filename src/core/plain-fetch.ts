import type { FetchInput } from "./fetch-input.ts";

/** What a replaced `globalThis.fetch` carries: the one that was there before. */
export const fetchMark: unique symbol = Symbol.for("edgewatch.fetch");

/** Calls the runtime's `fetch`, also where it has been replaced by one that measures: Edgewatch's own calls are not counted. */
export function plainFetch(input: FetchInput, init?: RequestInit): Promise<Response> {
  return (replacedFetch() ?? globalThis.fetch)(input, init);
}

/** The `fetch` that was replaced; undefined where none was. */
export function replacedFetch(): typeof globalThis.fetch | undefined {
  const { fetch } = globalThis;
  return Object.hasOwn(fetch, fetchMark) ? Reflect.get(fetch, fetchMark) : undefined;
}
