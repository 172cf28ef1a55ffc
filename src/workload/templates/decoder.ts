import { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import {
  type CodecName,
  codecNamed,
  codingBlock,
  pictureBuffers,
  writtenCodecs,
} from './decoded-picture-buffer.ts';
import { defineTemplate } from './define-template.ts';
import { bytes, device, dimensions, few, format, picture, roundUp } from './parameters.ts';
import type { Template } from './template.ts';

/** On the screen, next to it, and the one that is decoded into. */
const usualExtra = 3;
const usualBitstream = '2MiB';
const usualWork = '1MiB';

/** Video decoders that work on one frame at a time, from contiguous buffers. */
export const decoder: Template = defineTemplate({
  name: 'decoder',
  summary:
    'A video decoder: bitstream, work memory, and as many frames as the codec and level keep, with changes of resolution.',
  sources: [
    'ITU-T H.264 A.3.1 (MaxDpbFrames) and table A-1; ITU-T H.265 A.4.2 and table A.8; RFC 6386 section 9.7; AV1 annex A.3',
    'drivers/media/platform/verisilicon/hantro_hw.h: hantro_h264_mv_size() and its kin, for motion vectors beside each frame',
    'drivers/media/platform/chips-media/coda: some 1 MiB of work memory a context, up to 19 frames',
  ],
  parameters: z
    .strictObject({
      device,
      codec: z.enum(writtenCodecs).describe('`avc` is `h264`, `h265` is `hevc`.'),
      level: z
        .union([z.string().min(1).max(4), z.number()])
        .optional()
        .describe('Such as `4.1`. Default: the lowest that allows the size, which keeps fewest frames.'),
      size: picture,
      format: format.optional().describe('Of the frames. Default: NV12, P010 for a depth of 10.'),
      depth: z
        .union([z.literal(8), z.literal(10)])
        .optional()
        .describe('Bits a sample. Default: 8.'),
      streams: few.optional().describe('Streams decoded at once. Default: 1.'),
      extraFrames: z
        .int()
        .min(1)
        .max(64)
        .optional()
        .describe(
          'Frames beyond those kept for reference: decoded into, waiting, on the screen. Default: 3.',
        ),
      motionVectors: z
        .boolean()
        .optional()
        .describe(
          'Whether each frame has a buffer of motion vectors beside it. Default: as the codec needs.',
        ),
      bitstream: bytes.optional().describe('The ring of coded data of a stream. Default: 2 MiB.'),
      work: bytes.optional().describe('Work memory of a stream. Default: 1 MiB.'),
      changes: z
        .array(picture)
        .max(100)
        .optional()
        .describe('Sizes to which the stream changes, one after the other.'),
      keep: z.boolean().optional().describe('Whether decoding goes on at the end. Default: no.'),
    })
    .superRefine(({ codec, level, size, changes = [] }, context) => {
      for (const [index, written] of [size, ...changes].entries()) {
        const { width, height } = dimensions(written);
        // What is no size is told of as that.
        if (Number.isNaN(width)) continue;
        const found = pictureBuffers({ codec: codecNamed(codec), level: levelText(level), width, height });
        if (found.ok) continue;
        context.addIssue({
          code: 'custom',
          message: found.message,
          path: index === 0 ? [level === undefined ? 'size' : 'level'] : ['changes', index - 1],
        });
      }
    }),
  steps: (parameters) => {
    const { device, size, streams = 1, changes = [], keep = false } = parameters;
    const { bitstream = usualBitstream, work = usualWork, extraFrames = usualExtra } = parameters;
    const { depth = 8, format = depth === 10 ? 'P010' : 'NV12', motionVectors } = parameters;
    const codec = codecNamed(parameters.codec);
    const level = levelText(parameters.level);

    const allocate = (stream: number, written: string, turn: number): readonly WorkloadStep[] => {
      const coded = codedSize(codec, written);
      const count = referenceFrames(codec, level, written) + extraFrames;
      const vectors = motionVectors === false ? 0 : motionVectorBytes(codec, coded);
      return [
        {
          alloc: {
            device,
            size: `${coded.width}x${coded.height} ${format}`,
            count,
            id: frames(stream, turn),
          },
        },
        ...(vectors === 0
          ? []
          : [{ alloc: { device, size: vectors, count, id: `${frames(stream, turn)}-mv` } }]),
      ];
    };
    const release = (stream: number, written: string, turn: number): readonly WorkloadStep[] => {
      const coded = codedSize(codec, written);
      const hasVectors = motionVectors !== false && motionVectorBytes(codec, coded) > 0;
      return hasVectors
        ? [{ free: `${frames(stream, turn)}-mv` }, { free: frames(stream, turn) }]
        : [{ free: frames(stream, turn) }];
    };

    const all = Array.from({ length: streams }, (_, stream) => stream);
    const begin = all.flatMap((stream): readonly WorkloadStep[] => [
      { alloc: { device, size: bitstream, id: `bitstream${stream}` } },
      { alloc: { device, size: work, id: `work${stream}` } },
      ...allocate(stream, size, 0),
    ]);
    const sizes = [size, ...changes];
    const turns = changes.flatMap((changed, index) =>
      all.flatMap((stream) => change(stream, sizes[index] ?? size, changed, index)),
    );
    const end = all.flatMap((stream): readonly WorkloadStep[] => [
      ...release(stream, sizes.at(-1) ?? size, changes.length),
      { free: [`work${stream}`, `bitstream${stream}`] },
    ]);
    return [...begin, ...turns, ...(keep ? [] : end)];

    /** The frames for reference go, the new ones come, and only then does the screen give back what it holds of the old. */
    function change(stream: number, from: string, to: string, turn: number): readonly WorkloadStep[] {
      const kept = referenceFrames(codec, level, from);
      const [first, ...rest] = release(stream, from, turn);
      const old = frames(stream, turn);
      const vectorsFirst = rest.length > 0 && first !== undefined ? [first] : [];
      return [
        ...vectorsFirst,
        { free: `${old}[0..${kept - 1}]` },
        ...allocate(stream, to, turn + 1),
        { free: old },
      ];
    }
  },
});

function frames(stream: number, turn: number): string {
  return turn === 0 ? `frame${stream}` : `frame${stream}-${turn}`;
}

function levelText(level: string | number | undefined): string | undefined {
  return level === undefined ? undefined : String(level);
}

function referenceFrames(codec: CodecName, level: string | undefined, written: string): number {
  const found = pictureBuffers({ codec, level, ...dimensions(written) });
  return found.ok ? found.pictures : 0;
}

function codedSize(codec: CodecName, written: string): { readonly width: number; readonly height: number } {
  const { width, height } = dimensions(written);
  const block = codingBlock(codec);
  return { width: roundUp(width, block), height: roundUp(height, block) };
}

/** Bytes beside one frame; 0 where a decoder keeps none. */
export function motionVectorBytes(
  codec: CodecName,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  switch (codec) {
    case 'h264':
      return 64 * Math.ceil(width / 16) * Math.ceil(height / 16) + 32;
    case 'hevc':
      return Math.ceil((width * height) / 16);
    case 'vp9':
      return Math.ceil(width / 64) * Math.ceil(height / 64) * 64 * 16;
    case 'av1':
      return Math.ceil(width / 64) * Math.ceil(height / 64) * 384 * 2 + 512;
    default:
      return 0;
  }
}
