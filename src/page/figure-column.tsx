import type { Unsure } from "./create-format.ts";
import type { Column } from "./data-table.tsx";
import { Figure } from "./figure.tsx";

export interface FigureColumnOptions {
  /** @default 5.5 */
  readonly widthRem?: number;
  /** Writes all digits, where the column shortens. */
  readonly exact?: (value: Unsure) => string;
}

/** Makes a column of numbers, of which some may not be known. */
export function figureColumn<R>(
  id: string,
  title: string,
  pick: (row: R) => Unsure,
  write: (value: Unsure) => string,
  { widthRem = 5.5, exact = write }: FigureColumnOptions = {},
): Column<R> {
  return {
    id,
    title,
    isNumeric: true,
    widthRem,
    value: (row) => pick(row) ?? null,
    render: (row) => <Figure text={write(pick(row))} whole={exact(pick(row))} />,
  };
}
