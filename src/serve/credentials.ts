import { isRecord } from "../core/is-record.ts";
import { readVariable, type Runtime } from "../core/runtime.ts";

/** What requests for Edgewatch's routes must carry; routes without their credential stay closed. */
export interface Credentials {
  readonly token: string | undefined;
  readonly ingestSecret: string | undefined;
}

/** Takes credentials from the options, else from the variables that the runtime has, or that Workers hand over. */
export function readCredentials(
  options: { readonly token?: string | undefined; readonly ingestSecret?: string | undefined },
  runtime: Runtime,
  env: unknown,
): Credentials {
  const variables = runtime.name === "workerd" && isRecord(env) ? env : runtime.env;
  return {
    token: trimmed(options.token ?? readVariable(variables, "EDGEWATCH_TOKEN")),
    ingestSecret: trimmed(
      options.ingestSecret ?? readVariable(variables, "EDGEWATCH_INGEST_SECRET"),
    ),
  };
}

/** Headers lose the spaces around their values, and files of secrets end in a line break. */
function trimmed(secret: string | undefined): string | undefined {
  return secret?.trim() || undefined;
}
