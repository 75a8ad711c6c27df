import type { JSX, TargetedFocusEvent, TargetedKeyboardEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useFormat } from "./format.ts";
import { Link } from "./link.tsx";
import { hrefTo, usePlace } from "./place.ts";
import { shareOf, type TimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";

export interface MomentMenuProps {
  readonly axis: TimeAxis;
  readonly step: number;
  /** Closes it; `hasFocus` tells whether the focus was in it. */
  readonly onClose: (hasFocus: boolean) => void;
}

/** Leads from a step of a chart to what happened in it. */
export function MomentMenu({ axis, step, onClose }: MomentMenuProps): JSX.Element {
  const texts = useTexts().charts;
  const { dateTime, time } = useFormat();
  const { view, id, params } = usePlace();
  const box = useRef<HTMLDivElement>(null);
  const startMs = axis.startsMs[step] ?? axis.fromMs;
  const from = new Date(startMs).toISOString();
  const to = new Date(startMs + axis.stepMs).toISOString();
  const share = shareOf(axis, startMs + axis.stepMs / 2);
  const title = `${dateTime(from)} – ${time(to)}`;
  // Who looks at one route wants the errors of that route.
  const of = view === "route" ? ["method", "route"] : [];
  const kept = Object.fromEntries(of.map((name) => [name, params.get(name) ?? undefined]));

  useEffect(() => box.current?.querySelector("a")?.focus({ preventScroll: true }), [step]);

  function leave(event: TargetedFocusEvent<HTMLDivElement>): void {
    const { relatedTarget, currentTarget } = event;
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) onClose(false);
  }

  function press(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose(true);
  }

  return (
    <div
      ref={box}
      class="chart-menu"
      role="dialog"
      aria-label={title}
      style={{ left: leftOf(share) }}
      onFocusOut={leave}
      onKeyDown={press}
      onClick={() => onClose(false)}
    >
      <p>{title}</p>
      <Link to={hrefTo("routes", { from, to })}>{texts.routes}</Link>
      <Link to={hrefTo("errors", { ...kept, from, to })}>{texts.errors}</Link>
      <Link to={hrefTo(view, { from, to }, id)}>{texts.closer}</Link>
    </div>
  );
}

/** Beside the crosshair, on the side where there is more space; never beyond the chart. */
function leftOf(share: number): string {
  const percent = `${share * 100}%`;
  return share > 0.5
    ? `max(-60px, calc(${percent} - 248px))`
    : `min(calc(${percent} + 8px), calc(100% - 240px))`;
}
