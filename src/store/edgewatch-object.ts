import { DurableObject } from "cloudflare:workers";
import { endOfTimeMs } from "../core/frame.ts";
import type { Batch, Receipt, TimeRange } from "../core/store.ts";
import type { CellSwap } from "./cells.ts";
import { DurableObjectKeyValue } from "./durable-object-key-value.ts";
import type { EdgewatchNamespace, EdgewatchStub, Json } from "./durable-object-store.ts";
import { Engine } from "./engine.ts";
import { mergeReadings } from "./merge-readings.ts";
import { finest, rowKey } from "./resolution.ts";
import { leafName, parentOf, rootName, type Leaf, type Shards } from "./shard.ts";
import { firstBucketOf, shardsOf, withShards, type ShardHistory } from "./shard-history.ts";

const alarmMs = 60_000;
/** For this long an alarm that was set is believed in; one that has failed six times is gone. */
const believedMs = 5 * alarmMs;
const historyKey = "shards";
const firstBucketKey = "first-bucket";

/**
 * The Durable Object that keeps the counts. Export it from the Worker, and bind it in `wrangler.toml` with
 * `new_sqlite_classes = ["EdgewatchObject"]`.
 *
 * One of them is the root, which knows how many leaves there are and merges what they tell; the leaves keep the counts,
 * each those of its sources.
 */
