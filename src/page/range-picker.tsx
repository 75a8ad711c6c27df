import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useNow } from "./answer.ts";
import { useFormat } from "./format.ts";
import { boundsOf, rangeParams, shiftRange, zoomRange } from "./parse-range.ts";
import { go, hrefTo, usePlace } from "./place.ts";
import { useCompare, useRange, type Range } from "./range.ts";
import { RangeForm } from "./range-form.tsx";
import { useTexts, type Texts } from "./texts.ts";

const presets = ["-15m", "-1h", "-6h", "-24h", "-7d", "-30d"];

/** Chooses the range of the view, and whether it is compared with the range before. */
export function RangePicker(): JSX.Element {
  const { range: texts } = useTexts().core;
  const [isOpen, open] = useState(false);
  const range = useRange();
  const now = useNow();
  const compares = useCompare();
  const place = usePlace();
  const { view } = place;
  const group = useRef<HTMLDivElement>(null);

  useEffect(() => open(false), [place]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    function leave({ target }: Event): void {
      if (target instanceof Node && group.current?.contains(target) !== true) open(false);
    }
    function press({ key }: KeyboardEvent): void {
      if (key === "Escape") close();
    }
    addEventListener("pointerdown", leave);
    addEventListener("keydown", press);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("keydown", press);
    };
  }, [isOpen]);

  function close(): void {
    open(false);
    group.current?.querySelector("select")?.focus();
  }

  function choose(chosen: Pick<Range, "from" | "to">): void {
    if (isOpen) close();
    go(hrefTo(view, rangeParams(chosen)));
  }

  function pick(value: string): void {
    if (value === "custom") open(true);
    else if (value !== "") choose({ from: value, to: "now" });
  }

  function compare(isOn: boolean): void {
    go(hrefTo(view, { compare: isOn ? undefined : "none" }));
  }

  return (
    <>
      <div ref={group} class="anchor">
        <div class="joined" role="group" aria-label={texts.label}>
          <button
            aria-label={texts.earlier}
            title={`${texts.earlier} [`}
            onClick={() => choose(shiftRange(range, -0.5, now()))}
          >
            ‹
          </button>
          <RangeSelect range={range} pick={pick} />
          <button
            aria-label={texts.later}
            title={`${texts.later} ]`}
            disabled={range.isLive}
            onClick={() => choose(shiftRange(range, 0.5, now()))}
          >
            ›
          </button>
          <button
            aria-label={texts.wider}
            title={`${texts.wider} -`}
            onClick={() => choose(zoomRange(range, 2, now()))}
          >
            −
          </button>
          <button
            aria-label={texts.closer}
            title={`${texts.closer} +`}
            onClick={() => choose(zoomRange(range, 0.5, now()))}
          >
            +
          </button>
        </div>
        {isOpen ? <RangeForm range={range} choose={choose} close={close} /> : null}
      </div>
      <label class="check" title={texts.compareLong}>
        <input
          type="checkbox"
          checked={compares}
          onChange={({ currentTarget }) => compare(currentTarget.checked)}
        />
        {texts.compare}
      </label>
    </>
  );
}

function RangeSelect({
  range,
  pick,
}: {
  readonly range: Range;
  readonly pick: (value: string) => void;
}): JSX.Element {
  const { range: texts } = useTexts().core;
  const format = useFormat();
  const now = useNow();
  const present = range.isLive && presets.includes(range.from) ? range.from : "";
  return (
    <select
      aria-label={texts.label}
      value={present}
      onChange={({ currentTarget }) => {
        pick(currentTarget.value);
        currentTarget.value = present;
      }}
    >
      {present === "" ? <option value="">{nameOf(range, texts, format, now())}</option> : null}
      {presets.map((from) => (
        <option key={from} value={from}>
          {texts.last(lengthText(from, texts) ?? from)}
        </option>
      ))}
      <option value="custom">{texts.custom}</option>
    </select>
  );
}

function nameOf(
  range: Range,
  texts: Texts["core"]["range"],
  format: ReturnType<typeof useFormat>,
  nowMs: number,
): string {
  const { fromMs, toMs } = boundsOf(range, nowMs);
  if (range.isLive && /^-\w+$/.test(range.from)) {
    return texts.last(lengthText(range.from, texts) ?? format.duration(toMs - fromMs));
  }
  const end = range.isLive ? texts.now : format.span(toMs, fromMs);
  return `${format.span(fromMs, nowMs)} – ${end}`;
}

function lengthText(from: string, texts: Texts["core"]["range"]): string | undefined {
  const count = Number.parseInt(from.slice(1), 10);
  if (from.endsWith("m")) return texts.minutes(count);
  if (from.endsWith("h")) return texts.hours(count);
  return from.endsWith("d") ? texts.days(count) : undefined;
}
