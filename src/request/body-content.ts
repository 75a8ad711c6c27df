/** How the content of a body is read. */
export type BodyKind = "json" | "form" | "text";

/** Content types that are captured unless others are named: `*` stands for any part. */
export const defaultContentTypes: readonly string[] = [
  "application/json",
  "application/*+json",
  "application/x-www-form-urlencoded",
  "text/plain",
];

/** Streams without an end, which no allow-list can let in. */
const endlessTypes = new Set(["text/event-stream", "multipart/x-mixed-replace"]);

/** Statuses whose responses have no body, and the one of network errors. */
const bodilessStatuses = new Set([0, 101, 103, 204, 205, 304]);

/** Tells whether responses of this status have no body. */
export function hasNoBody(status: number): boolean {
  return bodilessStatuses.has(status);
}

/** Tells whether the headers name a plain content of one of the allowed types. */
export function isCapturable(headers: Headers, contentTypes: readonly string[]): boolean {
  const essence = essenceOf(headers.get("content-type") ?? "");
  if (essence === "" || endlessTypes.has(essence)) return false;
  if (!contentTypes.some((pattern) => isMatch(essence, pattern.toLowerCase()))) return false;
  const encoding = headers.get("content-encoding");
  return encoding === null || encoding.trim().toLowerCase() === "identity";
}

/** How to read a content of this type. */
export function bodyKind(contentType: string): BodyKind {
  const essence = essenceOf(contentType);
  if (essence.endsWith("/json") || essence.endsWith("+json")) return "json";
  return essence === "application/x-www-form-urlencoded" ? "form" : "text";
}

/** The character set that a text declares. */
export function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
}

/** The length that the headers announce; undefined where they announce none. */
export function contentLengthOf(headers: Headers): number | undefined {
  const announced = headers.get("content-length");
  return announced !== null && /^\d{1,15}$/.test(announced) ? Number(announced) : undefined;
}

function essenceOf(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

function isMatch(essence: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return essence === pattern;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  return (
    essence.length > before.length + after.length &&
    essence.startsWith(before) &&
    essence.endsWith(after)
  );
}
