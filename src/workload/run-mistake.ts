import type { BufferMistake } from './walk-frees.ts';

/** A step that cannot be performed, met while a log is read and run. */
export function mistakeText(mistake: BufferMistake, name: string, number: number): string {
  if (mistake === 'too-many-live')
    return `More than ${number} buffers are live at once here: nothing frees them.`;
  if (mistake === 'still-live') return `\`${name}\` is allocated a second time without a free in between.`;
  return `\`${name}\` is not live here: it was freed before, or never allocated.`;
}
