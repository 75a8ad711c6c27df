import type { ChartPaint } from "./chart-colors.ts";
import { heatLevel } from "./heat-levels.ts";
import { prepareCanvas } from "./prepare-canvas.ts";

/** What a heatmap shows. */
export interface HeatPicture {
  /** By step and row. */
  readonly counts: readonly (readonly number[])[];
  readonly max: number;
  /** The rows from `first` until before `end`. */
  readonly first: number;
  readonly end: number;
}

/** Cells that are wide enough have a gap to the next. */
const gapFromPx = 6;

/** Draws a heatmap, sharp on the pixels of the screen; nothing where a cell is empty. */
export function drawHeat(
  canvas: HTMLCanvasElement,
  { counts, max, first, end }: HeatPicture,
  paint: ChartPaint,
  width: number,
  height: number,
): void {
  const context = prepareCanvas(canvas, width, height);
  if (context === undefined) return;
  const ratio = devicePixelRatio;
  const perStep = canvas.width / counts.length;
  const perRow = canvas.height / (end - first);
  const gapX = perStep >= gapFromPx * ratio ? Math.round(ratio) : 0;
  const gapY = perRow >= gapFromPx * ratio ? Math.round(ratio) : 0;
  for (const [step, column] of counts.entries()) {
    const left = Math.round(step * perStep);
    const right = Math.max(left + 1, Math.round((step + 1) * perStep) - gapX);
    for (let row = first; row < end; row += 1) {
      const level = heatLevel(column[row] ?? 0, max);
      if (level > 0) {
        const bottom = canvas.height - Math.round((row - first) * perRow);
        const top = canvas.height - Math.round((row - first + 1) * perRow) + gapY;
        context.fillStyle = paint.heat(level);
        context.fillRect(left, top, right - left, Math.max(1, bottom - top));
      }
    }
  }
}
