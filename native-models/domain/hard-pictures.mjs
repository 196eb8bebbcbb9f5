import sharp from "sharp";

/** Pictures that are no rendered scenes but have something of one. Each maker takes a draw (0..1) and a photograph. */

const SIZE = { width: 480, height: 320 };
const grey = (level) => `rgb(${level},${level},${level})`;
const colour = (draw) =>
  `hsl(${Math.floor(draw() * 360)},${40 + Math.floor(draw() * 60)}%,${30 + Math.floor(draw() * 40)}%)`;
const svg = (body) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">${body}</svg>`);
const flat = (body) => sharp(svg(body)).flatten({ background: "#ffffff" }).png().toBuffer();

/** A studio's seamless grey: soft light that falls off, and noise as a sensor has it. */
function backdrop(draw) {
  const middle = 90 + Math.floor(draw() * 90);
  const edge = Math.max(20, middle - 20 - Math.floor(draw() * 60));
  const [cx, cy] = [30 + draw() * 40, 30 + draw() * 50].map((at) => `${at.toFixed(1)}%`);
  return `<radialGradient id="g" cx="${cx}" cy="${cy}" r="90%"><stop offset="0" stop-color="${grey(middle)}"/>
    <stop offset="1" stop-color="${grey(edge)}"/></radialGradient><rect width="480" height="320" fill="url(#g)"/>`;
}

async function emptyBackdrop(draw) {
  return await flat(backdrop(draw));
}

async function chart(draw) {
  const ground = draw() < 0.5 ? "#ffffff" : grey(190 + Math.floor(draw() * 60));
  const bars = Array.from({ length: 4 + Math.floor(draw() * 6) }, (_, i) => {
    const high = 30 + draw() * 220;
    return `<rect x="${50 + i * 42}" y="${290 - high}" width="30" height="${high}" fill="${colour(draw)}"/>`;
  });
  const axes = `<path d="M40 20V290H470" stroke="#333" fill="none" stroke-width="2"/>`;
  return await flat(`<rect width="480" height="320" fill="${ground}"/>${axes}${bars.join("")}`);
}

async function screenshot(draw) {
  const ground = grey(40 + Math.floor(draw() * 210));
  const lines = Array.from({ length: 24 }, (_, i) => {
    const wide = 60 + draw() * 300;
    return `<rect x="110" y="${44 + i * 11}" width="${wide}" height="5" fill="${draw() < 0.2 ? colour(draw) : "#556"}"/>`;
  });
  const panes = `<rect width="480" height="30" fill="${colour(draw)}"/><rect y="30" width="95" height="290" fill="#ccd"/>`;
  return await flat(`<rect width="480" height="320" fill="${ground}"/>${panes}${lines.join("")}`);
}

async function greyPhotograph(_draw, photograph) {
  return await sharp(photograph)
    .autoOrient()
    .resize({ ...SIZE, fit: "cover" })
    .greyscale()
    .png()
    .toBuffer();
}

/** Round pieces of a photograph before a seamless grey, with soft shadows: the nearest that photographs come. */
async function productPhotograph(draw, photograph) {
  const count = 1 + Math.floor(draw() * 4);
  const layers = [];
  let shadows = "";
  for (let i = 0; i < count; i++) {
    const side = 50 + Math.floor(draw() * 80);
    const left = 20 + Math.floor(draw() * (440 - side));
    const top = 60 + Math.floor(draw() * (240 - side));
    shadows += `<ellipse cx="${left + side / 2 + 12}" cy="${top + side - 4}" rx="${side * 0.6}" ry="${side * 0.18}"
      fill="#000" opacity="0.35" filter="url(#b)"/>`;
    const hole = `<svg width="${side}" height="${side}"><rect width="${side}" height="${side}" rx="${side * (0.1 + draw() * 0.4)}"/></svg>`;
    const square = await sharp(photograph).autoOrient().resize(600, 600, { fit: "cover" }).png().toBuffer();
    const piece = await sharp(square)
      .extract({ left: Math.floor(draw() * 300), top: Math.floor(draw() * 300), width: 300, height: 300 })
      .resize(side, side)
      .ensureAlpha()
      .composite([{ input: Buffer.from(hole), blend: "dest-in" }])
      .png()
      .toBuffer();
    layers.push({ input: piece, left, top });
  }
  const filter = `<filter id="b" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="6"/></filter>`;
  return await sharp(svg(`${filter}${backdrop(draw)}${shadows}`))
    .composite(layers)
    .png()
    .toBuffer();
}

/** By what a report calls them. Those of `fromPhotograph` need one. */
export const HARD_PICTURES = [
  { name: "grey backdrop with nothing before it", make: emptyBackdrop, fromPhotograph: false },
  { name: "chart", make: chart, fromPhotograph: false },
  { name: "screenshot", make: screenshot, fromPhotograph: false },
  { name: "photograph without colour", make: greyPhotograph, fromPhotograph: true },
  { name: "pieces of a photograph before a grey backdrop", make: productPhotograph, fromPhotograph: true },
];

/** Numbers in 0..1 from a seed (mulberry32), so that the same seed makes the same pictures. */
export function seededDraw(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
