import type { ComponentChildren, JSX } from "preact";
import { Link } from "./link.tsx";
import { useTexts } from "./texts.ts";

export interface BriefTableProps<R> {
  readonly title: string;
  /** Where all of it is, where there is more. */
  readonly all?: { readonly to: string; readonly view: string };
  /** Of the columns; the first names what a row is about. */
  readonly titles: readonly string[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly cells: (row: R) => readonly ComponentChildren[];
  /** What to say where there are no rows. */
  readonly none: string;
}

/** A few rows of something that another view shows in full. */
export function BriefTable<R>(props: BriefTableProps<R>): JSX.Element {
  const { title, all, titles, rows, keyOf, cells, none } = props;
  const { overview } = useTexts().core;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{title}</h2>
        {all !== undefined && <Link to={all.to}>{overview.all(all.view)}</Link>}
      </div>
      {rows.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <table class="table brief">
          <caption class="sr">{title}</caption>
          <thead>
            <tr>
              {titles.map((name, at) => (
                <th key={name} scope="col" class={at === 0 ? "" : "num"}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {cells(row).map((cell, at) =>
                  at === 0 ? (
                    <th key={titles[at]} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={titles[at]} class="num">
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
