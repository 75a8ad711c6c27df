import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent, TargetedPointerEvent } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { useNow } from "./answer.ts";
import { useCrosshair } from "./crosshair-scope.tsx";
import { MomentMenu } from "./moment-menu.tsx";
import { boundsOf, rangeParams, zoomRange } from "./parse-range.ts";
import { go, hrefTo, usePlace } from "./place.ts";
import { useRange } from "./range.ts";
import { nearestStep, type TimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";

export interface PlotSliderProps {
  readonly title: string;
  readonly axis: TimeAxis;
  /** What the chart says as a whole. */
  readonly summary: string;
  /** What it says of one step. */
  readonly textAt: (step: number) => string;
  /** Follows the pointer up and down, from 0 at the bottom to 1; undefined where it is not. */
  readonly onHeight?: ((share: number | undefined) => void) | undefined;
}

/** A shorter way of the pointer is a click. */
const dragPx = 5;

/**
 * Takes the pointer and the keys of a chart. It is a slider along the steps: screen readers give the arrow keys to
 * sliders without a mode of its own, and read out the text of the value whenever it changes.
 */
export function PlotSlider(props: PlotSliderProps): JSX.Element {
  const { title, axis, summary, textAt, onHeight } = props;
  const texts = useTexts().charts;
  const crosshair = useCrosshair();
  const { view } = usePlace();
  const range = useRange();
  const now = useNow();
  const slider = useRef<HTMLDivElement>(null);
  const downAt = useRef<number | undefined>(undefined);
  const isDragged = useRef(false);
  const [drag, setDrag] = useState<readonly [number, number]>();
  /** Start of the step whose menu is open: live steps move on. */
  const [openMs, setOpenMs] = useState<number>();
  // What was read out stays while live figures change: a reader would tell of each of them.
  const [said, setSaid] = useState<{ readonly startMs: number; readonly text: string }>();
  const help = useId();
  const last = axis.startsMs.length - 1;

  function middleOf(step: number): number {
    return (axis.startsMs[step] ?? axis.fromMs) + axis.stepMs / 2;
  }

  function presentStep(): number {
    return crosshair?.timeMs === undefined ? last : nearestStep(axis, crosshair.timeMs);
  }

  function stepAtShare(share: number): number {
    return nearestStep(axis, axis.fromMs + share * (axis.toMs - axis.fromMs));
  }

  function zoomTo(fromMs: number, toMs: number): void {
    const [from, to] = [fromMs, toMs].map((timeMs) => new Date(timeMs).toISOString());
    go(hrefTo(view, { from, to }));
  }

  function zoomOut(): void {
    setOpenMs(undefined);
    go(hrefTo(view, rangeParams(zoomRange(range, 2, now()))));
  }

  function zoomIn(): void {
    const { fromMs, toMs } = boundsOf(range, now());
    const quarterMs = Math.max(axis.stepMs, (toMs - fromMs) / 2) / 2;
    const pointMs = crosshair?.timeMs ?? (fromMs + toMs) / 2;
    const middleMs = Math.max(fromMs + quarterMs, Math.min(toMs - quarterMs, pointMs));
    if (toMs - fromMs > axis.stepMs) zoomTo(middleMs - quarterMs, middleMs + quarterMs);
  }

  function move(event: TargetedPointerEvent<HTMLDivElement>): void {
    const share = shareAt(event);
    const { top, height } = event.currentTarget.getBoundingClientRect();
    onHeight?.(Math.max(0, Math.min(1, 1 - (event.clientY - top) / height)));
    crosshair?.set(middleOf(stepAtShare(share)));
    const { current: start } = downAt;
    const width = event.currentTarget.clientWidth;
    if (start !== undefined && (drag !== undefined || Math.abs(share - start) * width >= dragPx)) {
      setDrag(share < start ? [share, start] : [start, share]);
    }
  }

  function press(event: TargetedPointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    isDragged.current = false;
    downAt.current = shareAt(event);
    move(event);
  }

  function release(): void {
    if (downAt.current === undefined) return;
    cancel();
    if (drag === undefined) return;
    isDragged.current = true;
    const [first, end] = drag.map(stepAtShare);
    zoomTo(axis.startsMs[first ?? 0] ?? 0, (axis.startsMs[end ?? 0] ?? 0) + axis.stepMs);
  }

  /** Not when the pointer comes up: browsers move the focus after that where it is a finger. */
  function click(event: TargetedMouseEvent<HTMLDivElement>): void {
    // The second click of two zooms out.
    if (isDragged.current || event.detail > 1 || last < 0) return;
    const step = stepAtShare(shareAt(event));
    crosshair?.set(middleOf(step));
    setOpenMs(axis.startsMs[step]);
  }

  function cancel(): void {
    downAt.current = undefined;
    setDrag(undefined);
  }

  function leave(): void {
    onHeight?.(undefined);
    if (openMs === undefined) crosshair?.set(undefined);
  }

  function goTo(step: number): void {
    const next = Math.max(0, Math.min(last, step));
    crosshair?.set(middleOf(next));
    setSaid({ startMs: axis.startsMs[next] ?? axis.fromMs, text: textAt(next) });
  }

  function close(hasFocus: boolean): void {
    setOpenMs(undefined);
    if (hasFocus) slider.current?.focus({ preventScroll: true });
    else crosshair?.set(undefined);
  }

  function type(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isMove = /^(Arrow|Page)/.test(event.key);
    if (event.repeat && !isMove) return;
    const page = Math.max(1, Math.round(last / 10));
    const deeds: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => goTo(presentStep() - 1),
      ArrowDown: () => goTo(presentStep() - 1),
      ArrowRight: () => goTo(presentStep() + 1),
      ArrowUp: () => goTo(presentStep() + 1),
      PageDown: () => goTo(presentStep() - page),
      PageUp: () => goTo(presentStep() + page),
      Home: () => goTo(0),
      End: () => goTo(last),
      Enter: () => setOpenMs(axis.startsMs[presentStep()]),
      " ": () => setOpenMs(axis.startsMs[presentStep()]),
      "+": zoomIn,
      "=": zoomIn,
      "-": zoomOut,
      Escape: () => (drag === undefined ? crosshair?.set(undefined) : cancel()),
    };
    const deed = deeds[event.key];
    if (deed === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  return (
    <>
      {drag !== undefined && (
        <div
          class="chart-drag"
          style={{ left: `${drag[0] * 100}%`, width: `${(drag[1] - drag[0]) * 100}%` }}
        />
      )}
      <div
        ref={slider}
        class="chart-slider"
        role="slider"
        tabIndex={last < 0 ? -1 : 0}
        aria-label={title}
        aria-describedby={help}
        aria-disabled={last < 0}
        aria-haspopup="dialog"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, said === undefined ? last : nearestStep(axis, said.startMs))}
        aria-valuetext={said?.text ?? summary}
        onPointerMove={move}
        onPointerDown={press}
        onPointerUp={release}
        onPointerCancel={cancel}
        onPointerLeave={leave}
        onClick={click}
        onDblClick={zoomOut}
        onKeyDown={type}
        onBlur={() => setSaid(undefined)}
      />
      <span id={help} class="sr">
        {texts.keys}
      </span>
      {openMs !== undefined && <MomentMenu axis={axis} startMs={openMs} onClose={close} />}
    </>
  );
}

/** How far to the right a pointer is, from 0 to 1. */
function shareAt({ clientX, currentTarget }: TargetedMouseEvent<HTMLDivElement>): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return Math.max(0, Math.min(1, (clientX - left) / width));
}
