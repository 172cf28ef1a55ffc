/** The codecs whose rules for reference pictures are known here. */
export const codecNames = ['mpeg2', 'h264', 'hevc', 'vp8', 'vp9', 'av1'] as const;
export type CodecName = (typeof codecNames)[number];

const otherNames = { avc: 'h264', h265: 'hevc' } as const;
type OtherName = keyof typeof otherNames;

/** Every name that a codec goes by: of two of them there is another one. */
export const writtenCodecs = ['mpeg2', 'h264', 'avc', 'hevc', 'h265', 'vp8', 'vp9', 'av1'] as const;

/** The codec that a name stands for. */
export function codecNamed(written: CodecName | OtherName): CodecName {
  return written === 'avc' || written === 'h265' ? otherNames[written] : written;
}

/** What a stream says of itself. */
export interface CodedPicture {
  readonly codec: CodecName;
  /** As the standard writes it: `4.1`, `1b`; undefined: the lowest level that allows such a picture. */
  readonly level: string | undefined;
  /** Luma samples. */
  readonly width: number;
  readonly height: number;
}

export type PictureBuffers =
  | { readonly ok: true; readonly pictures: number; readonly level: string | undefined }
  | { readonly ok: false; readonly message: string };

/**
 * How many pictures a decoder must be able to keep for reference and reordering, without the one that it decodes into.
 *
 * H.264: MaxDpbFrames of A.3.1, Min(MaxDpbMbs / (PicWidthInMbs * FrameHeightInMbs), 16), with MaxDpbMbs and MaxFS of table A-1.
 * HEVC: MaxDpbSize of A.4.2 from MaxLumaPs of table A.8, less the current picture, which that counts.
 * VP8 keeps three references (RFC 6386, section 9.7), VP9 and AV1 eight (REF_FRAMES, NUM_REF_FRAMES), MPEG-2 two.
 */
export function pictureBuffers(coded: CodedPicture): PictureBuffers {
  switch (coded.codec) {
    case 'h264':
      return byLevel(coded, h264Levels, macroblocks(coded), 'macroblocks', ({ dpb = 0 }, size) =>
        Math.min(Math.floor(dpb / size), 16),
      );
    case 'hevc':
      return byLevel(coded, hevcLevels, coded.width * coded.height, 'luma samples', hevcPictures);
    case 'vp9':
      return byLevel(coded, vp9Levels, coded.width * coded.height, 'luma samples', () => 8);
    case 'av1':
      return byLevel(coded, av1Levels, coded.width * coded.height, 'luma samples', () => 8);
    case 'vp8':
      return withoutLevels(coded, 3);
    case 'mpeg2':
      return withoutLevels(coded, 2);
  }
}

/** Pictures are coded in whole blocks of so many luma samples each way: macroblocks, or the largest coding unit. */
export function codingBlock(codec: CodecName): number {
  return codec === 'hevc' || codec === 'vp9' || codec === 'av1' ? 64 : 16;
}

/** One row of a table of levels: the largest picture, and what H.264 says of all pictures together. */
interface Level {
  /** Levels that are alike in this. */
  readonly names: readonly string[];
  /** Of one picture: macroblocks in H.264, luma samples else. */
  readonly picture: number;
  /** H.264's MaxDpbMbs; the other codecs count pictures. */
  readonly dpb?: number;
}

function byLevel(
  { codec, level, width, height }: CodedPicture,
  levels: readonly Level[],
  size: number,
  unit: string,
  pictures: (level: Level, size: number) => number,
): PictureBuffers {
  const what = `${width}x${height} (${size} ${unit})`;
  if (level === undefined) {
    const lowest = levels.find(({ picture }) => size <= picture);
    if (lowest === undefined) return { ok: false, message: `No level of ${codec} allows ${what}.` };
    return { ok: true, pictures: pictures(lowest, size), level: lowest.names[0] };
  }

  const plain = level.replace(/\.0$/, '');
  const named = levels.find(({ names }) => names.includes(plain));
  if (named === undefined) {
    const all = levels.flatMap(({ names }) => names).join(', ');
    return { ok: false, message: `${codec} has no level ${level}; it has ${all}.` };
  }
  if (size <= named.picture) return { ok: true, pictures: pictures(named, size), level: plain };
  return { ok: false, message: `${codec} at level ${plain} allows ${named.picture} ${unit}, not ${what}.` };
}

