export { dashboard } from "./dashboard/dashboard.ts";
export type { Mount, Mounted, MountContext } from "./serve/mount.ts";
