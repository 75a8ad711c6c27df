type TextFormat = "prometheus" | "openmetrics";

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly exemplar: SampleExemplar | undefined;
}

export interface SampleExemplar {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly timeSeconds: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string | undefined;
  readonly samples: readonly Sample[];
}

const metadata = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s;
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const exemplarPart = /^(.* \d+) # \{([^{}]*)\} (\S+) (\S+)$/s;
const maxExemplarLength = 128;
const reservedName = "__name__";
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const numeral = /^(?:[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\+Inf)$/;

/** Which suffixes the samples of a family may have. */
const suffixes: Readonly<Record<TextFormat, Readonly<Record<string, readonly string[]>>>> = {
  prometheus: { counter: [""], gauge: [""], histogram: ["_bucket", "_sum", "_count"] },
  openmetrics: { counter: ["_total"], gauge: [""], histogram: ["_bucket", "_sum", "_count"] },
};

/**
 * Parses an exposition strictly; throws at whatever a scraper might refuse.
 *
 * Sources: Prometheus text format 0.0.4; OpenMetrics 1.0, ABNF and "Overall Structure".
 */
export function parseExposition(text: string, format: TextFormat): Family[] {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const lines = text.slice(0, -1).split("\n");
  if (format === "openmetrics" && lines.pop() !== "# EOF") throw new Error("no # EOF at the end");
  const families: Draft[] = [];
  for (const line of lines) readLine(families, line, format);
  const names = families.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new Error("a family comes twice");
  const sampled = families.flatMap(({ name, samples }) => [
    name,
    ...new Set(samples.map((sample) => sample.name).filter((other) => other !== name)),
  ]);
  if (new Set(sampled).size !== sampled.length) throw new Error("families have samples in common");
  return families.map((draft) => finish(draft, format));
}

interface Draft {
  readonly name: string;
  readonly metadata: Map<string, string>;
  readonly samples: Sample[];
}

function readLine(families: Draft[], line: string, format: TextFormat): void {
  const [, kind, name, rest = ""] = metadata.exec(line) ?? [];
  if (kind === undefined || name === undefined) {
    const family = families.at(-1);
    if (family === undefined) throw new Error(`a sample before its family: ${line}`);
    family.samples.push(parseSample(line, format));
    return;
  }
  let family = families.at(-1);
  if (family?.name !== name) {
    family = { name, metadata: new Map(), samples: [] };
    families.push(family);
  }
  if (family.samples.length > 0) throw new Error(`metadata after samples: ${line}`);
  if (family.metadata.has(kind)) throw new Error(`metadata twice: ${line}`);
  if (kind === "UNIT" && format === "prometheus") throw new Error("UNIT is of OpenMetrics");
  family.metadata.set(kind, rest);
}

function parseSample(line: string, format: TextFormat): Sample {
  const [, before, ...exemplar] =
    (format === "openmetrics" ? exemplarPart.exec(line) : undefined) ?? [];
  const [, name, labels = "", value = ""] = sampleLine.exec(before ?? line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  if (before !== undefined && !name.endsWith("_bucket"))
    throw new Error(`an exemplar of no bucket: ${line}`);
  return {
    name,
    labels: parseLabels(labels),
    value: parseNumber(value),
    exemplar: before === undefined ? undefined : parseExemplar(exemplar),
  };
}

function parseExemplar([set = "", value = "", time = ""]: readonly string[]): SampleExemplar {
  const labels = parseLabels(set);
  if ([...labels].flat().join("").length > maxExemplarLength) throw new Error("a long exemplar");
  return { labels, value: parseNumber(value), timeSeconds: parseNumber(time) };
}

function parseNumber(text: string): number {
  if (!numeral.test(text)) throw new Error(`no number: ${text}`);
  return Number(text.replace("Inf", "Infinity"));
}

function parseLabels(text: string): Map<string, string> {
  const labels = new Map<string, string>();
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const [, name, escaped, end] = label.exec(text) ?? [];
    if (name === undefined || escaped === undefined) throw new Error(`no labels: {${text}}`);
    if (name === reservedName) throw new Error(`a reserved label: {${text}}`);
    if (labels.has(name)) throw new Error(`a label twice: {${text}}`);
    if (end === "," && label.lastIndex === text.length)
      throw new Error(`a comma too many: ${text}`);
    labels.set(name, unescape(escaped));
  }
  return labels;
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}

function finish({ name, metadata: told, samples }: Draft, format: TextFormat): Family {
  const type = told.get("TYPE") ?? "untyped";
  const unit = told.get("UNIT");
  const allowed = suffixes[format][type] ?? [];
  for (const sample of samples) {
    if (!allowed.some((suffix) => sample.name === name + suffix)) {
      throw new Error(`${sample.name} does not belong to the ${type} ${name}`);
    }
  }
  if (unit !== undefined && !name.endsWith(`_${unit}`)) throw new Error(`${name} lacks its unit`);
  const identities = samples.map((sample) => identityOf(sample));
  if (new Set(identities).size !== identities.length)
    throw new Error(`a sample of ${name} comes twice`);
  return { name, type, help: told.get("HELP") ?? "", unit, samples };
}

function identityOf({ name, labels }: Sample): string {
  const sorted = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, sorted]);
}
