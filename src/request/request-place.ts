const countryPattern = /^[A-Z][A-Z0-9]$/;
const coloPattern = /^[A-Z]{3}$/;

/** The country that Cloudflare has seen a request come from, as `DE`; empty where nobody tells. */
export function countryOf(request: Request): string {
  const country = told(request, "country") ?? request.headers.get("cf-ipcountry");
  return typeof country === "string" && countryPattern.test(country) ? country : "";
}

/** The data centre of Cloudflare that took a request in, as `FRA`; empty where nobody tells. */
export function coloOf(request: Request): string {
  const colo = told(request, "colo") ?? request.headers.get("cf-ray")?.split("-", 2)[1];
  return typeof colo === "string" && coloPattern.test(colo) ? colo : "";
}

/** Workers tell in a property of the request what others can read in headers only. */
function told(request: Request, name: "country" | "colo"): unknown {
  const place: unknown = Reflect.get(request, "cf");
  return typeof place === "object" && place !== null ? Reflect.get(place, name) : undefined;
}
