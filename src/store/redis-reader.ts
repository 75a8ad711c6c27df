import type { Engine } from "./engine.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { MissingRows, progressKey, type RedisOverlay } from "./redis-overlay.ts";
import { madePart } from "./redis-progress.ts";

/** Fetches rows; undefined where there is none. */
export type FetchRows = (keys: readonly string[]) => Promise<readonly (string | undefined)[]>;

/** Runs work that asks the engine, from its start each time, until all rows are there that it asks for. */
export async function settleOver<T>(
  overlay: RedisOverlay,
  engine: Engine,
  work: (engine: Engine) => T,
  fetchRows: FetchRows,
): Promise<T> {
  for (;;) {
    try {
      return work(engine);
    } catch (error) {
      if (!(error instanceof MissingRows)) throw error;
      overlay.keep(error.keys, await fetchRows(error.keys));
    }
  }
}

/** Thrown when rows have been rolled up between two of the commands of a read. */
export class RowsMoved extends Error {}

/** Fetches rows, and makes sure that they are of the same rollup as the progress. */
export function steadyRows(connection: RedisConnection, progress: string): FetchRows {
  return async (keys) => {
    const [now, ...values] = await connection.read([progressKey, ...keys]);
    if (madePart(now ?? "") !== madePart(progress)) throw new RowsMoved("Rows have moved");
    return values;
  };
}
