import type { Background } from "../core/background.ts";
import type { CapturedBody } from "./body-recorder.ts";
import type { Scope } from "./scope.ts";

/** A request under way. */
export interface Visit {
  /** As it came in. */
  readonly request: Request;
  /** As the application gets it: the same, or a copy whose body is captured on its way. */
  readonly appRequest: Request;
  readonly requestBody: CapturedBody | undefined;
  readonly path: string;
  readonly background: Background | undefined;
  readonly scope: Scope;
  readonly startMs: number;
}
