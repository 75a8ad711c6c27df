/**
 * What engines say of the same mistake: V8 (Node, Deno, workerd) in the words before, JavaScriptCore (Bun) in those
 * after. What they tell of the place is kept only if it is a name that minifiers leave alone: a property's, a global's.
 */
const table: readonly (readonly [pattern: RegExp, canonical: string])[] = [
  [
    /^Cannot (?:read|set) propert(?:y|ies) of (?:undefined|null)(?: \((?:reading|setting) '([^'\n]{0,200})'\))?/,
    "nullish",
  ],
  [/^Cannot destructure property '([^'\n]{0,200})' (?:of|from) /, "nullish"],
  [/^(?:undefined|null) is not an object \(evaluating '\[/, "not iterable"],
  [/^(?:undefined|null) is not an object \(evaluating '([^\n]{0,400})'\)/, "nullish"],
  [/^([^\n]{0,400}?) is not a function(?:\. \(|$| or its return value)/, "no function"],
  [/^([^\n]{0,400}?) is not a constructor$/, "no constructor"],
  [/^(?:undefined|null) is not a constructor \(evaluating 'new ([^'\n(]{0,400})/, "no constructor"],
  [/ is not iterable|^Spread syntax requires \.\.\.iterable/, "not iterable"],
  [/^([\w$]{1,200}) is not defined$/, "undefined variable"],
  [/^Can't find variable: ([\w$]{1,200})$/, "undefined variable"],
  [
    /^Cannot access (?:'[^'\n]{0,200}' before initialization|uninitialized variable)/,
    "too early variable",
  ],
  [
    /^(?:Assignment to constant variable|Attempted to assign to readonly property|Cannot assign to read only property|Cannot set property [^\n]{0,300} which has only a getter)/,
    "read-only",
  ],
  [
    /^(?:Cannot add property [^\n]{0,200}, object is not extensible|Attempting to define property on object that is not extensible)/,
    "not extensible",
  ],
  [
    /^(?:JSON Parse error|Unexpected end of JSON input|Failed to parse JSON)| is not valid JSON$| in JSON(?: at position |$)|after JSON at position/,
    "invalid JSON",
  ],
  [
    /^(?:Converting circular structure to JSON|JSON\.stringify cannot serialize cyclic)/,
    "cyclic JSON",
  ],
  [
    /^(?:Do not know how to serialize a BigInt|JSON\.stringify cannot serialize BigInt)/,
    "BigInt in JSON",
  ],
  [/^(?:Cannot mix BigInt and other|Invalid mix of BigInt)/, "BigInt mixed"],
  [/^(?:Cannot convert \S{1,200} to a BigInt|Failed to parse String to BigInt)/, "invalid BigInt"],
  [/^(?:Invalid array length|Array (?:length|size) )/, "invalid array length"],
  [/^(?:Invalid count value|String\.prototype\.repeat argument)/, "invalid count"],
  [/^(?:Invalid time value|Invalid Date)/, "invalid date"],
  [/^(?:Invalid string length|Out of memory)/, "too long"],
  [/^Maximum call stack size exceeded/, "stack overflow"],
  [/^(toFixed|toPrecision|toExponential|toString)\(\) [^\n]{0,20}argument must/, "out of range"],
  [
    /^(?:Invalid URL\b|Failed to parse URL|Failed to construct '\w{1,20}': Invalid URL|fetch\(\) URL is invalid)/,
    "invalid URL",
  ],
  [/^URI (?:malformed|error)/, "invalid URI"],
  [/^Body (?:is unusable|already |has already )/, "body used"],
  [/^(?:Class constructor \S{1,200} cannot be|Cannot call a class constructor)/, "class called"],
  [
    /^(?:Cannot (?:read|write) private member|Cannot access invalid private field|Receiver must be)/,
    "private member",
  ],
  [/^Cannot convert a symbol to a string|^Cannot convert a Symbol value to a/, "symbol as text"],
  [/^(?:Cannot use 'in' operator|\S{1,200} is not an Object\. \(evaluating)/, "no object for in"],
  [/^Right[- ]hand side of '?instanceof'? /, "instanceof of no class"],
  [/^reduce of empty array/i, "reduce of nothing"],
  [/^Invalid regular expression: /, "invalid expression"],
];

/** Engines throw no plain Error. */
const builtIn = /^(?:Type|Reference|Range|Syntax|URI)Error$/;
const name = /^[A-Za-z_$][\w$]*$/;
/** The property that is read, called or set last. */
const lastProperty = /[.?]([A-Za-z_$][\w$]{0,200})(?: = [^\n]{0,200})?$/;

/**
 * Says what an engine's own message means in words that are the same on all engines; undefined if the message is not an
 * engine's.
 *
 * @param type the name of the error
 * @param message at most some thousand characters
 */
export function toEngineMessage(type: string, message: string): string | undefined {
  if (!builtIn.test(type)) return undefined;
  for (const [pattern, canonical] of table) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const place = stableName(canonical, found[1]);
    return place === undefined ? canonical : `${canonical}: ${place}`;
  }
  return undefined;
}

/** Variables are renamed by minifiers, properties and globals are not. */
function stableName(canonical: string, place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  const property = lastProperty.exec(place)?.[1];
  if (property !== undefined) return property;
  const isVariable = canonical === "no function" || canonical === "no constructor";
  return !isVariable && name.test(place) ? place : undefined;
}
