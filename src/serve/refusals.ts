import { QueryError } from "../query/query-error.ts";
import { problemResponse } from "./problem.ts";

/** Answers whom no token opens the route. */
export function unauthorized(token: string | undefined): Response {
  return closed(
    token === undefined
      ? "Cannot answer: no token is configured; set EDGEWATCH_TOKEN"
      : "Cannot answer: send the token as Authorization: Bearer <token>",
  );
}

/** Answers whom no ingest secret opens the route. */
export function noIngest(secret: string | undefined): Response {
  return closed(
    secret === undefined
      ? "Cannot answer: no ingest secret is configured; set EDGEWATCH_INGEST_SECRET"
      : "Cannot answer: send the ingest secret as Authorization: Bearer <secret> or X-CF-Secret",
  );
}

/** Answers a change that another site may have asked a logged-in browser for. */
export function crossSite(): Response {
  const detail = "Cannot change anything for another site: send the request from the dashboard";
  return problemResponse({ status: 403, title: "Forbidden", detail });
}

export function noSuchRoute(): Response {
  const detail = "Edgewatch has no such route";
  return problemResponse({ status: 404, title: "Not Found", detail });
}

export function wrongMethod(allowed: readonly string[]): Response {
  const detail = `Cannot answer this method: expected ${allowed.join(" or ")}`;
  return problemResponse(
    { status: 405, title: "Method Not Allowed", detail },
    { allow: allowed.join(", ") },
  );
}

/** Answers a question that was wrong, or that the store did not answer. */
export function failedAnswer(error: unknown): Response {
  if (error instanceof QueryError) {
    const { parameter, message } = error;
    return problemResponse({ status: 400, title: "Bad Request", detail: message, parameter });
  }
  const detail = "Cannot reach the store: it failed or did not answer in time; see the logs";
  return problemResponse(
    { status: 503, title: "Service Unavailable", detail },
    { "retry-after": "10" },
  );
}

function closed(detail: string): Response {
  return problemResponse(
    { status: 401, title: "Unauthorized", detail },
    { "www-authenticate": "Bearer" },
  );
}
