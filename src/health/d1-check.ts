import type { Check, CheckSettings } from "./check.ts";

/** The part of a D1 database that is used. */
export interface D1DatabaseLike {
  prepare(query: string): { first(column: string): Promise<unknown> };
}

/** Looks whether a D1 database answers. */
export function d1Check(
  name: string,
  database: D1DatabaseLike,
  settings: CheckSettings = {},
): Check {
  return {
    name,
    kind: "datastore",
    ...settings,
    async run() {
      const one = await database.prepare("SELECT 1 AS one").first("one");
      return one === 1 ? { status: "pass" } : { status: "fail", code: "bad_reply" };
    },
  };
}
