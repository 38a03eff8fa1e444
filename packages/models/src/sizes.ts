// From a tier or a quality to the size of the film.

/** Pixels in a frame of each tier. */
const TIER_PIXELS = { '720P': 1280 * 720, '1080P': 1920 * 1080 } as const;

export type Tier = keyof typeof TIER_PIXELS;

// The root of an exact square may come out a hair below it, and would then lose a whole step of 16.
const floor16 = (side: number): number => Math.floor((side + 1e-6) / 16) * 16;

/**
 * The tier fixes the number of pixels, the picture the aspect ratio; both sides come down to a multiple of 16
 * (750 × 1000 at 720P → 816 × 1104). Exactly 16:9 and 9:16 at 1080P stay 1920 × 1080 and 1080 × 1920.
 */
export function tierSize(tier: Tier, picture: { width: number; height: number }): { width: number; height: number } {
  const { width, height } = picture;
  if (tier === '1080P' && width * 9 === height * 16) return { width: 1920, height: 1080 };
  if (tier === '1080P' && width * 16 === height * 9) return { width: 1080, height: 1920 };
  const pixels = TIER_PIXELS[tier];
  return {
    width: floor16(Math.sqrt((pixels * width) / height)),
    height: floor16(Math.sqrt((pixels * height) / width)),
  };
}

/** The sizes of films that follow no picture, as clients write them. */
export const SIZES = [
  ...['1280*720', '720*1280', '960*960', '1088*832', '832*1088'],
  ...['1920*1080', '1080*1920', '1440*1440', '1632*1248', '1248*1632'],
];

/** `size`: one of SIZES. */
export function writtenSize(size: string): { width: number; height: number } {
  const [width, height] = size.split('*').map(Number);
  return { width, height };
}

/** The short side of a frame of each quality. */
const SHORT_SIDE = { '360p': 360, '540p': 540, '720p': 720, '1080p': 1080 } as const;

export type Quality = keyof typeof SHORT_SIDE;

/** `aspect` as "16:9"; the short side is the quality's, the long one follows. */
export function qualitySize(quality: Quality, aspect: string): { width: number; height: number } {
  const [x, y] = aspect.split(':').map(Number);
  const scale = SHORT_SIDE[quality] / Math.min(x, y);
  return { width: Math.round(x * scale), height: Math.round(y * scale) };
}
