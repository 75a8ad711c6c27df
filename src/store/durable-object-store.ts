import type { Batch, Reading, Receipt, Store, TimeRange } from "../core/store.ts";

/** The methods of `EdgewatchObject`, as seen through a stub. */
interface EdgewatchStub {
  apply(batch: Batch): Promise<Receipt>;
  read(range: TimeRange, stepMs: number): Promise<Reading>;
  totals(): Promise<Reading>;
}

/** The part of a Durable Object namespace that the store uses. */
export interface EdgewatchNamespace {
  getByName(name: string): EdgewatchStub;
}

const objectName = "edgewatch:v1:0";

/**
 * Keeps counts in the Durable Object `EdgewatchObject`, bound in `wrangler.toml`.
 *
 * Every call takes a new stub: one that has thrown must not be used again.
 *
 * @throws TypeError when the binding is missing.
 */
export function durableObjectStore(namespace: EdgewatchNamespace): Store {
  if (typeof namespace?.getByName !== "function") {
    throw new TypeError(
      "Cannot use the Durable Object store: no namespace was given; bind EdgewatchObject in wrangler.toml",
    );
  }
  return {
    coverage: "system",
    apply: async (batch) => namespace.getByName(objectName).apply(batch),
    read: async (range, stepMs) => namespace.getByName(objectName).read(range, stepMs),
    totals: async () => namespace.getByName(objectName).totals(),
  };
}
