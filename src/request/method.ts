const knownMethods = new Set([
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "QUERY",
]);

/** Returns the method as a label: any unknown one becomes `_OTHER` (OpenTelemetry HTTP conventions 1.45). */
export function methodLabel(method: string): string {
  return knownMethods.has(method) ? method : "_OTHER";
}
