/** Longer headers are not read to their end. */
const maxHeaderLength = 1_024;
const maxRanges = 32;

interface Range {
  readonly value: string;
  readonly quality: number;
}

/**
 * Picks what a client likes best among media types, by its `Accept` header; the first one if it likes several equally,
 * and undefined if it takes none.
 */
export function pickMediaType<Type extends string>(
  header: string | null,
  offered: readonly Type[],
): Type | undefined {
  if (header === null) return offered[0];
  const ranges = parseRanges(header);
  if (ranges.length === 0) return offered[0];
  return best(offered, (type) => mediaQuality(type, ranges));
}

/** Picks what a client likes best among language tags, by its `Accept-Language` header; undefined if it takes none. */
export function pickLanguage(
  header: string | null,
  offered: readonly string[],
): string | undefined {
  const ranges = parseRanges(header ?? "");
  return best(offered, (tag) => languageQuality(tag.toLowerCase(), ranges));
}

/** Reads `a;q=0.5, b`; what has no quality has 1, and what makes no sense is left out. */
function parseRanges(header: string): Range[] {
  const parts = header.slice(0, maxHeaderLength).toLowerCase().split(",", maxRanges);
  return parts.flatMap((text) => {
    const [value = "", ...parameters] = text.split(";").map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    return value !== "" && quality >= 0 && quality <= 1 ? [{ value, quality }] : [];
  });
}

/** The most specific range counts: `text/html;q=0` refuses HTML beside a wildcard. */
function mediaQuality(type: string, ranges: readonly Range[]): number {
  const wildcard = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const value of [type, wildcard, "*/*"]) {
    const range = ranges.find((it) => it.value === value);
    if (range !== undefined) return range.quality;
  }
  return 0;
}

/** `de` stands for `de-AT`, and `de-AT` likes `de` nearly as well. */
function languageQuality(tag: string, ranges: readonly Range[]): number {
  const exact = ranges.find(({ value }) => value === tag);
  if (exact !== undefined) return exact.quality;
  const related = ranges.find(
    ({ value }) => tag.startsWith(`${value}-`) || value.startsWith(`${tag}-`),
  );
  if (related !== undefined) return related.quality * 0.999;
  return (ranges.find(({ value }) => value === "*")?.quality ?? 0) * 0.998;
}

function best<Item>(items: readonly Item[], qualityOf: (item: Item) => number): Item | undefined {
  let found: Item | undefined;
  let highest = 0;
  for (const item of items) {
    const quality = qualityOf(item);
    if (quality > highest) {
      highest = quality;
      found = item;
    }
  }
  return found;
}
