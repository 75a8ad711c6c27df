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

/** The gate in the order in which it runs: what fails first and fast stands first; a build stands before its readers. */
export const steps: readonly Step[] = [
  { script: "build", quick: true },
  { script: "types", quick: true },
  { script: "types:deno" },
  { script: "lint", args: ["--format=unix"], quick: true },
  { script: "format:check", quick: true },
  { script: "unused" },
  { script: "package:publint" },
  { script: "package:attw" },
  { script: "package:size", shows: /edgewatch.*|(?<=Size: +).*/g },
  { script: "deploy:dry-run", shows: /Total Upload.*/g },
  { script: "services" },
  { script: "test:node", quick: true, vitest: true },
  { script: "test:workerd", vitest: true },
  { script: "test:deno", vitest: true },
  { script: "test:bun", vitest: true },
  { script: "test:doc" },
  { script: "test:repo", vitest: true },
  { script: "test:browser", vitest: true },
  { script: "test:system", vitest: true },
];
