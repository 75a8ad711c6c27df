import { detectRuntime, readVariable } from "../../src/core/runtime.ts";

/** How much to try: `usual` runs, or many more with EDGEWATCH_LONG=1. */
export function effort(usual: number, long: number): number {
  return readVariable(detectRuntime().env, "EDGEWATCH_LONG") === undefined ? usual : long;
}
