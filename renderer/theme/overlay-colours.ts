/**
 * Okabe and Ito's colours, which colour-blind people can tell apart (Wong, "Points of view: Color blindness",
 * Nature Methods 8, 2011). Red, green, blue in 0..255.
 */
export type Rgb = readonly [red: number, green: number, blue: number];

const OKABE_ITO = Object.freeze({
  orange: [230, 159, 0],
  skyBlue: [86, 180, 233],
  green: [0, 158, 115],
  yellow: [240, 228, 66],
  blue: [0, 114, 178],
  vermillion: [213, 94, 0],
  purple: [204, 121, 167],
} as const satisfies Record<string, Rgb>);

/** What is drawn over a picture, each kind with its own colour; line styles differ too (see canvas). */
export const overlayColours = Object.freeze({
  mask: OKABE_ITO.green,
  preview: OKABE_ITO.skyBlue,
  reference: OKABE_ITO.yellow,
  negative: OKABE_ITO.vermillion,
  positive: OKABE_ITO.green,
  seed: OKABE_ITO.orange,
  heat: OKABE_ITO.vermillion,
  hovered: OKABE_ITO.purple,
  ignore: OKABE_ITO.orange,
  tokenKept: OKABE_ITO.skyBlue,
  tokenDropped: OKABE_ITO.vermillion,
  edge: OKABE_ITO.skyBlue,
  initial: OKABE_ITO.skyBlue,
  cold: OKABE_ITO.blue,
  less: OKABE_ITO.yellow,
} satisfies Record<string, Rgb>);

/** Contours of many candidates at once, in turn. */
export const contourColours: readonly Rgb[] = [
  OKABE_ITO.skyBlue,
  OKABE_ITO.orange,
  OKABE_ITO.purple,
  OKABE_ITO.yellow,
  OKABE_ITO.vermillion,
  OKABE_ITO.blue,
  OKABE_ITO.green,
];

export const cssColour = ([red, green, blue]: Rgb, alpha = 1): string => `rgba(${red}, ${green}, ${blue}, ${alpha})`;
