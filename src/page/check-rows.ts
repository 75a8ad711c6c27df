import { healthStatuses } from "../health/check.ts";
import type { HealthComponent, HealthDocument } from "../health/health-document.ts";

/** One check of a health document. */
export interface CheckRow {
  readonly name: string;
  readonly component: HealthComponent;
}

/** Lists the checks of a document, the worst first and critical ones before others. */
export function checkRows({ checks = {} }: HealthDocument): CheckRow[] {
  const rows = Object.entries(checks).flatMap(([name, components]) =>
    components.map((component) => ({ name, component })),
  );
  return rows.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function rank({ component: { status, critical } }: CheckRow): number {
  return healthStatuses.indexOf(status) * 2 + (critical ? 0 : 1);
}

/** The state of a circuit breaker, where the check shows one. */
export function breakerState({
  componentType,
  observedValue,
}: HealthComponent): string | undefined {
  return componentType === "circuit" && typeof observedValue === "string"
    ? observedValue
    : undefined;
}
