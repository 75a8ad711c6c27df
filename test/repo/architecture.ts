import { posix } from "node:path";

/** A source file: its path inside `src/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The parts of `src/` and their ranks: folders, what puts them together, and the entries.
 * A new part needs a line here, and a line in docs/architecture.md.
 */
const ranks: ReadonlyMap<string, number> = new Map([
  ["core", 0],
  ["errors", 1],
  ["health", 1],
  ["log", 1],
  ["metrics", 1],
  ["request", 1],
  ["store", 2],
  ["otlp", 3],
  ["query", 3],
  ["alerts", 4],
  ["serve", 4],
  ["dashboard", 5],
  ["page", 5],
  ["composition", 5],
  ["entries", 6],
]);

/** The parts of the files that stand in no folder. */
const rootParts: ReadonlyMap<string, string> = new Map([
  ["ambient-log.ts", "composition"],
  ["error-sinks.ts", "composition"],
  ["capture-failures.ts", "composition"],
  ["create-checks.ts", "composition"],
  ["create-instances.ts", "composition"],
  ["create-diagnosis.ts", "composition"],
  ["create-store.ts", "composition"],
  ["edgewatch.ts", "composition"],
  ["instance.ts", "composition"],
  ["exporting.ts", "composition"],
  ["logging.ts", "composition"],
  ["dependency.ts", "composition"],
  ["options.ts", "composition"],
  ["own-answers.ts", "composition"],
  ["own-metrics.ts", "composition"],
  ["outbound.ts", "composition"],
  ["tracking.ts", "composition"],
  ["wrap-handlers.ts", "composition"],
  ["checks.ts", "entries"],
  ["client.ts", "entries"],
  ["dashboard.ts", "entries"],
  ["hono.ts", "entries"],
  ["index.ts", "entries"],
  ["otlp.ts", "entries"],
  ["redis.ts", "entries"],
  ["sentry.ts", "entries"],
  ["server.ts", "entries"],
  ["worker.ts", "entries"],
  ["workers.ts", "entries"],
]);

/** Finds the imports that go neither to a lower rank nor to a file of the same part. */
export function findForbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    readRelativeImports(path, text)
      .filter((imported) => !isAllowed(partOf(path), partOf(imported)))
      .map((imported) => `${path} imports ${imported}`),
  );
}

/** Finds the files that belong to no part. */
export function findUnranked(files: readonly SourceFile[]): string[] {
  return files.map(({ path }) => path).filter((path) => !ranks.has(partOf(path)));
}

/** Finds what lives at module scope and can change: it would be shared by all instances in an isolate. */
export function findModuleState(files: readonly SourceFile[]): string[] {
  const state =
    /^(?:export )?(?:(?:let|var) .*|const .*= (?:new (?:Map|Set|WeakMap|WeakSet|Array)\b.*\(\)|\[\]|\{\});)$/gm;
  return files.flatMap(({ path, text }) =>
    Array.from(text.matchAll(state), ([line]) => `${path}: ${line}`),
  );
}

/** Finds values that are forced into a type by way of another. */
export function findDoubleCasts(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ text }) => /\bas\s+(?:unknown|never|any)\s+as\b/.test(text))
    .map(({ path }) => path);
}

function isAllowed(from: string, to: string): boolean {
  return from === to || (ranks.get(to) ?? Infinity) < (ranks.get(from) ?? -Infinity);
}

function partOf(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? (rootParts.get(path) ?? path) : path.slice(0, slash);
}

/** Static, dynamic, type-only and re-exporting imports alike. */
function readRelativeImports(path: string, text: string): string[] {
  const imports = text.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g);
  return Array.from(imports, ([, specifier = ""]) => posix.join(posix.dirname(path), specifier));
}
