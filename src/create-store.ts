import { withNotices } from "./alerts/with-notices.ts";
import type { Clock } from "./core/clock.ts";
import type { Store } from "./core/store.ts";
import type { EdgewatchOptions } from "./options.ts";
import { memoryStore } from "./store/memory-store.ts";

/** Makes the store of an instance: the user's or one in memory, which tells of changes where somebody listens. */
export function createStore(
  { store, onNotice }: EdgewatchOptions,
  clock: Clock,
  onFailure: (error: unknown, what: string) => void,
): Store {
  const own = store ?? memoryStore({ clock });
  if (onNotice === undefined) return own;
  return withNotices(own, {
    clock,
    onNotice,
    onFailure: (error) => onFailure(error, "Cannot tell of a change among errors: it failed"),
  });
}
