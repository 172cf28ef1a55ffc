import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

/**
 * What stays the same of a finding while the sources around it are edited: rule, node, and the numbers of its message. It holds
 * no line and no wording, so that moved lines and reworded messages do not make an old finding new.
 */
export function findingKey({ rule, node, message }: Pick<Finding, 'rule' | 'node' | 'message'>): string {
  return [rule, node, ...(message.match(numbers) ?? [])].join(' ');
}

/** Hexadecimal numbers, and decimal ones that are no part of a name. */
const numbers = /0x[0-9a-f]+|(?<![\w@.,-])\d+(?:\.\d+)?(?![\w.,-]*\w)/gi;

/**
 * Fingerprints for findings, in their order: 32 hexadecimal digits of the key, and of a count where several findings have one
 * key. The same findings have the same fingerprints in every run.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = findingKey(finding);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256')
      .update(count === 0 ? key : `${key} #${count}`)
      .digest('hex')
      .slice(0, 32);
  });
}
