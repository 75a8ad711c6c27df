/** What the SDKs take: a key, perhaps an old secret, a host, perhaps a path, and the number of the project. */
const dsnPattern = /^https?:\/\/\w+(?::\w*)?@[\w.-]+(?::\d{1,5})?\/(?:[\w.-]+\/)*\d+$/;

/** Says what is wrong with a DSN, without telling it; undefined where nothing is. */
export function findDsnProblem(dsn: string): string | undefined {
  if (dsnPattern.test(dsn) && URL.canParse(dsn)) return undefined;
  const state = dsn === "" ? "there is no DSN" : "the DSN is malformed";
  return `Cannot forward errors: ${state}; give https://<key>@<host>/<project>, as the project's settings show it`;
}
