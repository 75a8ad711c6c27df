import type { JSX, TargetedSubmitEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatFieldTime, parseFieldTime } from "./field-time.ts";
import { useFormat } from "./format.ts";
import { boundsOf, fixedRange } from "./parse-range.ts";
import type { Range } from "./range.ts";
import { useSettings } from "./settings.ts";

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
  const { fromMs, toMs } = boundsOf(range, Date.now());
  useLayoutEffect(() => first.current?.focus(), []);

  function timeOf(field: unknown): number {
    return typeof field === "string" ? parseFieldTime(field, zone) : NaN;
  }

  function submit(event: TargetedSubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const startMs = timeOf(data.get("from"));
    const endMs = timeOf(data.get("to"));
    if (!(startMs < endMs)) return setWrong(true);
    choose(fixedRange({ fromMs: startMs, toMs: endMs }, Date.now()));
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
          defaultValue={formatFieldTime(fromMs, zone)}
        />
      </label>
      <label class="field">
        {`${words.to} (${zoneName})`}
        <input
          name="to"
          type="datetime-local"
          required
          defaultValue={formatFieldTime(toMs, zone)}
        />
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
