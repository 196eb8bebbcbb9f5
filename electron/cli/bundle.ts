import { resolve } from "node:path";
import { packBundle, unpackBundle } from "#electron/bundles";
import { loadSettings, userDirs } from "#electron/config";
import { openProject } from "#electron/store";
import type { Terminal } from "./terminal.ts";

/** `rea2seg project pack DIR --out FILE` */
export async function pack(dir: string, out: string, terminal: Terminal): Promise<void> {
  const { author, device } = loadSettings(userDirs().configDir);
  const store = openProject(resolve(dir), { author, device });
  try {
    const report = await packBundle(store, out);
    const text = [
      `Packed ${store.dir} into ${report.file}.`,
      ...report.outside.map((image) => `  NOT in it, for it lies outside of the project's folder: ${image}`),
    ];
    terminal.answer(report, text.join("\n"));
  } finally {
    store.close();
  }
}

/** `rea2seg project unpack FILE` */
export async function unpack(file: string, terminal: Terminal): Promise<void> {
  const unpacked = await unpackBundle(resolve(file), userDirs().projectsDir);
  const text = unpacked.fresh ? `Unpacked into ${unpacked.dir}.` : `It was unpacked before, into ${unpacked.dir}.`;
  terminal.answer(unpacked, text);
}
