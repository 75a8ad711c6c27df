import type { JSX } from "preact";
import type { ChartColor } from "./chart-colors.ts";
import type { Unsure } from "./create-format.ts";
import { Figure } from "./figure.tsx";
import { useFormat } from "./format.ts";
import { Sparkline } from "./sparkline.tsx";
import { useTexts } from "./texts.ts";

export interface KpiTileProps {
  readonly title: string;
  readonly value: Unsure;
  readonly as: (value: Unsure) => string;
  /** Writes all of it, where `as` shortens. */
  readonly whole?: (value: Unsure) => string;
  /** Of the range before; undefined where it is not compared. */
  readonly before?: Unsure;
  /** What tells by how much it has changed, now and before: counts of ranges that are not as long do not. */
  readonly compares?: readonly [now: Unsure, before: Unsure];
  /** Which direction is good; neither where nothing is said. */
  readonly better?: "more" | "less";
  readonly values?: readonly (number | null)[] | undefined;
  readonly color?: ChartColor;
}

const glyphs = { up: "▲", down: "▼", same: "=" };

/** One figure, how it went, and by how much it has changed. */
export function KpiTile(props: KpiTileProps): JSX.Element {
  const { title, value, as, whole, before, compares, better, values, color } = props;
  return (
    <li class="tile">
      <h3>{title}</h3>
      <strong>
        <Figure text={as(value)} whole={whole?.(value)} />
      </strong>
      {before === undefined ? null : (
        <ChangeLine {...{ compares: compares ?? [value, before], before, as, better }} />
      )}
      {values === undefined ? null : (
        <Sparkline
          values={values}
          label={title}
          width={160}
          height={32}
          color={color ?? "accent"}
        />
      )}
    </li>
  );
}

function ChangeLine({
  compares,
  before,
  as,
  better,
}: Required<Pick<KpiTileProps, "compares" | "as">> & {
  readonly before: Unsure;
  readonly better: KpiTileProps["better"];
}): JSX.Element {
  const { tiles } = useTexts().core;
  const change = useFormat().change(...compares);
  if (change === undefined) {
    const isKnown = before !== null && before !== undefined;
    return <p class="change">{isKnown ? tiles.before(as(before)) : tiles.noBefore}</p>;
  }
  const { direction, text } = change;
  const isMore = direction === "up";
  const tone =
    better === undefined || direction === "same"
      ? ""
      : isMore === (better === "more")
        ? "ok"
        : "bad";
  return (
    <p class={`change ${tone}`} title={tiles.before(as(before))}>
      <span aria-hidden="true">{glyphs[direction]} </span>
      <span class="sr">{tiles[direction]} </span>
      {direction === "same" ? tiles.same : text}
      <span class="sr"> ({tiles.before(as(before))})</span>
    </p>
  );
}
