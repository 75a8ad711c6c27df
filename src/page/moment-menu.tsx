import type { JSX, TargetedFocusEvent, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useFormat } from "./format.ts";
import { Link } from "./link.tsx";
import { hrefTo, usePlace } from "./place.ts";
import { shareOf, type TimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";

export interface MomentMenuProps {
  readonly axis: TimeAxis;
  /** Start of the step. */
  readonly startMs: number;
  /** Closes it; `hasFocus` tells whether the focus was in it. */
  readonly onClose: (hasFocus: boolean) => void;
}

/** Leads from a step of a chart to what happened in it. */
export function MomentMenu({ axis, startMs, onClose }: MomentMenuProps): JSX.Element {
  const texts = useTexts().charts;
  const { dateTime, time } = useFormat();
  const { view, params } = usePlace();
  const box = useRef<HTMLDivElement>(null);
  const isOver = useRef(false);
  const from = new Date(startMs).toISOString();
  const to = new Date(startMs + axis.stepMs).toISOString();
  const title = `${dateTime(from)} – ${time(to)}`;
  // Who looks at one route wants the errors of that route.
  const of = view === "route" ? ["method", "route"] : [];
  const kept = Object.fromEntries(of.map((name) => [name, params.get(name) ?? undefined]));

  useLayoutEffect(() => box.current?.querySelector("a")?.focus(), [startMs]);

  /** The focus goes back to the chart, which is no leaving. */
  function close(): void {
    isOver.current = true;
    onClose(true);
  }

  function leave(event: TargetedFocusEvent<HTMLDivElement>): void {
    const { relatedTarget, currentTarget } = event;
    if (isOver.current) return;
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) onClose(false);
  }

  function press(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  }

  return (
    <div
      ref={box}
      class="chart-menu"
      role="dialog"
      aria-label={title}
      style={{ left: leftOf(shareOf(axis, startMs + axis.stepMs / 2)) }}
      onFocusOut={leave}
      onKeyDown={press}
      onClick={close}
    >
      <p>{title}</p>
      <Link to={hrefTo("routes", { from, to })}>{texts.routes}</Link>
      <Link to={hrefTo("errors", { ...kept, from, to })}>{texts.errors}</Link>
      <Link to={hrefTo(view, { from, to })}>{texts.closer}</Link>
    </div>
  );
}

/** Below the step, as far as the chart reaches. */
function leftOf(share: number): string {
  return `clamp(-60px, calc(${share * 100}% - 120px), calc(100% - 240px))`;
}
