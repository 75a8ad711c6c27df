/** A log record, as error tracking shows it beside a failure. */
export interface Breadcrumb {
  readonly timeMs: number;
  readonly level: string;
  readonly message: string;
  readonly logger: string;
  /** The fields as JSON without the braces around them; redacted. */
  readonly fieldsText: string;
}

const maxBreadcrumbs = 20;
const maxLineLength = 2_048;
const maxMessageLength = 512;

/** The last log records of one invocation; they become text only when something fails. */
export class Breadcrumbs {
  readonly #records: Breadcrumb[] = [];
  #next = 0;

  add(record: Breadcrumb): void {
    this.#records[this.#next] = record;
    this.#next = (this.#next + 1) % maxBreadcrumbs;
  }

  /** Returns them as JSON, oldest first; what is too long keeps its message and loses its fields. */
  lines(): string[] {
    const records = [...this.#records.slice(this.#next), ...this.#records.slice(0, this.#next)];
    return records.map(formatBreadcrumb);
  }
}

function formatBreadcrumb({ timeMs, level, message, logger, fieldsText }: Breadcrumb): string {
  const head = JSON.stringify({
    timestamp: new Date(timeMs).toISOString(),
    level,
    message: message.slice(0, maxMessageLength),
    logger,
  });
  return fieldsText === "" || head.length + fieldsText.length > maxLineLength
    ? head
    : `${head.slice(0, -1)},${fieldsText}}`;
}
