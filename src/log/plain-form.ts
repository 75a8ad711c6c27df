const plainTag = "[object Object]";

/**
 * Returns a value that stands for an object in JSON; the object itself when it is a plain one.
 *
 * It goes by tags, not by classes, so that objects of another realm are known too.
 *
 * @throws whatever a getter, `toJSON` or proxy throws.
 */
export function plainForm(value: object): unknown {
  if (Array.isArray(value)) return listOrForm(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return customForm(value);
  const tag = Object.prototype.toString.call(value);
  const known = forms[tag];
  if (known !== undefined) return known(value);
  if (ArrayBuffer.isView(value)) return `[${tag.slice(8, -1)} ${value.byteLength} bytes]`;
  // An Error from another realm may have lost its tag; DOMException is no Error on every runtime.
  if (value instanceof Error) return errorForm(value);
  const form = customForm(value);
  return form === value && tag === plainTag ? { ...value } : form;
}

function customForm(value: object): unknown {
  const toJSON: unknown = "toJSON" in value ? value.toJSON : undefined;
  return typeof toJSON === "function" ? Reflect.apply(toJSON, value, []) : value;
}

/** A list that turns itself into something else would do so again when it is stringified. */
function listOrForm(list: readonly unknown[]): unknown {
  if (!("toJSON" in list)) return list;
  const form = customForm(list);
  return form === list ? [...list] : form;
}

const maxListed = 201;

/** Pairs as an object: its keys are as telling as those of any other. */
function entriesForm(value: object): unknown {
  const form: Record<string, unknown> = {};
  let listed = 0;
  for (const [key, item] of entriesOf(value)) {
    if (listed++ >= maxListed) break;
    const name = typeof key === "object" && key !== null ? "[object]" : String(key);
    Object.defineProperty(form, name, {
      value: item,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return form;
}

function entriesOf(value: object): Iterable<readonly [unknown, unknown]> {
  const entries: unknown = Reflect.get(value, "entries");
  return typeof entries === "function" ? Reflect.apply(entries, value, []) : [];
}

function listForm(value: object): unknown {
  const list: unknown[] = [];
  for (const [item] of entriesOf(value)) {
    if (list.length >= maxListed) break;
    list.push(item);
  }
  return list;
}

function textForm(value: object): unknown {
  const toText: unknown = Reflect.get(value, "toString");
  return typeof toText === "function" ? Reflect.apply(toText, value, []) : nameForm(value);
}

function dateForm(value: object): string {
  const time: string | null = JSON.parse(JSON.stringify(value));
  return time ?? "Invalid Date";
}

function nameForm(value: object): string {
  return Object.prototype.toString.call(value).replace("object ", "");
}

/** An error's own facts, its causes, and what else its class has put on it. */
function errorForm(error: object): unknown {
  const form: Record<string, unknown> = {
    type: Reflect.get(error, "name"),
    message: Reflect.get(error, "message"),
  };
  for (const name of ["stack", "code", "cause", "errors"]) {
    const value: unknown = Reflect.get(error, name);
    if (value !== undefined) form[name] = value;
  }
  for (const name of Object.keys(error)) {
    if (!(name in form)) form[name] = Reflect.get(error, name);
  }
  return form;
}

const forms: Readonly<Record<string, (value: object) => unknown>> = {
  "[object Map]": entriesForm,
  "[object Headers]": entriesForm,
  "[object FormData]": entriesForm,
  "[object URLSearchParams]": entriesForm,
  "[object Set]": listForm,
  "[object URL]": textForm,
  "[object RegExp]": textForm,
  "[object Date]": dateForm,
  "[object Error]": errorForm,
  "[object DOMException]": errorForm,
  "[object String]": (value) => value.valueOf(),
  "[object Number]": (value) => value.valueOf(),
  "[object Boolean]": (value) => value.valueOf(),
  "[object BigInt]": (value) => value.valueOf(),
  "[object ArrayBuffer]": nameForm,
  "[object Promise]": nameForm,
  "[object WeakMap]": nameForm,
  "[object WeakSet]": nameForm,
  "[object ReadableStream]": nameForm,
};
