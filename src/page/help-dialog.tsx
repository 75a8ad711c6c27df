import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { viewKeys, viewPrefix } from "./read-key.ts";
import { useSettings } from "./settings.ts";

/** Lists the keys, and lets them be switched off. */
export function HelpDialog({ close }: { readonly close: () => void }): JSX.Element {
  const { preferences, texts, choose } = useSettings();
  const { keys, views, close: closeText } = texts.core;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);

  return (
    <dialog ref={dialog} aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">{keys.title}</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={preferences.hasKeys}
          onChange={({ currentTarget }) => choose({ hasKeys: currentTarget.checked })}
        />
        {keys.enabled}
      </label>
      <h3>{keys.views}</h3>
      {list(viewKeys.map(([key, view]) => [pair(viewPrefix, key), views[view]]))}
      <h3>{keys.actions}</h3>
      {list([
        [<kbd>/</kbd>, keys.filter],
        [pair("[", "]"), keys.shift],
        [pair("-", "+"), keys.zoom],
        [<kbd>p</kbd>, keys.pause],
        [<kbd>t</kbd>, keys.theme],
        [<kbd>?</kbd>, keys.help],
        [<kbd>Esc</kbd>, keys.escape],
      ])}
      <h3>{keys.charts}</h3>
      {list([
        [pair("←", "→"), keys.move],
        [<kbd>Enter</kbd>, keys.open],
        [pair("-", "+"), keys.zoom],
      ])}
      <p>
        <button class="primary" onClick={() => dialog.current?.close()}>
          {closeText}
        </button>
      </p>
    </dialog>
  );
}

function list(entries: readonly (readonly [ComponentChildren, string])[]): JSX.Element {
  return (
    <dl class="keys">
      {entries.map(([key, text]) => [<dt key={text}>{key}</dt>, <dd key={`${text} `}>{text}</dd>])}
    </dl>
  );
}

function pair(one: string, other: string): JSX.Element {
  return (
    <>
      <kbd>{one}</kbd> <kbd>{other}</kbd>
    </>
  );
}
