import type { Background } from "./core/background.ts";
import type { RandomIds } from "./core/random-ids.ts";
import type { Runtime } from "./core/runtime.ts";
import type { EdgewatchOptions } from "./options.ts";
import { isRequestId } from "./request/request-id.ts";
import { withHeader } from "./request/response-headers.ts";
import { readCredentials } from "./serve/credentials.ts";
import { liveResponse } from "./serve/live-response.ts";
import type { Paths } from "./serve/paths.ts";
import type { Routes } from "./serve/routes.ts";

/** Answers Edgewatch's own routes; undefined for any other path. */
export type OwnAnswers = (
  request: Request,
  path: string,
  env: unknown,
  background: Background | undefined,
) => Promise<Response> | undefined;

export interface OwnAnswersParts {
  readonly options: EdgewatchOptions;
  readonly runtime: Runtime;
  readonly ids: RandomIds;
  readonly paths: Paths;
  readonly routes: Routes;
}

/** Gives the answers of Edgewatch's own routes a request id, and those who ask their credentials. */
export function createOwnAnswers(parts: OwnAnswersParts): OwnAnswers {
  const { options, runtime, ids, paths, routes } = parts;
  return (request, path, env, background) => {
    if (!routes.has(path)) return undefined;
    const incomingId = request.headers.get("x-request-id");
    const requestId = isRequestId(incomingId) ? incomingId : ids.next(16);
    if (path === paths.livez && request.method === "GET") {
      return Promise.resolve(liveResponse(requestId));
    }
    const credentials = readCredentials(options, runtime, env);
    return routes
      .answer(request, path, credentials, background)
      .then((response) => withHeader(response, "X-Request-ID", requestId));
  };
}
