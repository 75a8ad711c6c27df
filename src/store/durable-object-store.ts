import type { Receipt, Store, TimeRange } from "../core/store.ts";
import { checkBatch } from "./check-batch.ts";
import { checkCell, checkCellName, type CellSwap } from "./cells.ts";
import { checkNote } from "./notes.ts";
import { leafName, leafOf, rootName, type Leaf, type Shards } from "./shard.ts";

/** A batch or a reading as JSON: to write and read it takes less than to clone what it says. */
export type Json = string;

/** The methods of `EdgewatchObject`, as seen through a stub. */
export interface EdgewatchStub {
  apply(batch: Json, leaf: Leaf): Promise<Receipt>;
  readLeaf(range: TimeRange, stepMs: number): Promise<Json>;
  leafTotals(): Promise<Json>;
  isEmpty(): Promise<boolean>;
  register(leaf: Leaf): Promise<number>;
  read(range: TimeRange, stepMs: number, shards: Shards): Promise<Json>;
  totals(shards: Shards): Promise<Json>;
  ownBytes(): Promise<number>;
  storedBytes(shards: Shards): Promise<number>;
  notes(): Promise<Json>;
  note(name: string, text: string): Promise<void>;
  readCell(name: string): Promise<string | undefined>;
  swapCell(swap: CellSwap): Promise<string | undefined>;
}

/** The part of a Durable Object namespace that the store uses. */
export interface EdgewatchNamespace {
  getByName(name: string, options?: { readonly locationHint?: LocationHint }): EdgewatchStub;
}

/** Where an object is made, as Cloudflare names the regions (Durable Objects, data location, 2026-11). */
export type LocationHint = "wnam" | "enam" | "sam" | "weur" | "eeur" | "apac" | "oc" | "afr" | "me";

export interface DurableObjectStoreOptions {
  /**
   * Among how many objects the sources are shared out. An object takes 200 to 500 flushes a second; add more later as
   * you like, nothing is lost or counted twice by it. Fewer than there have been are not used again, but are still read.
   *
   * @default 4
   */
  readonly shards?: number | undefined;
  /** Where objects are made that do not exist yet. @default near the first caller */
  readonly locationHint?: LocationHint | undefined;
  /** What the names of the objects begin with: another name is another store. @default "edgewatch:v2" */
  readonly name?: string | undefined;
}

const maxShards = 256;

/**
 * Keeps counts in Durable Objects of the class `EdgewatchObject`, bound in `wrangler.toml`.
 *
 * Every call takes a new stub: one that has thrown must not be used again.
 *
 * @throws TypeError when the binding is missing.
 * @throws RangeError when `shards` is no whole number from 1 to 256.
 */
export function durableObjectStore(
  namespace: EdgewatchNamespace,
  { shards = 4, locationHint, name = "edgewatch:v2" }: DurableObjectStoreOptions = {},
): Store {
  if (typeof namespace?.getByName !== "function") {
    throw new TypeError(
      "Cannot use the Durable Object store: no namespace was given; bind EdgewatchObject in wrangler.toml",
    );
  }
  if (!Number.isInteger(shards) || shards < 1 || shards > maxShards) {
    throw new RangeError(
      `Cannot use the Durable Object store: shards is ${shards}; give a whole number from 1 to ${maxShards}`,
    );
  }
  const where = locationHint === undefined ? {} : { locationHint };
  const all = { name, shards };
  function stub(objectName: string): EdgewatchStub {
    return namespace.getByName(objectName, where);
  }
  return {
    coverage: "system",
    apply: async (batch) => {
      checkBatch(batch);
      const index = leafOf(batch.source, shards);
      return stub(leafName(all, index)).apply(JSON.stringify(batch), { ...all, index });
    },
    read: async (range, stepMs) => JSON.parse(await stub(rootName(all)).read(range, stepMs, all)),
    totals: async () => JSON.parse(await stub(rootName(all)).totals(all)),
    storedBytes: async () => await stub(rootName(all)).storedBytes(all),
    notes: {
      read: async () => JSON.parse(await stub(rootName(all)).notes()),
      async write(note: string, text: string): Promise<void> {
        checkNote(note, text);
        await stub(rootName(all)).note(note, text);
      },
    },
    cells: {
      async read(cell) {
        checkCellName(cell);
        return await stub(rootName(all)).readCell(cell);
      },
      async swap(cell, before, after, keepMs) {
        checkCell(cell, after, keepMs);
        return await stub(rootName(all)).swapCell({ name: cell, before, after, keepMs });
      },
    },
  };
}
