import { otherGroups } from "../core/error-group.ts";
import type { UsageFigures } from "../query/answer.ts";
import type { HealthComponent } from "../health/health-document.ts";
import { failureReason } from "./failure-reason.ts";

/** How an API is doing, in one word. */
export type Level = "healthy" | "degraded" | "failing" | "quiet" | "unknown";

/** Why it is not well. */
export type Reason =
  | {
      readonly kind: "check";
      readonly name: string;
      readonly status: "fail" | "warn";
      readonly code: string;
    }
  | { readonly kind: "burn"; readonly factor: number }
  | { readonly kind: "jump"; readonly rate: number; readonly before: number }
  | {
      readonly kind: "group";
      readonly id: string;
      readonly title: string;
      readonly why: "new" | "spiking" | "regressed";
    };

export interface Judgement {
  readonly level: Level;
  /** The worst first. */
  readonly reasons: readonly Reason[];
}

/** The figures that it is judged by. */
export interface Judged {
  readonly total: UsageFigures;
  readonly previous: { readonly total: UsageFigures | null };
  readonly errors: readonly JudgedGroup[];
}

interface JudgedGroup {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly is_new: boolean;
  readonly is_spiking: boolean;
}

export type JudgedChecks = Readonly<
  Record<string, readonly Pick<HealthComponent, "status" | "output" | "critical">[]>
>;

/** How many times too fast the budget of a month burns that somebody has to be woken (Google SRE workbook, chapter 5). */
const fastBurn = 14.4;
/** Fewer errors may be chance. */
const fewErrors = 5;
const jumpFactor = 2;
const jumpShare = 0.005;

/**
 * Judges how an API does by its checks, its error budget and its errors.
 *
 * @param checks undefined while nobody knows what they say: without them, nothing is called healthy
 */
export function judgeOverview(overview: Judged, checks: JudgedChecks | undefined): Judgement {
  const { total } = overview;
  const components = Object.entries(checks ?? {}).flatMap(([name, found]) =>
    found.map((component) => ({ name, ...component })),
  );
  const reasons: Reason[] = [
    ...components.flatMap((component) => {
      const { name, status } = component;
      const code = failureReason(component) ?? "";
      return status === "fail" ? [{ kind: "check", name, status, code } as const] : [];
    }),
    ...burnOf(total),
    ...jumpOf(overview),
    ...groupsOf(overview.errors),
    ...components.flatMap(({ name, status }) =>
      status === "warn" ? [{ kind: "check", name, status, code: "" } as const] : [],
    ),
  ];
  const isFailing =
    components.some(({ status, critical }) => critical && status === "fail") ||
    (total.burn_rate >= fastBurn && total.errors >= fewErrors);
  if (isFailing) return { level: "failing", reasons };
  if (reasons.length > 0) return { level: "degraded", reasons };
  if (total.requests === 0) return { level: "quiet", reasons };
  return { level: checks === undefined ? "unknown" : "healthy", reasons };
}

function burnOf({ burn_rate: factor }: UsageFigures): Reason[] {
  return factor >= 1 ? [{ kind: "burn", factor }] : [];
}

function jumpOf({ total, previous }: Judged): Reason[] {
  if (previous.total === null || previous.total.requests === 0) return [];
  if (total.errors < fewErrors) return [];
  const [rate, before] = [total.error_rate, previous.total.error_rate];
  const isJump = rate >= before * jumpFactor && rate - before >= jumpShare;
  return isJump ? [{ kind: "jump", rate, before }] : [];
}

function groupsOf(groups: readonly JudgedGroup[]): Reason[] {
  return groups.flatMap(({ id, title, state, is_new, is_spiking }): Reason[] => {
    // What it is made of changes all the time.
    if (id === otherGroups || state === "muted" || state === "resolved") return [];
    if (is_spiking) return [{ kind: "group", id, title, why: "spiking" }];
    if (state === "regressed") return [{ kind: "group", id, title, why: "regressed" }];
    return is_new ? [{ kind: "group", id, title, why: "new" }] : [];
  });
}
