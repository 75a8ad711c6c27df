import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Mark } from "../query/overview-answer.ts";
import { readPaint, type ChartColor } from "./chart-colors.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import { ChartTable } from "./chart-table.tsx";
import { useFormat } from "./format.ts";
import { drawLines, type LinePicture, type LineStyle } from "./draw-lines.ts";
import { niceTicks, stableMax } from "./nice-scale.ts";
import { greatestOf, lineLayers, stackLayers } from "./plot-layers.ts";
import { toTimeAxis } from "./step-time.ts";
import { summarizeValues } from "./summarize-values.ts";
import { useMarkColumn } from "./mark-text.ts";
import { useTexts } from "./texts.ts";
import { useThemeVersion } from "./use-theme-version.ts";

export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly color: ChartColor;
  readonly fill?: boolean;
  /** What it is compared with, drawn dashed. */
  readonly before?: Pick<ChartLine, "label" | "values">;
}

export interface TimeChartProps {
  readonly title: string;
  readonly times: readonly string[];
  readonly step: string;
  /** Indexes of the steps that are not whole. */
  readonly partial?: readonly number[];
  /** In a stack the first one is at the top. */
  readonly lines: readonly ChartLine[];
  /** @default "line" */
  readonly kind?: "line" | "stack";
  readonly format: (value: number) => string;
  readonly marks?: readonly Mark[];
  /** What the lines should stay below. */
  readonly limit?: { readonly value: number; readonly label: string };
  /** Height of the plot in pixels. @default 160 */
  readonly height?: number;
}

/** Shows how figures went along a time axis. */
export function TimeChart(props: TimeChartProps): JSX.Element {
  const { title, times, step, partial, kind = "line", format, limit, height = 160 } = props;
  const { marks = [] } = props;
  const { charts: texts, core } = useTexts();
  const { dateTime } = useFormat();
  const maxBefore = useRef<number | undefined>(undefined);
  const axis = useMemo(() => toTimeAxis(times, step), [times, step]);
  const lines = useMemo(() => props.lines.flatMap(withBefore), [props.lines]);
  const compared = lines.filter(({ isBefore }) => isBefore);
  const events = useMarkColumn(axis, marks);
  const picture = useMemo<LinePicture>(() => {
    const values = lines.map((line) => line.values);
    const max = stableMax(maxBefore.current, Math.max(greatestOf(values, kind), limit?.value ?? 0));
    maxBefore.current = max;
    const notWhole = new Set(partial);
    const least = max / height;
    const layers =
      kind === "stack" ? stackLayers(values, notWhole, least) : lineLayers(values, notWhole);
    return { axis, max, layers, styles: lines.map((line) => styleOf(line, kind, lines.length)) };
  }, [axis, lines, partial, kind, limit?.value, height]);

  function textOf(value: number | null | undefined): string {
    return value === null || value === undefined ? texts.unknown : format(value);
  }

  function textAt(at: number): string {
    const values = lines.map(({ label, values: own }) => `${label}: ${textOf(own[at])}`);
    const note = partial?.includes(at) === true ? [texts.notWhole] : [];
    const said = [dateTime(times[at] ?? ""), ...values, ...note, events?.textAt(at) ?? ""];
    return said.filter((text) => text !== "").join(", ");
  }

  const summary = lines.map(({ label, values }) => {
    const found = summarizeValues(values);
    if (found === undefined) return `${label}: ${texts.unknown}`;
    return texts.summary(label, format(found.min), format(found.max), format(found.last));
  });
  return (
    <ChartFrame
      title={title}
      axis={axis}
      height={height}
      marks={marks}
      heights={labelsOf(picture.max, format)}
      limit={limit && limit.value / picture.max}
      summary={`${title}. ${summary.join(". ")}`}
      textAt={textAt}
      tipAt={
        compared.length === 0
          ? undefined
          : (at) => (
              <p>
                {core.tiles.before(compared.map(({ values }) => textOf(values[at])).join(" · "))}
              </p>
            )
      }
      legend={
        <ChartLegend
          axis={axis}
          entries={props.lines.map((line) => ({
            label: line.label,
            style: styleOf(line, kind, lines.length),
            textAt: (at) => textOf(line.values[at]),
          }))}
          before={compared.length === 0 ? undefined : texts.before}
          limit={limit?.label}
        />
      }
      table={
        <ChartTable
          title={title}
          axis={axis}
          columns={[...lines.map(({ label }) => label), ...(events ? [events.title] : [])]}
          cells={(at) => [
            ...lines.map(({ values }) => textOf(values[at])),
            ...(events ? [events.textAt(at)] : []),
          ]}
        />
      }
    >
      {(width) => <LineCanvas picture={picture} width={width} height={height} />}
    </ChartFrame>
  );
}

function LineCanvas(props: {
  readonly picture: LinePicture;
  readonly width: number;
  readonly height: number;
}): JSX.Element {
  const { picture, width, height } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeVersion();
  useLayoutEffect(() => {
    const { current } = canvas;
    if (current !== null) drawLines(current, picture, readPaint(current), width, height);
  }, [picture, width, height, theme]);
  return <canvas ref={canvas} class="chart-lines" />;
}

interface DrawnLine extends ChartLine {
  readonly isBefore?: boolean;
}

function withBefore(line: ChartLine): readonly DrawnLine[] {
  const { before, color } = line;
  return before === undefined ? [line] : [line, { ...before, color, isBefore: true }];
}

function styleOf(line: DrawnLine, kind: "line" | "stack", count: number): LineStyle {
  const isStack = kind === "stack";
  const { color, fill = false, isBefore = false } = line;
  return {
    color,
    isDashed: isBefore,
    area: isStack ? "pattern" : fill ? "tint" : "none",
    hasGlyphs: !isStack && !isBefore && count > 1,
  };
}

/** Counts below 4 have no round parts, and a name must not stand at two heights: then only the ends have names. */
function labelsOf(
  max: number,
  format: (value: number) => string,
): readonly { readonly share: number; readonly text: string }[] {
  const named = niceTicks(max).map((value) => ({ share: value / max, text: format(value) }));
  const isClear = new Set(named.map(({ text }) => text)).size === named.length;
  return isClear ? named : [named[0], named.at(-1)].filter((label) => label !== undefined);
}
