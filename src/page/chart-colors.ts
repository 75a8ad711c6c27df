/** What a line is drawn in; the style sheet has a colour for each, in light and dark. */
export type ChartColor =
  | "ok"
  | "redirect"
  | "client"
  | "server"
  | "accent"
  | "second"
  | "third"
  | "muted";

/** Colours as a canvas takes them. */
export interface ChartPaint {
  readonly of: (color: ChartColor | "surface") => string;
  /** Shades of a heatmap, by level. */
  readonly heat: (level: number) => string;
}

/** Reads the colours that are valid at an element; they are other ones after the theme has changed. */
export function readPaint(host: HTMLElement): ChartPaint {
  const read = new Map<string, string>();
  /** A canvas knows nothing of custom properties, so that an element has to work them out. */
  function paint(name: string): string {
    const known = read.get(name);
    if (known !== undefined) return known;
    const { style } = host;
    style.color = `var(--chart-${name})`;
    const { color } = getComputedStyle(host);
    style.color = "";
    read.set(name, color);
    return color;
  }
  return { of: paint, heat: (level) => paint(`heat-${level}`) };
}
