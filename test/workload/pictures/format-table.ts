import type { PictureFormat, PicturePlane } from '../../../src/workload/pictures/picture-format.ts';
import { pictureFormats } from '../../../src/workload/pictures/picture-formats.ts';

/** The table of docs/picture-formats.md. */
export function formatTable(): string {
  const rows = pictureFormats.map(formatRow);
  return ['| names | is | planes | source |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function formatRow({ name, also, planes, text, separate, source }: PictureFormat): string {
  const names = [name, ...also].map((one) => `\`${one}\``).join(', ');
  const lines = planes.map(planeText).join('; ');
  return `| ${names} | ${text} | ${lines}${separate ? '; a buffer each' : ''} | ${source} |`;
}

function planeText({ pixels, bytes, lines }: PicturePlane): string {
  const per = pixels === 1 ? 'a pixel' : `for ${pixels} pixels`;
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'} ${per}${lines === 2 ? ', every second line' : ''}`;
}
