/** What the login page says. */
export interface LoginTexts {
  readonly language: string;
  readonly title: string;
  readonly token: string;
  readonly hint: string;
  readonly submit: string;
  readonly wrong: string;
  readonly closed: string;
  readonly crossSite: string;
  readonly tooMany: (minutes: number) => string;
}

const english: LoginTexts = {
  language: "en",
  title: "Log in",
  token: "Token",
  hint: "It is the value of EDGEWATCH_TOKEN.",
  submit: "Log in",
  wrong: "This is not the token.",
  closed: "Nobody can log in: no token is configured. Set EDGEWATCH_TOKEN.",
  crossSite: "Another site sent you here. Log in from this page.",
  tooMany: (minutes) =>
    minutes === 1
      ? "Too many attempts. Try again in a minute."
      : `Too many attempts. Try again in ${minutes} minutes.`,
};

const korean: LoginTexts = {
  language: "ko",
  title: "로그인",
  token: "토큰",
  hint: "EDGEWATCH_TOKEN에 설정한 값입니다.",
  submit: "로그인",
  wrong: "토큰이 올바르지 않습니다.",
  closed: "토큰이 설정되어 있지 않아 로그인할 수 없습니다. EDGEWATCH_TOKEN을 설정하세요.",
  crossSite: "다른 사이트에서 보낸 요청입니다. 이 페이지에서 로그인하세요.",
  tooMany: (minutes) => `시도 횟수가 너무 많습니다. ${minutes}분 후에 다시 시도하세요.`,
};

/** Picks the language that comes first in `Accept-Language`; English where that names neither. */
export function loginTexts(acceptLanguage: string | null): LoginTexts {
  const languages = (acceptLanguage ?? "").slice(0, 256).toLowerCase().split(",");
  const first = languages.map((text) => text.trim().slice(0, 2)).find((name) => names.has(name));
  return first === "ko" ? korean : english;
}

const names: ReadonlySet<string> = new Set(["en", "ko"]);
