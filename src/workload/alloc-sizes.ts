import type { CompileContext } from './compile-context.ts';
import { type PictureLayout, planeBytes, readPicture } from './pictures/picture.ts';
import type { WorkloadAlloc } from './workload-document.ts';
import type { YamlPath } from './yaml-source.ts';

const pictureKeys = ['stride', 'height', 'planes'] as const;

/**
 * Bytes of the buffers that an `alloc` makes for one of its `count`: one, or one for each plane of a picture. Undefined, and reported, if
 * that cannot be told. `path` is that of the `alloc`.
 */
export function allocSizes(
  alloc: WorkloadAlloc,
  path: YamlPath,
  context: CompileContext,
): readonly number[] | undefined {
  const picture = typeof alloc.size === 'string' ? readPicture(alloc.size) : undefined;
  const key = pictureKeys.find((name) => alloc[name] !== undefined);
  if (picture?.kind !== 'picture') {
    const size = context.size(alloc.size, [...path, 'size']);
    if (size === undefined || key === undefined) return size === undefined ? undefined : [size];
    const message = `\`${key}\` is of a picture, and \`${alloc.size}\` is none.`;
    const help = 'A picture is written as its width, height and format: `1920x1080 NV12`.';
    context.report('workload-invalid', message, context.placeOf([...path, key]), help);
    return undefined;
  }

  const separate = alloc.planes === undefined ? picture.picture.format.separate : alloc.planes === 'separate';
  const layout: PictureLayout = { stride: alloc.stride, height: alloc.height, separate };
  const planes = planeBytes(picture.picture, layout);
  const sizes = separate ? planes : [planes.reduce((sum, bytes) => sum + bytes, 0)];
  if (sizes.every((bytes) => bytes > 0)) return sizes;
  const message = `A picture has at least one line and one pixel in it: \`${alloc.size}\` has none.`;
  context.report('workload-size', message, context.placeOf([...path, 'size']));
  return undefined;
}
