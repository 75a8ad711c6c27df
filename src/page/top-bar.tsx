import type { JSX } from "preact";
import type { LiveState } from "./live.ts";
import { useRange } from "./range.ts";
import { RangePicker } from "./range-picker.tsx";
import { useTexts } from "./texts.ts";

export interface TopBarProps {
  readonly live: LiveState;
  readonly isPaused: boolean;
  readonly pause: (isPaused: boolean) => void;
}

const glyphs = { connecting: "○", live: "●", polling: "◔", offline: "✕", paused: "❚❚", fixed: "■" };

/** The range, and how new figures come. */
export function TopBar({ live, isPaused, pause }: TopBarProps): JSX.Element {
  const { live: texts, range } = useTexts().core;
  const { isLive } = useRange();
  const state = isPaused ? "paused" : isLive || live === "offline" ? live : "fixed";
  const tone = state === "live" ? "ok" : state === "offline" ? "bad" : "muted";
  return (
    <section class="topbar" aria-label={range.label}>
      <RangePicker />
      <div class="end">
        <span class={`live ${tone}`}>
          <i aria-hidden="true">{glyphs[state]}</i>
          {texts[state]}
        </span>
        <button title="p" aria-pressed={isPaused} onClick={() => pause(!isPaused)}>
          {texts.pause}
        </button>
      </div>
    </section>
  );
}
