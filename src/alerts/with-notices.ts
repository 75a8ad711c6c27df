import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { GroupNotice } from "./group-notice.ts";
import { GroupWatch } from "./group-watch.ts";

export interface NoticeOptions {
  readonly clock: Clock;
  readonly onNotice: (notice: GroupNotice) => unknown;
  /** Told when it could not be found out what to tell, or nobody could be told. */
  readonly onFailure: (error: unknown) => void;
}

/** Of a flush, whose sender waits 10 s. */
const checkTimeoutMs = 2_000;
const noticeTimeoutMs = 2_000;

/** Makes a store that tells of changes that its batches have made; what goes wrong with that harms no batch. */
export function withNotices(store: Store, { clock, onNotice, onFailure }: NoticeOptions): Store {
  const { coverage, notes } = store;
  const cells = store.cells ?? memoryStore({ clock }).cells;
  const watch = cells === undefined ? undefined : new GroupWatch({ store, cells, clock });

  async function tell(notice: GroupNotice): Promise<void> {
    try {
      const told = Promise.resolve(onNotice(notice));
      await withDeadline(told, "tell of an error", noticeTimeoutMs, clock);
    } catch (error) {
      onFailure(error);
    }
  }

  async function check(frames: readonly Frame[]): Promise<void> {
    const told: Promise<void>[] = [];
    try {
      const checked = watch?.check(frames, (notice) => void told.push(tell(notice)));
      await withDeadline(Promise.resolve(checked), "find what to tell", checkTimeoutMs, clock);
    } catch (error) {
      onFailure(error);
    }
    await Promise.all(told);
  }

  return {
    coverage,
    notes,
    cells: store.cells,
    async apply(batch) {
      const receipt = await store.apply(batch);
      const isFailing = batch.frames.some(({ groups = [] }) => groups.length > 0);
      if (receipt.applied > 0 && isFailing) await check(batch.frames);
      return receipt;
    },
    read: async (range, stepMs) => await store.read(range, stepMs),
    totals: async () => await store.totals(),
    storedBytes: store.storedBytes,
    close: () => store.close?.(),
  };
}
