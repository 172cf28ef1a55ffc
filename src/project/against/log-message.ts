/** What a message of the boot is about. */
export type MessageKind =
  | 'created'
  | 'initialized'
  | 'summary'
  | 'reserve-failed'
  | 'allocate-failed'
  | 'hook-failed'
  | 'overlap'
  | 'default-cma'
  | 'assigned'
  | 'other';

/** A message, read. */
export interface ReadMessage {
  readonly kind: MessageKind;
  /** Name of the region, or of device and region; undefined: it names none. */
  readonly subject: string | undefined;
}

/** Where a message begins that is compared; what stands before it on its line is a time stamp, a level, a host. */
const beginnings =
  /OF: reserved mem: |OF: fdt: Reserved memory: |Reserved memory: (?:created|incorrect|unable|regions|region|bypass|failed|initialized|unsupported|invalid)|software IO TLB: Reserved memory: |\bcma: (?:Reserved|Failed to reserve|Region at|Size \(|Not enough slots|CMA area|Config string)|Skipping dt linux,cma-default|[\w-]+ [^\s[\]]+: assigned reserved memory node /;

const address = '(?:0x[0-9a-f]+|\\(_*ptrval_*\\))';

const forms: readonly (readonly [kind: MessageKind, form: RegExp])[] = [
  ['assigned', /^\S+ (\S+: assigned reserved memory node \S+)$/],
  [
    'summary',
    new RegExp(
      `^OF: reserved mem: ${address}\\.\\.${address} \\(\\d+ KiB\\) (?:no)?map (?:non-)?reusable (\\S+)$`,
    ),
  ],
  ['initialized', /^(?:OF: reserved mem|Reserved memory): initialized node (\S+), compatible id \S+$/],
  ['reserve-failed', /failed to reserve memory for node '([^']*)': base \S+, size -?\d+ MiB$/],
  ['allocate-failed', /failed to allocate memory for node '([^']*)'(?:: size -?\d+ MiB)?$/],
  ['hook-failed', /: node (\S+) compatible matching fail$/],
  [
    'created',
    new RegExp(
      `^(?:software IO TLB: )?Reserved memory: created \\w+ (?:memory|DMA) pool at ${address}, size -?\\d+ MiB()$`,
    ),
  ],
  ['overlap', /OVERLAP DETECTED!(?:\n(\S+) \(\S+\) overlaps with \S+ \(\S+\))?$/],
  ['default-cma', new RegExp(`^cma: Reserved -?\\d+ MiB at ${address}(?: on node -?\\d+)?()$`)],
];

/** Forms of which one cannot tell whether they are whole: these are, where they end like this. */
const otherWhole =
  /(?:[.!]|ignoring|CMA region|skipping node|not yet supported|is redefined|regions!|activated|in the DT|params instead|MiB|node -?\d+|bytes|kernel param|defined|'\S*')$/;

/** The message that a line holds, without what stands before it; undefined: it is none of those that are compared. */
export function messageIn(line: string): string | undefined {
  const found = beginnings.exec(line);
  if (found === null) return undefined;
  return line.slice(found.index);
}

/** Whether another message begins on this line, or a time stamp stands at its beginning. */
export function isStartOfMessage(line: string): boolean {
  if (/\boverlaps with\b/.test(line)) return false;
  return messageIn(line) !== undefined || /^(?:<\d+>)?\[ *\d+\.\d+(?:@\d+)?\]/.test(line);
}

export function isWholeMessage(text: string): boolean {
  if (/OVERLAP DETECTED!$/.test(text)) return false;
  return readMessage(text).kind !== 'other' || otherWhole.test(text);
}

/** What a message is about. */
export function readMessage(text: string): ReadMessage {
  for (const [kind, form] of forms) {
    const found = form.exec(text);
    if (found !== null) return { kind, subject: found[1] || undefined };
  }
  return { kind: 'other', subject: undefined };
}

const hashed = /\(_*ptrval_*\)/;

/** Lines of a log get lost, and the second of this message with them. */
const bareOverlap = /OVERLAP DETECTED!$/;

/** Whether something is missing from a message: an address that the kernel hides, or a second line. */
export function isCut(text: string): boolean {
  return hashed.test(text) || bareOverlap.test(text);
}

/** What a message that is cut agrees with, once that is normalized: any address, any second line. */
export function patternOf(text: string): RegExp {
  const pieces = normalized(text).split(new RegExp(hashed, 'g'));
  const literal = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const end = bareOverlap.test(text) ? '\\n.*' : '';
  return new RegExp(`^${literal.join('0x[0-9a-f]+')}${end}$`);
}

/** A message without what printk's forms make different: the width of addresses, spaces, the driver before a device. */
export function normalized(text: string): string {
  return text
    .replace(/0x0*([0-9a-f])/g, '0x$1')
    .replace(/[ \t]+/g, ' ')
    .replace(/^\S+ (?=\S+: assigned reserved memory node )/, '');
}
