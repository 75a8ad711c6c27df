import type { Store, TimeRange } from "../../src/core/store.ts";
import type { Overview } from "../../src/query/overview-answer.ts";
import { dashboard } from "../../src/dashboard.ts";
import { ask, type Asked } from "../fakes/asking.ts";
import { appOf } from "./counted.ts";

export const overviewPath = "/_edgewatch/api/overview";

/** An app with a dashboard, which brings the overview, whose routes read a store. */
export function appWithDashboard(store: Store): Asked {
  return appOf(store, { dashboard: dashboard() });
}

/** Asks for an overview, which must be answered. */
export async function overviewOf(app: Asked, search: string): Promise<Overview> {
  const response = await ask(app, `${overviewPath}?${search}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const overview: Overview = await response.json();
  return overview;
}

/** A store that notes what it was asked. */
export interface WatchedStore {
  readonly store: Store;
  readonly reads: TimeRange[];
  /** How often it was asked for totals and for notes. */
  readonly others: () => number;
}

export function watchedStore(inner: Store): WatchedStore {
  const reads: TimeRange[] = [];
  const { notes } = inner;
  let others = 0;
  const store: Store = {
    ...inner,
    read(range, stepMs) {
      reads.push(range);
      return inner.read(range, stepMs);
    },
    totals() {
      others++;
      return inner.totals();
    },
    notes: notes && {
      ...notes,
      read() {
        others++;
        return notes.read();
      },
    },
  };
  return { store, reads, others: () => others };
}
