import type { Check, CheckContext, CheckSettings } from "./check.ts";

export interface QueryCheckOptions extends CheckSettings {
  /** @default any */
  readonly isExpected?: ((rows: unknown) => boolean) | undefined;
}

/**
 * Looks whether a database answers, by any client: PostgreSQL by TCP or Hyperdrive, SQLite, MySQL.
 *
 * @param query asks something cheap, such as `SELECT 1`, and rejects when it fails
 */
export function queryCheck(
  name: string,
  query: (context: CheckContext) => unknown,
  { isExpected = () => true, ...settings }: QueryCheckOptions = {},
): Check {
  return {
    name,
    kind: "datastore",
    ...settings,
    async run(context) {
      const rows = await query(context);
      return isExpected(rows) ? { status: "pass" } : { status: "fail", code: "bad_reply" };
    },
  };
}
