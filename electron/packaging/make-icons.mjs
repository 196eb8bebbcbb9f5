// Draws assets/icons from renderer/icon.svg: `node electron/packaging/make-icons.mjs`. Run by hand when the drawing changes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";

const ROOT = resolve(import.meta.dirname, "..", "..");
const DRAWING = join(ROOT, "renderer", "icon.svg");
const OUT = join(ROOT, "assets", "icons");

/** Sizes that Linux desktops look for (freedesktop.org icon theme), and those that Windows draws. */
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];

/** Apple's names of PNG entries, by the pixels of each. */
const APPLE_TYPES = { icp4: 16, icp5: 32, icp6: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };

/** Apple's icons leave a margin around the drawing; 100 of 1024 pixels on each side. */
const APPLE_MARGIN = 100 / 1024;

const png = (size) =>
  sharp(DRAWING, { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: size > 128 })
    .toBuffer();

async function applePng(size) {
  const margin = Math.round(size * APPLE_MARGIN);
  const inner = await png(size - 2 * margin);
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  return await sharp(inner)
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background })
    .png({ compressionLevel: 9, palette: size > 128 })
    .toBuffer();
}

/** An ICO whose entries are PNG files, as Windows has read them since Vista. */
function ico(entries) {
  const head = Buffer.alloc(6 + 16 * entries.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(entries.length, 4);
  let offset = head.length;
  entries.forEach(({ size, data }, index) => {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(data.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += data.length;
  });
  return Buffer.concat([head, ...entries.map(({ data }) => data)]);
}

function icns(entries) {
  const parts = entries.map(({ type, data }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, "latin1");
    head.writeUInt32BE(8 + data.length, 4);
    return Buffer.concat([head, data]);
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write("icns", 0, "latin1");
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}

mkdirSync(OUT, { recursive: true });
for (const size of LINUX_SIZES) writeFileSync(join(OUT, `${size}x${size}.png`), await png(size));
const windows = await Promise.all(WINDOWS_SIZES.map(async (size) => ({ size, data: await png(size) })));
writeFileSync(join(OUT, "icon.ico"), ico(windows));
const apple = await Promise.all(
  Object.entries(APPLE_TYPES).map(async ([type, size]) => ({ type, data: await applePng(size) })),
);
writeFileSync(join(OUT, "icon.icns"), icns(apple));
