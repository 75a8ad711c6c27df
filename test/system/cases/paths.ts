import type { Case } from "./case.ts";

/**
 * Paths that mean harm.
 *
 * Left out, because the HTTP server answers before the handler is asked, or hands on another URL than the others:
 * characters that no URI has (workerd refuses `<` and `{`, Node a backslash, Deno does not encode them), bytes beyond ASCII,
 * and `..`, which Deno alone does not resolve (2026-11). `hostile.test.ts` holds what they have in common.
 */
export const pathCases: readonly Case[] = [
  ["with an encoded NUL", "/orders/%00"],
  ["with encoded line breaks", "/orders/1%0d%0aset-cookie:%20a=b"],
  ["with an encoded slash", "/orders/a%2fb"],
  ["with encoded text", "/orders/caf%C3%A9"],
  ["with bytes that are no UTF-8", "/orders/%ff%fe"],
  ["with a UTF-8 sequence that is cut off", "/orders/%e2%82"],
  ["with a broken escape", "/orders/100%"],
  ["with markup", "/orders/%3Cscript%3Ealert(1)%3C/script%3E"],
  ["with doubled slashes", "//orders//1"],
  ["with semicolons and commas", "/orders/1;a=b,c"],
  ["of 8,000 characters", `/orders/${"a".repeat(8_000)}`],
  ["of 3,000 segments", "/a".repeat(3_000)],
].map(([name = "", path = ""]) => ({ name: `a path ${name}`, status: 404, path }));
