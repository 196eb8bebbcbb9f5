import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { averageTo, CLEVR_SIZE, clevrLike, clevrStatistics, lookAt, readThumbnail } from "#native-models/domain";

const dir = mkdtempSync(join(tmpdir(), "rea2seg-domain-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Paint = (x: number, y: number) => readonly [number, number, number];

/** A picture painted by a rule over x and y in 0..1. */
function painted(width: number, height: number, paint: Paint) {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    data.set(paint(((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height), at * 3);
  }
  return { width, height, data };
}

const backdrop = (x: number, y: number): [number, number, number] => {
  const level = 135 - 60 * Math.hypot(x - 0.5, y - 0.6);
  return [level, level, level];
};
const spots = [
  { x: 0.3, y: 0.4, r: 0.07, colour: [173, 35, 35] },
  { x: 0.6, y: 0.6, r: 0.09, colour: [42, 75, 215] },
  { x: 0.75, y: 0.35, r: 0.05, colour: [255, 238, 51] },
] as const;
const scene: Paint = (x, y) => {
  const spot = spots.find((one) => Math.hypot(x - one.x, (y - one.y) / 1.5) < one.r);
  return spot ? spot.colour : backdrop(x, y);
};
const small = (paint: Paint) => averageTo(painted(480, 320, paint), CLEVR_SIZE.width, CLEVR_SIZE.height);

async function write(name: string, width: number, height: number, paint: Paint): Promise<string> {
  const file = join(dir, name);
  const { data } = painted(width, height, paint);
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
  return file;
}

describe("averaging by area", () => {
  it("keeps the mean where sizes do not divide, and the order of the channels", () => {
    const image = painted(7, 5, (x, y) => [x * 255, y * 255, 90]);
    const { data } = averageTo(image, 3, 2);
    const mean = (channel: number) => data.filter((_, at) => at % 3 === channel).reduce((sum, v) => sum + v, 0) / 6;
    expect(mean(0)).toBeCloseTo(0.5, 2);
    expect(mean(1)).toBeCloseTo(0.5, 2);
    expect(mean(2)).toBeCloseTo(90 / 255, 6);
    expect(data[0]).toBeLessThan(data[3] as number);
    expect(data[1]).toBeLessThan(data[10] as number);
  });

  it("repeats the pixels of a picture smaller than the target", () => {
    const { data } = averageTo(
      painted(1, 2, (_, y) => (y < 0.5 ? [255, 0, 0] : [0, 0, 255])),
      2,
      4,
    );
    expect([...data.slice(0, 6)]).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...data.slice(-3)]).toEqual([0, 0, 1]);
  });
});

describe("the detector of rendered scenes", () => {
  it("takes plain colourful things on a softly lit grey ground", () => {
    expect(clevrLike(small(scene)).fits).toBe(true);
  });

  it.each<[string, Paint]>([
    ["the ground alone", backdrop],
    ["a flat grey", () => [120, 120, 120]],
    ["the things on white", (x, y) => (isSpot(x, y) ? scene(x, y) : [255, 255, 255])],
    ["things without colour", (x, y) => (isSpot(x, y) ? [230, 230, 230] : backdrop(x, y))],
    ["a colourful ground", (x, y) => (isSpot(x, y) ? scene(x, y) : [60 + 80 * x, 140, 40 + 90 * y])],
    ["fine stripes all over", (x, y) => (Math.floor(x * 60) % 2 === 0 ? [30, 60, 30] : [200, 180, 160 * y])],
  ])("refuses %s", (_, paint) => {
    expect(clevrLike(small(paint)).fits).toBe(false);
  });

  it("measures what its statistics say", () => {
    const found = clevrStatistics(small(scene));
    const area = spots.reduce((sum, { r }) => sum + Math.PI * r * r * 1.5, 0);
    expect(1 - found.ground).toBeGreaterThan(area * 0.9);
    expect(1 - found.ground).toBeLessThan(area * 1.5);
    expect(found.ring).toBe(1);
    expect(found).toMatchObject({ things: 1, vividness: 1, falloff: 1 });
    expect(clevrStatistics(small(backdrop))).toMatchObject({ ground: 1, things: 0, vividness: 0, hueTurns: 0 });
    expect(clevrStatistics(small(() => [120, 120, 120])).falloff).toBeCloseTo(0, 6);
  });

  it("decides alike at other sizes and forms of file", async () => {
    const forms = [
      await write("s.png", 240, 160, scene),
      await write("l.jpg", 1900, 1260, scene),
      await write("w.webp", 600, 600, scene),
    ];
    for (const file of forms) expect((await lookAt("clevr-like", file)).fits).toBe(true);
    const thumbnail = await readThumbnail(forms[1] as string);
    expect([thumbnail.width, thumbnail.height]).toEqual([CLEVR_SIZE.width, CLEVR_SIZE.height]);
  });

  it("refuses a scene that is squeezed or cut to a strip", async () => {
    for (const [width, height] of [
      [1200, 400],
      [200, 600],
    ] as const) {
      const file = await write(`strip-${width}.png`, width, height, scene);
      expect(await lookAt("clevr-like", file)).toEqual({ fits: false, likelihood: 0 });
    }
  });

  it("refuses the demo's photographs", async () => {
    for (const name of ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"]) {
      expect((await lookAt("clevr-like", join("assets/demo/images", name))).fits).toBe(false);
    }
  });

  it("names a file that is missing", async () => {
    await expect(lookAt("clevr-like", join(dir, "none.png"))).rejects.toMatchObject({ code: "image-missing" });
  });
});

function isSpot(x: number, y: number): boolean {
  return spots.some((one) => Math.hypot(x - one.x, (y - one.y) / 1.5) < one.r);
}
