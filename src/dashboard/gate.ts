import type { MountContext } from "../serve/mount.ts";
import type { LoginLimit } from "./login-limit.ts";
import type { Sessions } from "./sessions.ts";

/** What decides who gets in. */
export interface Gate extends MountContext {
  readonly sessions: Sessions;
  readonly limit: LoginLimit;
}
