/** What should not have come of an input. */
export interface Failure {
  /** The same for the same cause, however different the inputs: messages without numbers and names. */
  readonly signature: string;
  readonly detail: string;
}

/** The failure that an exception is, told apart by its message and the function of ours that it came from. */
export function failureOfException(fault: unknown): Failure {
  if (!(fault instanceof Error)) return { signature: `exception: ${String(fault)}`, detail: '' };
  const { name, message, stack = '' } = fault;
  const frame = /\n\s+at (?:async )?(?:new )?([\w.#$<>]+)/.exec(stack)?.[1] ?? 'top';
  const place = message.includes('call stack') ? '' : ` in ${frame}`;
  return { signature: `exception: ${name}: ${withoutNames(message)}${place}`, detail: stack };
}

/** A message without what differs from input to input. */
export function withoutNames(message: string): string {
  return message
    .replace(/[`'"][^`'"]*[`'"]/g, '_')
    .replace(/\d+/g, 'N')
    .split('\n', 1)
    .join('')
    .slice(0, 100);
}
