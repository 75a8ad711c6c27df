import { describe, expect, test } from "vitest";
import type { ErrorProblem } from "../../src/errors/error-problem.ts";
import { errorResponse } from "../../src/errors/error-response.ts";

const firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const problem: ErrorProblem = {
  status: 404,
  code: "ORDER_NOT_FOUND",
  message: { en: "We do not know it.", de: "Kennen wir nicht.", "pt-BR": "Desconhecido." },
};

describe("errorResponse()", () => {
  test.for([
    [undefined, "application/problem+json"],
    ["", "application/problem+json"],
    ["*/*", "application/problem+json"],
    ["application/*", "application/problem+json"],
    ["application/json", "application/json"],
    ["application/json, application/problem+json", "application/problem+json"],
    ["application/json, */*;q=0.1", "application/json"],
    ["text/html", "text/html; charset=utf-8"],
    [firefox, "text/html; charset=utf-8"],
    ["text/plain", "text/plain; charset=utf-8"],
    ["TEXT/HTML;Q=1", "text/html; charset=utf-8"],
    ["text/html;q=0.5, application/json;q=0.6", "application/json"],
    ["text/html;q=0.6, application/json;q=0.5", "text/html; charset=utf-8"],
    ["text/*, text/html;q=0", "text/plain; charset=utf-8"],
    ["text/html;q=0, */*", "application/problem+json"],
    ["image/png", "application/problem+json"],
    ["application/json;q=0", "application/problem+json"],
    ["text/html;q=2", "application/problem+json"],
    [";;;,,,q=", "application/problem+json"],
    ["a,".repeat(10_000), "application/problem+json"],
  ] as const)("answers to Accept: %j with %j", ([accept, type]) => {
    const asked = ask(accept === undefined ? {} : { accept });
    expect(errorResponse(asked, problem).headers.get("content-type")).toBe(type);
  });

  test.for([
    [undefined, "en"],
    ["de", "de"],
    ["de-AT", "de"],
    ["fr, de;q=0.5", "de"],
    ["de;q=0.5, en;q=0.9", "en"],
    ["pt", "pt-BR"],
    ["PT-br", "pt-BR"],
    ["fr", "en"],
    ["*", "en"],
    ["en;q=0, *", "de"],
    [",;q=9,", "en"],
  ] as const)("speaks to Accept-Language: %j %j", ([language, expected]) => {
    const asked = ask(language === undefined ? {} : { "accept-language": language });
    const response = errorResponse(asked, problem);
    expect(response.headers.get("content-language")).toBe(expected);
  });
});

function ask(headers: Record<string, string>): Request {
  return new Request("http://localhost/orders/17", { headers });
}
