import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Overview } from "../query/overview-answer.ts";
import { useFormat } from "./format.ts";
import { knownRates } from "./known-rates.ts";
import { KpiTile, type KpiTileProps } from "./kpi-tile.tsx";
import { useCompare } from "./range.ts";
import { useTexts } from "./texts.ts";
import { wholeSteps } from "./whole-steps.ts";

export interface UsageTilesProps {
  readonly overview: Overview;
  /** Whether all are of one consumer, and nobody need count them. */
  readonly isOfOne?: boolean;
}

/** The key figures of some requests, each beside that of the range before. */
export function UsageTiles({ overview, isOfOne = false }: UsageTilesProps): JSX.Element {
  const { tiles } = useTexts().core;
  const { count, exact, rate, percent, ms, apdex } = useFormat();
  const isCompared = useCompare();
  const { total, partial } = overview;
  const values = useMemo(() => wholeSteps(overview.values, partial), [overview.values, partial]);
  const before = overview.previous.total;

  function compared(value: number | null | undefined): Pick<KpiTileProps, "before"> {
    return isCompared ? { before: value ?? null } : {};
  }

  return (
    <ul class="tiles" aria-label={tiles.label}>
      <KpiTile
        title={tiles.requests}
        value={total.requests}
        as={count}
        whole={exact}
        values={values.requests}
        compares={[total.rate_per_second, before?.rate_per_second]}
        {...compared(before?.requests)}
      />
      <KpiTile
        title={tiles.rate}
        value={total.rate_per_second}
        as={rate}
        values={values.rate_per_second}
        {...compared(before?.rate_per_second)}
      />
      <KpiTile
        title={tiles.errorRate}
        value={total.requests === 0 ? null : total.error_rate}
        as={percent}
        values={knownRates(values)}
        color="server"
        better="less"
        {...compared(before?.requests === 0 ? null : before?.error_rate)}
      />
      <KpiTile
        title={tiles.p50}
        value={total.duration_ms?.p50}
        as={ms}
        values={values.p50}
        better="less"
        {...compared(before?.duration_ms?.p50)}
      />
      <KpiTile
        title={tiles.p99}
        value={total.duration_ms?.p99}
        as={ms}
        values={values.p99}
        better="less"
        {...compared(before?.duration_ms?.p99)}
      />
      <KpiTile
        title={tiles.apdex}
        value={total.apdex}
        as={apdex}
        values={values.apdex}
        better="more"
        {...compared(before?.apdex)}
      />
      {!isOfOne && (
        <KpiTile
          title={tiles.consumers}
          value={total.unique_consumers}
          as={count}
          whole={exact}
          {...compared(before?.unique_consumers)}
        />
      )}
    </ul>
  );
}
