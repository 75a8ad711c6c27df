import type { ChartColor } from "./chart-colors.ts";

/** Side of a tile of a pattern, and of the square that a glyph is in the middle of, in pixels. */
export const tileSize = 12;

/** How a line and its area look, so that they are told from others without their colour. */
export interface ChartGlyph {
  /** The mark on the line as the path of an SVG, which is as good for a canvas. */
  readonly path: string;
  /** How much of the colour lies under the pattern of the area, from 0 to 1. */
  readonly tint: number;
  /** Lines of the pattern on one tile, which fit to those of the next. */
  readonly pattern: string;
}

const circle = "M3 6a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
const triangle = "M6 2.4l3.6 6.3h-7.2z";
const square = "M3.3 3.3h5.4v5.4h-5.4z";
const diamond = "M6 2l4 4l-4 4l-4-4z";

/** What stands for each colour. */
export const chartGlyphs: Readonly<Record<ChartColor, ChartGlyph>> = {
  ok: { path: circle, tint: 0.35, pattern: "" },
  redirect: { path: diamond, tint: 0.25, pattern: "M2 3h2M8 3h2M5 9h2M11 9h1M0 9h1" },
  client: { path: triangle, tint: 0.3, pattern: "M-1 7L7-1M-1 13L13-1M5 13L13 5" },
  server: { path: square, tint: 1, pattern: "" },
  accent: { path: circle, tint: 0.35, pattern: "" },
  second: { path: triangle, tint: 0.3, pattern: "M0 3h12M0 9h12" },
  third: { path: square, tint: 0.3, pattern: "M3 0v12M9 0v12" },
  muted: { path: diamond, tint: 0.35, pattern: "" },
};
