import type { FailureSample } from "../core/error-group.ts";

/** What has changed about a group of errors. */
export type GroupChange = "new" | "regressed" | "spiking";

/** What is told when the state of a group of errors changes. */
export interface GroupNotice {
  readonly kind: "error_group";
  readonly change: GroupChange;
  readonly timeMs: number;
  /** The id of the group, by which `/_edgewatch/api/errors/<id>` tells more. */
  readonly group: string;
  readonly title: string;
  readonly service: string;
  /** Empty where the service does not say. */
  readonly release: string;
  /** Failures that came with the news: for a spike, those of the last five minutes. */
  readonly count: number;
  /** For a spike, the failures that five minutes usually have, at least 1. */
  readonly baseline?: number | undefined;
  /** One failure in full, redacted. */
  readonly sample?: FailureSample | undefined;
}
