import type { Case } from "./case.ts";
import { correlationCases } from "./correlation.ts";
import { edgewatchCases } from "./edgewatch.ts";
import { exampleCases } from "./example.ts";
import { pathCases } from "./paths.ts";

/** In this order: some requests change what later ones get. */
export const cases: readonly Case[] = [
  ...exampleCases,
  ...correlationCases,
  ...pathCases,
  ...edgewatchCases,
];
