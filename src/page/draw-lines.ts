import { chartGlyphs, tileSize } from "./chart-glyphs.ts";
import type { ChartColor, ChartPaint } from "./chart-colors.ts";
import type { PlotLayer } from "./plot-layers.ts";
import { prepareCanvas } from "./prepare-canvas.ts";
import { shareOf, type TimeAxis } from "./step-time.ts";

/** What is drawn, in what order. */
export interface LinePicture {
  readonly axis: TimeAxis;
  /** Top of the scale. */
  readonly max: number;
  readonly layers: readonly PlotLayer[];
  readonly styles: readonly LineStyle[];
}

export interface LineStyle {
  readonly color: ChartColor;
  readonly isDashed: boolean;
  readonly area: "none" | "tint" | "pattern";
  /** Whether marks on the line tell it from others. */
  readonly hasGlyphs: boolean;
}

/** How far the canvas reaches over the plot on each side: half of a dot lies outside. */
const overhang = 5;
/** How many steps are between two marks of a line. */
const glyphSteps = 12;

/** Draws lines and areas, sharp on the pixels of the screen. */
export function drawLines(
  canvas: HTMLCanvasElement,
  { axis, max, layers, styles }: LinePicture,
  paint: ChartPaint,
  width: number,
  height: number,
): void {
  const context = prepareCanvas(canvas, width + 2 * overhang, height + 2 * overhang);
  if (context === undefined) return;
  const pen = context;
  const ratio = devicePixelRatio;
  pen.setTransform(ratio, 0, 0, ratio, overhang * ratio, overhang * ratio);
  pen.lineJoin = "round";

  function xOf(at: number): number {
    return shareOf(axis, (axis.startsMs[at] ?? 0) + axis.stepMs / 2) * width;
  }

  function yOf(value: number): number {
    return height - (value / max) * height;
  }

  /** Calls back for every run of steps of which something is known. */
  function eachRun(
    values: PlotLayer["edge"],
    draw: (path: Path2D, ends: [number, number]) => void,
  ): void {
    for (let at = 0; at < values.length; at += 1) {
      const first = at;
      const path = new Path2D();
      for (let value = values[at]; value !== null && value !== undefined; value = values[at]) {
        path.lineTo(xOf(at), yOf(value));
        at += 1;
      }
      if (at > first) draw(path, [first, at - 1]);
    }
  }

  function stroke(values: PlotLayer["edge"], dash: readonly number[]): void {
    pen.setLineDash([...dash]);
    eachRun(values, (path) => pen.stroke(path));
    pen.setLineDash([]);
  }

  function dot(
    glyph: Path2D,
    at: number,
    value: number | null | undefined,
    isHollow: boolean,
  ): void {
    if (value === null || value === undefined) return;
    pen.save();
    pen.translate(xOf(at) - tileSize / 2, yOf(value) - tileSize / 2);
    if (isHollow) pen.fillStyle = paint.of("surface");
    pen.fill(glyph);
    if (isHollow) pen.stroke(glyph);
    pen.restore();
  }

  for (const { line, area, edge, partialEdge, dots, hollow } of layers) {
    const style = styles[line];
    if (style === undefined) continue;
    const color = paint.of(style.color);
    const glyph = new Path2D(chartGlyphs[style.color].path);
    pen.globalAlpha = style.area === "tint" ? 0.15 : 1;
    pen.fillStyle = style.area === "pattern" ? tileOf(pen, style.color, paint, ratio) : color;
    if (style.area !== "none") {
      eachRun(area, (path, [first, last]) => {
        path.lineTo(xOf(last), height);
        path.lineTo(xOf(first), height);
        pen.fill(path);
      });
    }
    pen.globalAlpha = 1;
    pen.lineWidth = style.area === "pattern" ? 1.25 : 1.75;
    pen.strokeStyle = pen.fillStyle = color;
    stroke(edge, style.isDashed ? [6, 4] : []);
    stroke(partialEdge, [2, 3]);
    for (const at of dots) dot(glyph, at, edge[at], false);
    for (const at of hollow) dot(glyph, at, partialEdge[at], true);
    for (const [at, startMs] of style.hasGlyphs ? axis.startsMs.entries() : []) {
      // Marks stay with their moments, so that they move along with the line and do not jump.
      const ordinal = Math.round(startMs / axis.stepMs) + line * 4;
      if (ordinal % glyphSteps === 0) dot(glyph, at, edge[at], false);
    }
  }
}

function tileOf(
  context: CanvasRenderingContext2D,
  color: ChartColor,
  { of }: ChartPaint,
  ratio: number,
): CanvasPattern | string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(tileSize * ratio);
  const tile = canvas.getContext("2d");
  if (tile === null) return of(color);
  const { tint, pattern: lines } = chartGlyphs[color];
  const scale = canvas.width / tileSize;
  tile.scale(scale, scale);
  // Lower areas are painted over higher ones, so that nothing may shine through.
  tile.fillStyle = of("surface");
  tile.fillRect(0, 0, tileSize, tileSize);
  tile.fillStyle = tile.strokeStyle = of(color);
  tile.globalAlpha = tint;
  tile.fillRect(0, 0, tileSize, tileSize);
  tile.globalAlpha = 1;
  tile.lineWidth = 1.5;
  tile.stroke(new Path2D(lines));
  const repeated = context.createPattern(canvas, "repeat");
  repeated?.setTransform(new DOMMatrix().scale(1 / scale));
  return repeated ?? of(color);
}
