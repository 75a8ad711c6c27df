export interface Step {
  /** The npm script that it runs. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Whether `npm run ok` runs it too. */
  readonly quick?: boolean;
  /** A Vitest run counts its tests; any other step counts as one. */
  readonly vitest?: boolean;
  /** Lines of the output worth reading when all is well. */
  readonly shows?: RegExp;
}

/** What runs first, for the others read the build, and packing makes it anew. */
export const firstSteps: readonly Step[] = [
  { script: "build", quick: true },
  { script: "package:publint" },
  { script: "package:attw" },
];

/** What is fast, and runs beside what mostly waits. */
export const fastSteps: readonly Step[] = [
  { script: "types", quick: true },
  { script: "lint", args: ["--format=unix"], quick: true },
  { script: "format:check", quick: true },
  { script: "types:deno" },
  { script: "unused" },
  { script: "package:size", shows: /edgewatch.*|(?<=Size: +).*/g },
  { script: "deploy:dry-run", shows: /Total Upload.*/g },
  { script: "test:doc" },
  { script: "test:repo", vitest: true },
];

export const slowSteps: readonly Step[] = [
  { script: "services" },
  { script: "test:system", vitest: true },
  { script: "test:node", quick: true, vitest: true },
  { script: "test:workerd", vitest: true },
  { script: "test:deno", vitest: true },
  { script: "test:bun", vitest: true },
  { script: "test:browser", vitest: true },
];
