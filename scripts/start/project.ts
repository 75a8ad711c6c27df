import { join } from "node:path";

/** Where package.json is. */
export const projectRoot: string = join(import.meta.dirname, "../..");
