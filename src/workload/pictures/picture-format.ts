/** One plane of a picture: every `pixels` pixels of a line, begun ones included, are `bytes` bytes, and one of `lines` lines has them. */
export interface PicturePlane {
  readonly pixels: number;
  readonly bytes: number;
  /** 2: every second line of the picture, as chroma of 4:2:0. */
  readonly lines: 1 | 2;
}

/** How the pixels of a picture lie in memory. */
export interface PictureFormat {
  /** The name that outputs use. */
  readonly name: string;
  /** Other names: fourccs of DRM and V4L2, and the names of their constants. Case does not matter. */
  readonly also: readonly string[];
  /** In the order in which they lie, or are allocated. */
  readonly planes: readonly PicturePlane[];
  /** Whether V4L2 has each plane in a buffer of its own. */
  readonly separate: boolean;
  readonly text: string;
  readonly source: string;
}
