/** How figures and times are written. `–` is what is not known. */
export interface Format {
  /** Undefined for that of the browser. */
  readonly timeZone: string | undefined;
  /** Name of the time zone, such as `GMT+9`. */
  readonly zoneName: string;
  /** A whole number, shortened where it has more than seven digits. */
  readonly count: (value: Unsure) => string;
  /** A whole number with all its digits. */
  readonly exact: (value: Unsure) => string;
  readonly compact: (value: Unsure) => string;
  readonly ms: (value: Unsure) => string;
  readonly percent: (share: Unsure) => string;
  readonly bytes: (value: Unsure) => string;
  readonly rate: (perSecond: Unsure) => string;
  readonly apdex: (value: Unsure) => string;
  /** A number with at most two digits after the point. */
  readonly decimal: (value: Unsure) => string;
  readonly dollars: (value: Unsure) => string;
  /** A length of time, such as `2 h 5 min`. */
  readonly duration: (ms: Unsure) => string;
  readonly time: (iso: string) => string;
  readonly dateTime: (iso: string) => string;
  /** A moment on a time axis, as short as that is clear. */
  readonly tick: (timeMs: number, unit: "day" | "minute" | "second") => string;
  /** Hours and minutes, with the date where it is not that of another moment, and with the year likewise. */
  readonly span: (timeMs: number, otherMs: number) => string;
  readonly ago: (iso: string, nowMs: number) => string;
  /** By how much a figure has changed; undefined where that cannot be said. */
  readonly change: (now: Unsure, before: Unsure) => Change | undefined;
}

export interface Change {
  readonly text: string;
  readonly direction: "up" | "down" | "same";
}

export type Unsure = number | null | undefined;

export const unknownText = "–";