function withoutLevels({ codec, level }: CodedPicture, pictures: number): PictureBuffers {
  if (level === undefined) return { ok: true, pictures, level };
  return { ok: false, message: `The pictures that ${codec} keeps do not hang on a level; leave it out.` };
}

function macroblocks({ width, height }: CodedPicture): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16);
}

/** maxDpbPicBuf is 6, and more of smaller pictures; the standard's figure has the current picture in it. */
function hevcPictures({ picture }: Level, size: number): number {
  if (size <= picture / 4) return 16 - 1;
  if (size <= picture / 2) return 12 - 1;
  if (size <= (picture * 3) / 4) return 8 - 1;
  return 6 - 1;
}

/** Table A-1: MaxFS, MaxDpbMbs. */
const h264Levels: readonly Level[] = [
  { names: ['1', '1b'], picture: 99, dpb: 396 },
  { names: ['1.1'], picture: 396, dpb: 900 },
  { names: ['1.2', '1.3', '2'], picture: 396, dpb: 2376 },
  { names: ['2.1'], picture: 792, dpb: 4752 },
  { names: ['2.2', '3'], picture: 1620, dpb: 8100 },
  { names: ['3.1'], picture: 3600, dpb: 18_000 },
  { names: ['3.2'], picture: 5120, dpb: 20_480 },
  { names: ['4', '4.1'], picture: 8192, dpb: 32_768 },
  { names: ['4.2'], picture: 8704, dpb: 34_816 },
  { names: ['5'], picture: 22_080, dpb: 110_400 },
  { names: ['5.1', '5.2'], picture: 36_864, dpb: 184_320 },
  { names: ['6', '6.1', '6.2'], picture: 139_264, dpb: 696_320 },
];

/** Table A.8: MaxLumaPs. */
const hevcLevels: readonly Level[] = [
  { names: ['1'], picture: 36_864 },
  { names: ['2'], picture: 122_880 },
  { names: ['2.1'], picture: 245_760 },
  { names: ['3'], picture: 552_960 },
  { names: ['3.1'], picture: 983_040 },
  { names: ['4', '4.1'], picture: 2_228_224 },
  { names: ['5', '5.1', '5.2'], picture: 8_912_896 },
  { names: ['6', '6.1', '6.2'], picture: 35_651_584 },
];

/** VP9's levels: the largest luma picture. */
const vp9Levels: readonly Level[] = [
  { names: ['1'], picture: 36_864 },
  { names: ['1.1'], picture: 73_728 },
  { names: ['2'], picture: 122_880 },
  { names: ['2.1'], picture: 245_760 },
  { names: ['3'], picture: 552_960 },
  { names: ['3.1'], picture: 983_040 },
  { names: ['4', '4.1'], picture: 2_228_224 },
  { names: ['5', '5.1', '5.2'], picture: 8_912_896 },
  { names: ['6', '6.1', '6.2'], picture: 35_651_584 },
];

/** Annex A.3: MaxPicSize. */
const av1Levels: readonly Level[] = [
  { names: ['2'], picture: 147_456 },
  { names: ['2.1'], picture: 278_784 },
  { names: ['3'], picture: 665_856 },
  { names: ['3.1'], picture: 1_065_024 },
  { names: ['4', '4.1'], picture: 2_359_296 },
  { names: ['5', '5.1', '5.2', '5.3'], picture: 8_912_896 },
  { names: ['6', '6.1', '6.2', '6.3'], picture: 35_651_584 },
];
