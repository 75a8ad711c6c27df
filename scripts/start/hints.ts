import type { StartSettings } from "./settings.ts";

/** What to print when the server answers: where it is, and how to ask it things. */
export function formatHints({ runtime, port, token, isTokenNew, dataDir }: StartSettings): string {
  const url = `http://127.0.0.1:${port}`;
  const secret = `-H "Authorization: Bearer $EDGEWATCH_TOKEN"`;
  return `
  The orders example runs on ${runtime}: ${url}
  Counts are kept in ${dataDir}. Ctrl-C ends it and loses nothing.

  The dashboard is at ${url}/_edgewatch/
  ${isTokenNew ? `Log in with the token ${token}` : "Log in with your EDGEWATCH_TOKEN"}

  Or ask it things from another terminal:

    ${isTokenNew ? `export EDGEWATCH_TOKEN=${token}` : "# with your EDGEWATCH_TOKEN exported"}

    curl ${url}/orders
    curl ${url}/health
    curl ${secret} ${url}/metrics
    curl ${secret} -H "Accept: application/json" ${url}/metrics
    curl ${secret} "${url}/_edgewatch/api/usage?from=-1h&by=route,method,status&order=-requests"

  Send it traffic and compare what was counted:

    npm run traffic -- --requests 10000 --rate 200 --url ${url}
`;
}
