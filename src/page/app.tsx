import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { AnswersContext, createAnswers, followPage, sessionEndEvent } from "./answer.ts";
import type { SessionEnd } from "./read-answer.ts";
import { config } from "./config.ts";
import { HelpDialog } from "./help-dialog.tsx";
import { useKeys } from "./keys.ts";
import { LiveRegion } from "./live-region.tsx";
import { MainRegion } from "./main-region.tsx";
import { Navigation } from "./navigation.tsx";
import { parseRange, rangeParams, shiftRange, zoomRange, type Range } from "./parse-range.ts";
import { go, hrefTo, hrefToView, PlaceContext, useAddress } from "./place.ts";
import type { KeyAction } from "./read-key.ts";
import { SessionNotice } from "./session-notice.tsx";
import { SettingsContext, useKeptSettings } from "./settings.ts";
import { StatusBar } from "./status-bar.tsx";
import { applyTheme, otherTheme } from "./theme.ts";
import { TopBar } from "./top-bar.tsx";
import { useLive } from "./use-live.ts";
import { ViewOfPlace } from "./view-of-place.tsx";

/** The page: what is around the views, and what they share. */
export function App(): JSX.Element {
  const place = useAddress();
  const settings = useKeptSettings();
  const [answers] = useState(createAnswers);
  const [end, setEnd] = useState<SessionEnd>();
  const [isPaused, setPaused] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const live = useLive(answers, settings.texts, isPaused || end !== undefined);
  const { preferences, texts } = settings;

  useEffect(() => followPage(answers), [answers]);
  useEffect(() => answers.pause(isPaused), [answers, isPaused]);
  useEffect(() => {
    function follow(event: Event): void {
      if (event instanceof CustomEvent) setEnd(event.detail === "gateway" ? "gateway" : "session");
    }
    addEventListener(sessionEndEvent, follow);
    return () => removeEventListener(sessionEndEvent, follow);
  }, []);
  useLayoutEffect(() => applyTheme(preferences.theme), [preferences.theme]);
  useLayoutEffect(() => {
    document.documentElement.lang = preferences.language;
  }, [preferences.language]);
  useLayoutEffect(() => {
    document.title = `${texts.core.views[place.view]} · ${config.service} · Edgewatch`;
  }, [place.view, texts]);

  function moveRange(range: Range): void {
    go(hrefTo(place.view, rangeParams(range)));
  }

  function act(action: KeyAction): void {
    const nowMs = answers.serverNow();
    const range = parseRange(place.params, nowMs);
    switch (action.kind) {
      case "view":
        return go(hrefToView(action.view));
      case "filter":
        return document.querySelector<HTMLElement>("[data-filter]")?.focus();
      case "earlier":
        return moveRange(shiftRange(range, -0.5, nowMs));
      case "later":
        return moveRange(shiftRange(range, 0.5, nowMs));
      case "wider":
        return moveRange(zoomRange(range, 2, nowMs));
      case "closer":
        return moveRange(zoomRange(range, 0.5, nowMs));
      case "pause":
        return setPaused(!isPaused);
      case "theme":
        return settings.choose({ theme: otherTheme(preferences.theme) });
      case "help":
        return setHelping(true);
      case "prefix":
    }
  }
  useKeys(preferences.hasKeys && end === undefined, act);

  if (end !== undefined) {
    return (
      <SettingsContext.Provider value={settings}>
        <SessionNotice end={end} />
      </SettingsContext.Provider>
    );
  }
  return (
    <SettingsContext.Provider value={settings}>
      <PlaceContext.Provider value={place}>
        <AnswersContext.Provider value={answers}>
          <a class="skip" href="#main">
            {texts.core.skip}
          </a>
          <div class="shell">
            <Navigation />
            <div class="stage">
              <TopBar live={live} isPaused={isPaused} pause={setPaused} />
              <MainRegion>
                <ViewOfPlace />
              </MainRegion>
              <StatusBar openHelp={() => setHelping(true)} />
            </div>
          </div>
          {isHelping ? <HelpDialog close={() => setHelping(false)} /> : null}
          <LiveRegion />
        </AnswersContext.Provider>
      </PlaceContext.Provider>
    </SettingsContext.Provider>
  );
}
