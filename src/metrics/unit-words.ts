/** UCUM's symbols as OpenTelemetry writes them for Prometheus ("Prometheus and OpenMetrics compatibility"). */
const words: ReadonlyMap<string, string> = new Map([
  ["d", "days"],
  ["h", "hours"],
  ["min", "minutes"],
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
  ["ns", "nanoseconds"],
  ["By", "bytes"],
  ["KiBy", "kibibytes"],
  ["MiBy", "mebibytes"],
  ["GiBy", "gibibytes"],
  ["TiBy", "tebibytes"],
  ["kBy", "kilobytes"],
  ["KBy", "kilobytes"],
  ["MBy", "megabytes"],
  ["GBy", "gigabytes"],
  ["TBy", "terabytes"],
  ["m", "meters"],
  ["V", "volts"],
  ["A", "amperes"],
  ["J", "joules"],
  ["W", "watts"],
  ["g", "grams"],
  ["Cel", "celsius"],
  ["Hz", "hertz"],
  ["%", "percent"],
  ["1", ""],
]);

/** What something is counted by. */
const perWords: ReadonlyMap<string, string> = new Map([
  ["s", "second"],
  ["min", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["w", "week"],
  ["mo", "month"],
  ["y", "year"],
]);

/** Writes a unit as the last part of a metric's name; empty where it has none, as with `{request}`. */
export function unitWords(unit: string, isGauge: boolean): string {
  if (unit === "1") return isGauge ? "ratio" : "";
  const [of = "", per = ""] = unit.replaceAll(/\{[^}]*\}/g, "").split("/", 2);
  const counted = words.get(of) ?? plain(of);
  const by = perWords.get(per) ?? plain(per);
  return [counted, ...(by === "" ? [] : ["per", by])].filter((word) => word !== "").join("_");
}

function plain(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9]+/g, "_").replaceAll(/^_|_$/g, "");
}