const nbsp = "\u00a0";
const ranks: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];
/** From here on three digits would be four. */
const roundsUpFrom = 999.5;
const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Makes the formatters of one language and time zone. */
export function createFormat(locale: string, timeZone: string | undefined): Format {
  const digits = [0, 1, 2, 3].map((most) => numbers(locale, { maximumFractionDigits: most }));
  const money = numbers(locale, { style: "currency", currency: "USD", maximumFractionDigits: 2 });
  const compactNumber = numbers(locale, { notation: "compact", maximumSignificantDigits: 3 });
  const shortened = numbers(locale, { notation: "compact", maximumSignificantDigits: 4 });
  const shares = [0, 1, 2, 3].map((most) =>
    numbers(locale, { style: "percent", maximumFractionDigits: most, roundingMode: "trunc" }),
  );
  const signed = numbers(locale, {
    style: "percent",
    maximumFractionDigits: 0,
    signDisplay: "exceptZero",
  });
  const moment = { timeZone, hourCycle: "h23" } as const;
  const times = new Intl.DateTimeFormat(locale, { ...moment, timeStyle: "medium" });
  const dateTimes = new Intl.DateTimeFormat(locale, {
    ...moment,
    dateStyle: "medium",
    timeStyle: "medium",
  });
  const minutes = new Intl.DateTimeFormat(locale, { ...moment, timeStyle: "short" });
  const days = new Intl.DateTimeFormat(locale, { timeZone, month: "short", day: "numeric" });
  const dates = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium" });
  const years = new Intl.DateTimeFormat(locale, { timeZone, year: "numeric" });
  const lengths = new Map<string, Intl.NumberFormat>(
    ranks.map(([unit]) => [unit, numbers(locale, { style: "unit", unit, unitDisplay: "short" })]),
  );
  const relative = new Intl.RelativeTimeFormat(locale, { style: "narrow", numeric: "always" });

  /** Three digits that count. */
  function short(value: number): string {
    const size = Math.abs(value);
    return pick(digits, size >= 100 ? 0 : size >= 10 ? 1 : 2).format(value);
  }

  function percent(share: number): string {
    if (share > 0 && share < 0.00001) return `<${pick(shares, 3).format(0.00001)}`;
    const most = share >= 0.99 && share < 1 ? 3 : share < 0.001 ? 3 : share < 0.1 ? 2 : 1;
    // Whoever is not at 100 % is never told so; the spare takes the noise of floating point.
    return pick(shares, most).format(share + 1e-12);
  }

  function ms(value: number): string {
    if (value < 1_000) return `${short(value)}${nbsp}ms`;
    if (value < 120_000) return `${short(value / 1_000)}${nbsp}s`;
    const [unit, unitMs] = value < 120 * 60_000 ? ["minute", 60_000] : ["hour", 3_600_000];
    return lengths.get(unit)?.format(Number((value / unitMs).toPrecision(3))) ?? unknownText;
  }

  function duration(value: number): string {
    const at = ranks.findIndex(([, unitMs]) => value >= unitMs);
    const [unit, unitMs] = ranks[at] ?? ["second", 1_000];
    const whole = Math.floor(value / unitMs);
    const [smaller, smallerMs] = ranks[at + 1] ?? [unit, unitMs];
    const rest = smaller === unit ? 0 : Math.floor((value - whole * unitMs) / smallerMs);
    const texts = [lengths.get(unit)?.format(whole)];
    if (rest > 0) texts.push(lengths.get(smaller)?.format(rest));
    return texts.join(" ");
  }

  function bytes(value: number): string {
    let [size, at] = [value, 0];
    for (; size >= roundsUpFrom && at < byteUnits.length - 1; at++) size /= 1_000;
    return `${short(size)}${nbsp}${byteUnits[at]}`;
  }

  function rate(value: number): string {
    if (value >= 10_000) return `${compactNumber.format(value)}/s`;
    return `${value > 0 && value < 0.01 ? `<${pick(digits, 2).format(0.01)}` : short(value)}/s`;
  }

  function ago(iso: string, nowMs: number): string {
    const elapsedMs = Math.max(0, nowMs - Date.parse(iso));
    if (Number.isNaN(elapsedMs)) return unknownText;
    const [unit, unitMs] = ranks.find(([, lengthMs]) => elapsedMs >= lengthMs) ?? ["second", 1_000];
    return relative.format(-Math.floor(elapsedMs / unitMs), unit);
  }

  function span(timeMs: number, otherMs: number): string {
    const time = minutes.format(timeMs);
    if (dates.format(timeMs) === dates.format(otherMs)) return time;
    const isOfYear = years.format(timeMs) === years.format(otherMs);
    return `${(isOfYear ? days : dates).format(timeMs)}, ${time}`;
  }

  function change(now: Unsure, before: Unsure): Change | undefined {
    if (!isKnown(now) || !isKnown(before)) return undefined;
    if (before === 0) return now === 0 ? { text: signed.format(0), direction: "same" } : undefined;
    const share = (now - before) / before;
    const direction = Math.abs(share) < 0.005 ? "same" : share > 0 ? "up" : "down";
    return { text: share > 9.995 ? `×${short(now / before)}` : signed.format(share), direction };
  }

  return {
    timeZone,
    zoneName: zoneName(locale, timeZone),
    count: known((value) => (value >= 1e7 ? shortened : pick(digits, 0)).format(value)),
    exact: known((value) => pick(digits, 0).format(value)),
    // There are no parts of what is counted.
    compact: known((value) => compactNumber.format(Math.round(value))),
    ms: known(ms),
    percent: known(percent),
    bytes: known(bytes),
    rate: known(rate),
    apdex: known((value) => pick(digits, 2).format(value)),
    decimal: known(short),
    dollars: known((value) => money.format(value)),
    duration: known(duration),
    time: (iso) => formatMoment(times, iso),
    dateTime: (iso) => formatMoment(dateTimes, iso),
    tick: (timeMs, unit) => ({ day: days, minute: minutes, second: times })[unit].format(timeMs),
    span,
    ago,
    change,
  };
}

function known(format: (value: number) => string): (value: Unsure) => string {
  return (value) => (isKnown(value) ? format(value) : unknownText);
}

function isKnown(value: Unsure): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function pick(
  formats: readonly Intl.NumberFormat[],
  at: number,
): Pick<Intl.NumberFormat, "format"> {
  return formats[at] ?? { format: String };
}

function numbers(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, options);
}

function formatMoment(format: Intl.DateTimeFormat, iso: string): string {
  const timeMs = Date.parse(iso);
  return Number.isNaN(timeMs) ? unknownText : format.format(timeMs);
}

function zoneName(locale: string, timeZone: string | undefined): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
  const parts = format.formatToParts();
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "UTC";
}
