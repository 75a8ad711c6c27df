/** Where the crosshair of all charts is. */
export interface Crosshair {
  /** The moment that it points at; undefined where it points at none. */
  readonly timeMs: number | undefined;
  set(timeMs: number | undefined): void;
  /** Calls back after each change, until what it returns is called. */
  subscribe(follow: () => void): () => void;
}

/** Makes a crosshair; charts that share one point at the same moment. */
export function createCrosshair(): Crosshair {
  const followers = new Set<() => void>();
  let timeMs: number | undefined;
  return {
    get timeMs() {
      return timeMs;
    },
    set(nextMs) {
      if (nextMs === timeMs) return;
      timeMs = nextMs;
      for (const follow of followers) follow();
    },
    subscribe(follow) {
      followers.add(follow);
      return () => followers.delete(follow);
    },
  };
}
