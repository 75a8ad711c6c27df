import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ChartColor } from "./chart-colors.ts";
import { sparklinePath } from "./sparkline-path.ts";

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** Says in words what it shows. */
  readonly label: string;
  /** @default "accent" */
  readonly color?: ChartColor;
  /** @default 96 */
  readonly width?: number;
  /** @default 24 */
  readonly height?: number;
}

/** Units of the drawing in a pixel. */
const fine = 8;
/** Space for the width of the line. */
const margin = 2 * fine;

/** Shows how a figure went, in the space of a word. */
export function Sparkline(props: SparklineProps): JSX.Element {
  const { values, label, color = "accent", width = 96, height = 24 } = props;
  return useMemo(() => {
    const [wide, high] = [width * fine, height * fine];
    return (
      <svg
        class={`spark ink-${color}`}
        width={width}
        height={height}
        viewBox={`${-margin} ${-margin} ${wide} ${high}`}
        role="img"
        aria-label={label}
      >
        <path d={sparklinePath(values, wide - 2 * margin, high - 2 * margin)} />
      </svg>
    );
  }, [values, label, color, width, height]);
}
