const maxLength = 4_096;

/** Takes an address to go to after the login, if it is one of the dashboard's own; its overview otherwise. */
export function nextAddress(asked: string, base: string): string {
  const home = `${base}/`;
  const origin = "http://dashboard.invalid";
  if (asked.length > maxLength || !URL.canParse(asked, origin)) return home;
  const url = new URL(asked, origin);
  const path = url.pathname === base ? home : url.pathname;
  return url.origin === origin && path.startsWith(home) ? path + url.search : home;
}
