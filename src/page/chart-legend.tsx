import type { JSX } from "preact";
import { chartGlyphs, tileSize } from "./chart-glyphs.ts";
import { useCrosshairTime } from "./crosshair-scope.tsx";
import type { LineStyle } from "./draw-lines.ts";
import { stepAt, type TimeAxis } from "./step-time.ts";

export interface LegendEntry {
  readonly label: string;
  readonly style: LineStyle;
  /** What it is at a step, in words. */
  readonly textAt: (step: number) => string;
}

export interface ChartLegendProps {
  readonly axis: TimeAxis;
  readonly entries: readonly LegendEntry[];
  /** Name of all dashed lines. */
  readonly before?: string | undefined;
  /** Name of the line across. */
  readonly limit?: string | undefined;
}

const dashed: LineStyle = { color: "muted", isDashed: true, area: "none", hasGlyphs: false };

/** Names the lines of a chart, and says what they are at the crosshair. */
export function ChartLegend({ axis, entries, before, limit }: ChartLegendProps): JSX.Element {
  const timeMs = useCrosshairTime();
  const step = timeMs === undefined ? -1 : stepAt(axis, timeMs);
  return (
    <ul class="chart-legend">
      {entries.map(({ label, style, textAt }) => (
        <li key={label}>
          <Swatch {...style} /> {label}{" "}
          <span class="chart-value">{step === -1 ? "" : textAt(step)}</span>
        </li>
      ))}
      {before !== undefined && (
        <li>
          <Swatch {...dashed} /> {before}
        </li>
      )}
      {limit !== undefined && (
        <li>
          <i class="limit" /> {limit}
        </li>
      )}
    </ul>
  );
}

function Swatch({ color, isDashed, area, hasGlyphs }: LineStyle): JSX.Element {
  const hasPattern = area === "pattern";
  const { path, tint, pattern } = chartGlyphs[color];
  const width = hasPattern ? tileSize : 2 * tileSize;
  return (
    <svg class={`swatch ink-${color}`} width={width} height={tileSize} aria-hidden="true">
      {hasPattern ? (
        <>
          <rect class="solid" width={width} height={tileSize} fill-opacity={tint} />
          <path d={pattern} />
        </>
      ) : (
        <>
          <path d={`M0 6h${width}`} {...(isDashed ? { "stroke-dasharray": "6 3" } : {})} />
          {hasGlyphs && <path class="solid" transform={`translate(${tileSize / 2})`} d={path} />}
        </>
      )}
    </svg>
  );
}
