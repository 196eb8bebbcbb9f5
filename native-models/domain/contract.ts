/** Detectors that a pack's manifest can name (`domainDetector`): each tells a kind of pictures from all others. */
export const DOMAIN_DETECTORS = ["clevr-like"] as const;
export type DomainDetector = (typeof DOMAIN_DETECTORS)[number];

/** A small picture: row-major RGB, values 0..1 in sRGB as stored, `data.length === width * height * 3`. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** Whether a picture looks like a detector's domain: `likelihood` is 0..1, and from 0.5 on it does. */
export interface DomainVerdict {
  readonly fits: boolean;
  readonly likelihood: number;
}
