import type { DropReason, ForwardCounts, SuppressionReason } from "./forwarder.ts";

/** Counts what became of errors. */
export class ForwardCounter {
  #sent = 0;
  readonly #suppressed: Record<SuppressionReason, number> = {
    limits: 0,
    ladder: 0,
    group_budget: 0,
    budget: 0,
    muted: 0,
  };
  readonly #dropped: Record<DropReason, number> = {
    rejected: 0,
    buffer_full: 0,
    too_large: 0,
    too_old: 0,
    groups_full: 0,
    failed: 0,
  };

  /** As they are now. */
  get counts(): ForwardCounts {
    return {
      sent: this.#sent,
      suppressed: { ...this.#suppressed },
      dropped: { ...this.#dropped },
    };
  }

  send(): void {
    this.#sent++;
  }

  suppress(reason: SuppressionReason): void {
    this.#suppressed[reason]++;
  }

  drop(reason: DropReason, count = 1): void {
    this.#dropped[reason] += count;
  }
}
