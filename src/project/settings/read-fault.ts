import type { FileFault } from '../../source/file-access.ts';

/** Why a file that a setting names cannot be read, in words. */
export function readFault(fault: FileFault, mostBytes: number): string {
  switch (fault) {
    case 'missing':
      return 'no such file';
    case 'folder':
      return 'it is a folder';
    case 'unreadable':
      return 'permission denied';
    case 'too-large':
      return `larger than ${mostBytes >> 20} MiB`;
    case 'special':
      return 'no regular file';
  }
}