export class EdgewatchObject extends DurableObject<unknown> {
  readonly #host: DurableObjectKeyValue;
  readonly #engine: Engine;
  #armedUntilMs = 0;
  #appliedMs: number | undefined;

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env);
    this.#host = new DurableObjectKeyValue(state.storage);
    this.#engine = new Engine(this.#host);
  }

  /** Applies a batch of one of this leaf's sources; what is older than the leaf goes to its parent. */
  async apply(text: Json, leaf: Leaf): Promise<Receipt> {
    const batch: Batch = JSON.parse(text);
    const firstMs = await this.#firstBucket(leaf);
    const own = batch.frames.filter(({ startMs }) => startMs >= firstMs);
    const receipt = this.#engine.apply({ ...batch, frames: own });
    await this.#arm();
    if (own.length === batch.frames.length) return receipt;
    const older = { ...batch, frames: batch.frames.filter(({ startMs }) => startMs < firstMs) };
    const index = parentOf(leaf.index);
    const parent = this.#stub(leafName(leaf, leaf.index), leafName(leaf, index));
    const sentOn = await parent.apply(JSON.stringify(older), { ...leaf, index });
    return {
      applied: receipt.applied + sentOn.applied,
      duplicate: receipt.duplicate + sentOn.duplicate,
      late: receipt.late + sentOn.late,
      lateRequests: receipt.lateRequests + sentOn.lateRequests,
    };
  }

  /** Reads this leaf. */
  readLeaf(range: TimeRange, stepMs: number): Json {
    return JSON.stringify(this.#engine.read(range, stepMs));
  }

  /** Reads this leaf's totals. */
  leafTotals(): Json {
    return JSON.stringify(this.#engine.totals());
  }

  /** Whether nothing has ever been applied here. */
  isEmpty(): boolean {
    return this.#engine.isEmpty;
  }

  /** As the root: notes how many leaves there are, and tells where the buckets of one of them begin. */
  async register(leaf: Leaf): Promise<number> {
    const isNew = this.#history().length === 0 && (await this.#leaf(leaf, 0).isEmpty());
    // Another request may have noted it while this one asked.
    const changed = withShards(this.#history(), leaf.shards, { isNew, nowMs: Date.now() });
    if (changed !== undefined) this.#host.put(historyKey, JSON.stringify(changed));
    return firstBucketOf(this.#history(), leaf.index);
  }

  /** As the root: reads all leaves there have ever been. */
  async read(range: TimeRange, stepMs: number, shards: Shards): Promise<Json> {
    const readings = this.#leaves(shards).map((leaf) => leaf.readLeaf(range, stepMs));
    return merged(await Promise.all(readings), stepMs);
  }

  /** As the root: reads the totals of all leaves there have ever been. */
  async totals(shards: Shards): Promise<Json> {
    const readings = this.#leaves(shards).map((leaf) => leaf.leafTotals());
    return merged(await Promise.all(readings), endOfTimeMs);
  }

  /** The room that this object takes. */
  ownBytes(): number {
    return this.#host.bytes();
  }

  /** As the root: the room that it takes, and all leaves that there have ever been. */
  async storedBytes(shards: Shards): Promise<number> {
    const leaves = await Promise.all(this.#leaves(shards).map((leaf) => leaf.ownBytes()));
    return leaves.reduce((sum, bytes) => sum + bytes, this.ownBytes());
  }

  /** As the root: what people have noted. */
  notes(): Json {
    return JSON.stringify(this.#engine.notes());
  }

  note(name: string, text: string): void {
    this.#engine.note(name, text);
  }

  /** As the root: what is in a cell. */
  readCell(name: string): string | undefined {
    return this.#engine.cell(name, Date.now());
  }

  swapCell(swap: CellSwap): string | undefined {
    return this.#engine.swapCell(swap, Date.now());
  }

  /** Rolls up; set again only while data arrives. */
  override async alarm(): Promise<void> {
    try {
      this.#engine.rollUp(Date.now());
    } finally {
      this.#armedUntilMs = 0;
      if (this.#isActive()) await this.#arm();
    }
  }

  async #arm(): Promise<void> {
    const nowMs = Date.now();
    this.#appliedMs = nowMs;
    if (nowMs < this.#armedUntilMs) return;
    this.#armedUntilMs = nowMs + believedMs;
    const { storage } = this.ctx;
    if ((await storage.getAlarm()) === null) await storage.setAlarm(nowMs + alarmMs);
  }

  /** Whether something came lately. An object that was evicted meanwhile has only its rows to go by. */
  #isActive(): boolean {
    const nowMs = Date.now();
    const sinceMs = nowMs - 2 * alarmMs;
    if (this.#appliedMs !== undefined) return this.#appliedMs > sinceMs;
    return this.#host.keys(rowKey(finest, sinceMs), rowKey(finest, nowMs), 1).length > 0;
  }

  /** Where the buckets of this leaf begin; asked of the root once. */
  async #firstBucket(leaf: Leaf): Promise<number> {
    if (leaf.shards === 1) return 0;
    const known = this.#host.get(firstBucketKey);
    if (known !== undefined) return Number(known);
    const root = this.#stub(leafName(leaf, leaf.index), rootName(leaf));
    const firstMs = await root.register(leaf);
    this.#host.put(firstBucketKey, String(firstMs));
    return firstMs;
  }

  #history(): ShardHistory {
    const text = this.#host.get(historyKey);
    return text === undefined ? [] : JSON.parse(text);
  }

  #leaves(shards: Shards): EdgewatchStub[] {
    const count = Math.max(shards.shards, shardsOf(this.#history()));
    return Array.from({ length: count }, (_, index) => this.#leaf(shards, index));
  }

  #leaf(shards: Shards, index: number): EdgewatchStub {
    return this.#stub(rootName(shards), leafName(shards, index));
  }

  /** Finds a sibling through whichever binding of this Worker makes this object. */
  #stub(ownName: string, name: string): EdgewatchStub {
    for (const binding of Object.values(this.env ?? {})) {
      if (isNamespace(binding) && binding.idFromName(ownName).equals(this.ctx.id)) {
        return binding.getByName(name);
      }
    }
    throw new Error(
      "Cannot reach the other Edgewatch objects: this Worker has no binding for its own EdgewatchObject; add it to wrangler.toml",
    );
  }
}

function merged(readings: readonly Json[], stepMs: number): Json {
  return JSON.stringify(
    mergeReadings(
      readings.map((reading) => JSON.parse(reading)),
      stepMs,
    ),
  );
}

interface OwnNamespace extends EdgewatchNamespace {
  idFromName(name: string): DurableObjectId;
}

/** Asks for the class by its tag: a service binding answers for members of any name. */
function isNamespace(binding: unknown): binding is OwnNamespace {
  return Object.prototype.toString.call(binding) === "[object DurableObjectNamespace]";
}
