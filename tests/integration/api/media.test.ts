import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiRouter, handleMedia } from "#electron/api";
import { startWebHost } from "#electron/hosts";
import { IMAGE_HEIGHT, IMAGE_WIDTH, plainPicture, type TestServices, testServices } from "../../mocks/services.ts";

let test: TestServices;
let projectId: string;
beforeEach(async () => {
  test = await testServices();
  const api = apiRouter.createCaller({ services: test.services });
  projectId = (await api.projects.create({ dir: join(test.root, "p"), title: "P" })).projectId;
});
afterEach(() => test.dispose());

/** Adds a picture to the project and answers the path of its address. */
async function pathOf(imagePath: string): Promise<string> {
  const api = apiRouter.createCaller({ services: test.services });
  const { refused } = await api.samples.add({ projectId, samples: [{ imagePath, question: "?" }], copy: false });
  expect(refused).toEqual([]);
  return `/media/image/${projectId}/${createHash("sha256").update(readFileSync(imagePath)).digest("hex")}`;
}
const get = (path: string) => handleMedia(test.services, new URL(path, "http://127.0.0.1"));
const pixels = async (response: Response) => {
  const { data, info } = await sharp(await response.arrayBuffer())
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...info, first: [...data.subarray(0, info.channels)], data };
};

describe("pictures", () => {
  it("come as their own bytes where every browser draws them alike", async () => {
    const response = await get(await pathOf(test.image("a.png")));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(readFileSync(test.image("a.png")));
  });

  it("come small when a width is named, and never enlarged", async () => {
    const wide = test.image("wide.png");
    await plainPicture("#208020", 3000, 30).toFile(wide);
    const path = await pathOf(wide);
    expect(await pixels(await get(`${path}?width=100`))).toMatchObject({ width: 100, height: 1, format: "raw" });
    expect((await get(`${path}?width=100`)).headers.get("content-type")).toBe("image/webp");
    expect(await pixels(await get(`${path}?width=999999`))).toMatchObject({ width: 1024 });
    const small = await pathOf(test.image("a.png"));
    expect(await pixels(await get(`${small}?width=500`))).toMatchObject({ width: IMAGE_WIDTH, height: IMAGE_HEIGHT });
  });

  it.each(["0", "-5", "1.5", "abc", ""])("ignore a width of %j", async (width) => {
    const path = await pathOf(test.image("a.png"));
    expect((await get(`${path}?width=${width}`)).headers.get("content-type")).toBe("image/png");
  });

  it("come as PNG where browsers know the format not: TIFF", async () => {
    const file = test.image("t.tiff");
    await plainPicture("#0a0b0c").tiff({ compression: "lzw" }).toFile(file);
    const response = await get(await pathOf(file));
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(await pixels(response)).toMatchObject({ width: IMAGE_WIDTH, height: IMAGE_HEIGHT, first: [10, 11, 12] });
  });

  it("come with 8 bits a channel: 16-bit PNG", async () => {
    const file = test.image("deep.png");
    await plainPicture("#804020").toColourspace("rgb16").png().toFile(file);
    expect((await sharp(file).metadata()).depth).toBe("ushort");
    const response = await get(await pathOf(file));
    const bytes = await response.arrayBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: "uchar", channels: 3 });
  });

  it("come upright, as the sample's size says: EXIF", async () => {
    const file = test.image("turned.jpg");
    await plainPicture("#804020").jpeg().withMetadata({ orientation: 6 }).toFile(file);
    const path = await pathOf(file);
    expect(await pixels(await get(path))).toMatchObject({ width: IMAGE_HEIGHT, height: IMAGE_WIDTH });
    expect(await pixels(await get(`${path}?width=12`))).toMatchObject({ width: 12, height: 16 });
    const api = apiRouter.createCaller({ services: test.services });
    const { id } = (await api.samples.page({ projectId, offset: 0, limit: 1 })).items[0] as { id: string };
    const { image } = await api.samples.get({ projectId, sampleId: id });
    expect(image).toMatchObject({ width: IMAGE_HEIGHT, height: IMAGE_WIDTH });
  });

  it("come without their transparency, as the pipeline sees them", async () => {
    const file = test.image("glass.png");
    await plainPicture("#804020").ensureAlpha(0).png().toFile(file);
    const path = await pathOf(file);
    expect(await pixels(await get(path))).toMatchObject({ channels: 3, first: [0x80, 0x40, 0x20] });
    expect(await pixels(await get(`${path}?width=16`))).toMatchObject({ channels: 3 });
  });
});

describe("refusals", () => {
  const reportOf = async (path: string) => {
    const response = await get(path);
    expect(response.headers.get("content-type")).toBe("application/json");
    return { status: response.status, report: (await response.json()) as { code: string; where?: string } };
  };

  it("says that a file has gone, and shows it once it is back", async () => {
    const path = await pathOf(test.image("a.png"));
    const bytes = readFileSync(test.image("a.png"));
    rmSync(test.image("a.png"));
    expect(await reportOf(path)).toMatchObject({ status: 404, report: { code: "image-missing" } });
    writeFileSync(test.image("a.png"), bytes);
    expect((await get(path)).status).toBe(200);
  });

  it("never shows another picture in its place", async () => {
    const path = await pathOf(test.image("a.png"));
    writeFileSync(test.image("a.png"), readFileSync(test.image("b.png")));
    expect(await reportOf(path)).toMatchObject({ status: 404, report: { code: "image-changed" } });
  });

  it("knows only pictures of projects that are open", async () => {
    const path = await pathOf(test.image("a.png"));
    const api = apiRouter.createCaller({ services: test.services });
    await api.projects.close({ projectId });
    expect(await reportOf(path)).toMatchObject({ status: 404, report: { code: "not-found" } });
  });

  it.each([
    "/media/",
    "/media/image",
    "/media/image/zz/zz",
    "/media/image/../../etc/passwd",
    "/media/image/%2e%2e%2f%2e%2e%2fetc%2fpasswd/x",
    `/media/image/${"0".repeat(16)}/${"0".repeat(64)}`,
    `/media/image/${"0".repeat(16)}/${"0".repeat(63)}`,
    `/media/image/${"0".repeat(16)}/${"0".repeat(64)}/x`,
    `/media/image/${"0".repeat(16)}/${"A".repeat(64)}`,
  ])("answers 404 to %s", async (path) => {
    expect(await reportOf(path)).toMatchObject({ status: 404, report: { code: "not-found" } });
  });

  it("does not know a picture that is not of this project", async () => {
    expect(await reportOf(`/media/image/${projectId}/${"0".repeat(64)}`)).toMatchObject({ status: 404 });
  });
});

describe("over the web host", () => {
  it("come whole, and without a body for HEAD", async () => {
    const path = await pathOf(test.image("a.png"));
    const host = await startWebHost({ services: test.services, rendererDir: test.root });
    const entry = await fetch(host.url, { redirect: "manual" });
    const headers = { cookie: entry.headers.get("set-cookie")?.split(";")[0] ?? "" };
    const url = `http://127.0.0.1:${host.port}${path}`;
    const whole = await fetch(url, { headers });
    expect(whole.headers.get("content-security-policy")).not.toBeNull();
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(readFileSync(test.image("a.png")));
    const head = await fetch(url, { method: "HEAD", headers });
    expect(head.headers.get("content-length")).toBe(String(readFileSync(test.image("a.png")).length));
    expect(await head.text()).toBe("");
    expect((await fetch(`${url}0`, { headers })).status).toBe(404);
    await host.close();
  });
});
