import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Mark } from "../query/overview-answer.ts";
import { readPaint } from "./chart-colors.ts";
import { ChartFrame, type AxisLabel } from "./chart-frame.tsx";
import { ChartTable } from "./chart-table.tsx";
import { drawHeat, type HeatPicture } from "./draw-heat.ts";
import { useFormat } from "./format.ts";
import { greatestCount, heatLevels, shownRows } from "./heat-levels.ts";
import { useMarkColumn } from "./mark-text.ts";
import { toTimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";
import { useThemeVersion } from "./use-theme-version.ts";

export interface HeatmapProps {
  readonly title: string;
  readonly times: readonly string[];
  readonly step: string;
  /** Upper bounds of the rows in milliseconds, ascending. */
  readonly bounds: readonly number[];
  /** By step and row. */
  readonly counts: readonly (readonly number[])[];
  readonly marks?: readonly Mark[];
}

const height = 184;
/** Rows whose names would lie over each other have none. */
const labelPx = 22;

/** Shows how durations were distributed along a time axis. */
export function Heatmap(props: HeatmapProps): JSX.Element {
  const { title, times, step, bounds, counts, marks = [] } = props;
  const texts = useTexts().charts;
  const { ms, count: countText, dateTime } = useFormat();
  const [pointed, setPointed] = useState<number>();
  const axis = useMemo(() => toTimeAxis(times, step), [times, step]);
  const events = useMarkColumn(axis, marks);
  const picture = useMemo<HeatPicture>(
    () => ({ counts, max: greatestCount(counts), ...shownRows(counts, bounds.length) }),
    [counts, bounds],
  );
  const { first, end, max } = picture;
  const rows = Array.from({ length: end - first }, (_, at) => first + at);

  function rowAt(share: number): number {
    return Math.min(end - 1, first + Math.floor(share * (end - first)));
  }

  function rowText(row: number): string {
    const [low, high] = [bounds[row - 1], bounds[row]];
    if (high === 0) return ms(0);
    return low === undefined ? texts.upTo(ms(high)) : texts.between(ms(low), ms(high));
  }

  function totalAt(at: number): number {
    return (counts[at] ?? []).reduce((sum, count) => sum + count, 0);
  }

  /** The row with the most requests of a step; undefined where it has none. */
  function fullestAt(at: number): number | undefined {
    const column = counts[at] ?? [];
    const most = Math.max(0, ...column);
    return most === 0 ? undefined : column.indexOf(most);
  }

  function textAt(at: number): string {
    const fullest = fullestAt(at);
    const all = texts.requests(countText(totalAt(at)));
    const most = fullest === undefined ? "" : texts.most(rowText(fullest));
    const said = [dateTime(times[at] ?? ""), all, most, events?.textAt(at) ?? ""];
    return said.filter((text) => text !== "").join(", ");
  }

  function tipAt(at: number): JSX.Element | undefined {
    const row = pointed ?? fullestAt(at);
    if (row === undefined) return undefined;
    return (
      <p>
        <strong>{texts.requests(countText(counts[at]?.[row] ?? 0))}</strong> {rowText(row)}
      </p>
    );
  }

  const busiest = useMemo(() => {
    const totals = bounds.map((_, row) =>
      counts.reduce((sum, column) => sum + (column[row] ?? 0), 0),
    );
    return totals.indexOf(Math.max(...totals));
  }, [counts, bounds]);
  return (
    <ChartFrame
      title={title}
      axis={axis}
      height={height}
      marks={marks}
      heights={boundLabels(picture, bounds, ms)}
      summary={`${title}. ${max === 0 ? texts.requests(countText(0)) : texts.most(rowText(busiest))}`}
      textAt={textAt}
      tipAt={tipAt}
      onHeight={(share) => setPointed(share === undefined ? undefined : rowAt(share))}
      legend={<Ramp max={countText(max)} />}
      table={
        <ChartTable
          title={title}
          axis={axis}
          columns={[...rows.map(rowText), ...(events ? [events.title] : [])]}
          cells={(at) => [
            ...rows.map((row) => countText(counts[at]?.[row] ?? 0)),
            ...(events ? [events.textAt(at)] : []),
          ]}
        />
      }
    >
      {(width) => <HeatCanvas picture={picture} width={width} />}
    </ChartFrame>
  );
}

function HeatCanvas({ picture, width }: { picture: HeatPicture; width: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeVersion();
  useLayoutEffect(() => {
    const { current } = canvas;
    if (current !== null) drawHeat(current, picture, readPaint(current), width, height);
  }, [picture, width, theme]);
  return <canvas ref={canvas} />;
}

function Ramp({ max }: { max: string }): JSX.Element {
  const texts = useTexts().charts;
  return (
    <p class="chart-legend chart-ramp">
      <span>{texts.requests("1")}</span>
      <span aria-hidden="true">
        {Array.from({ length: heatLevels }, (_, level) => (
          <i class={`heat-${level + 1}`} />
        ))}
      </span>
      <span>{texts.requests(max)}</span>
    </p>
  );
}

/** Names bounds between rows, as many as there is space for. */
function boundLabels(
  { first, end }: HeatPicture,
  bounds: readonly number[],
  format: (ms: number) => string,
): readonly AxisLabel[] {
  const every = Math.max(1, Math.ceil((labelPx * (end - first)) / height));
  return bounds.slice(first, end).flatMap((bound, at) => {
    const share = (at + 1) / (end - first);
    return (first + at + 1) % every === 0 ? [{ share, text: format(bound) }] : [];
  });
}
