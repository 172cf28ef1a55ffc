import type { SourceFile } from '../source/source-file.ts';
import { isOperationLog } from './read-operation-log.ts';

/** Whether this is an operation log: by its name, else by its first line. */
export function isLog({ path, text }: Pick<SourceFile, 'path' | 'text'>): boolean {
  return /\.(jsonl|ndjson|trace)$/.test(path) ? text.trim() !== '' : isOperationLog(text);
}
