import type { JSX, TargetedSubmitEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useNow } from "./answer.ts";
import { formatFieldTime, parseFieldTime } from "./field-time.ts";
import { useFormat } from "./format.ts";
import { boundsOf, fixedRange } from "./parse-range.ts";
import type { Range } from "./range.ts";
import { useSettings } from "./settings.ts";

const minuteLength = "2026-11-23T10:00".length;

/** Asks for the two ends of a range, in the time zone that is shown. */
export function RangeForm({
  range,
  choose,
  close,
}: {
  readonly range: Range;
  readonly choose: (range: Range) => void;
  readonly close: () => void;
}): JSX.Element {
  const { preferences, texts } = useSettings();
  const { zoneName } = useFormat();
  const { zone } = preferences;
  const words = texts.core.range;
  const first = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const now = useNow();
  // What is asked for goes on, and what stands in the fields stays.
  const [bounds] = useState(() => boundsOf(range, now()));
  const [start, end] = [bounds.fromMs, bounds.toMs].map((timeMs) => formatFieldTime(timeMs, zone));
  useLayoutEffect(() => first.current?.focus(), []);

  function timeOf(field: unknown): number {
    return typeof field === "string" ? parseFieldTime(field, zone) : NaN;
  }

  function submit(event: TargetedSubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const isStartKept = data.get("from") === start;
    const isEndKept = data.get("to") === end;
    if (isStartKept && isEndKept) return choose(range);
    const fromMs = isStartKept ? bounds.fromMs : timeOf(data.get("from"));
    const toMs = isEndKept ? bounds.toMs : timeOf(data.get("to"));
    if (!(fromMs < toMs)) return setWrong(true);
    if (isEndKept && range.isLive) choose({ ...range, from: new Date(fromMs).toISOString() });
    else choose(fixedRange({ fromMs, toMs }, now()));
  }

  return (
    <form class="popover" onSubmit={submit}>
      <label class="field">
        {`${words.from} (${zoneName})`}
        <input
          ref={first}
          name="from"
          type="datetime-local"
          required
          step={stepOf(start)}
          defaultValue={start}
        />
      </label>
      <label class="field">
        {`${words.to} (${zoneName})`}
        <input name="to" type="datetime-local" required step={stepOf(end)} defaultValue={end} />
      </label>
      {isWrong ? (
        <p class="bad" role="alert">
          {words.wrong}
        </p>
      ) : null}
      <div class="toolbar">
        <button class="primary">{words.apply}</button>
        <button type="button" onClick={close}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

/** Fields of times refuse seconds by default. */
function stepOf(text: string | undefined): number {
  return text !== undefined && text.length > minuteLength ? 1 : 60;
}
