import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useFormat } from "./format.ts";
import type { TimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";

export interface ChartTableProps {
  readonly title: string;
  readonly axis: TimeAxis;
  readonly columns: readonly string[];
  /** What a step has in each of the columns. */
  readonly cells: (step: number) => readonly string[];
}

/** More of them are no help to anybody, and slow the page. */
const maxRows = 400;

/** Shows the figures behind a chart, once they are asked for. */
export function ChartTable({ title, axis, columns, cells }: ChartTableProps): JSX.Element {
  const texts = useTexts().charts;
  const { dateTime } = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const cut = Math.max(0, axis.startsMs.length - maxRows);
  return (
    <details class="chart-table" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        {texts.asTable}
        <span class="sr">: {title}</span>
      </summary>
      {isOpen && (
        <div class="chart-rows" role="region" aria-label={title} tabIndex={0}>
          <table>
            {cut > 0 && <caption>{texts.latestRows(String(maxRows))}</caption>}
            <thead>
              <tr>
                {[texts.time, ...columns].map((column) => (
                  <th scope="col">{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {axis.startsMs.slice(cut).map((startMs, row) => (
                <tr key={startMs}>
                  <th scope="row">{dateTime(new Date(startMs).toISOString())}</th>
                  {cells(row + cut).map((cell) => (
                    <td>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
