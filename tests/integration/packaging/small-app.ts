import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPromise } from "yauzl";
import { makeStandIn } from "../../packaging/stand-in-electron.mjs";

/** The stand-in for Electron, unpacked and named as the packager does. */
export async function unpackStandIn(root: string): Promise<string> {
  const app = join(root, "app");
  const zip = await openPromise(await makeStandIn({ dir: root, platform: "linux", arch: "x64" }));
  for await (const entry of zip.eachEntry()) {
    const file = join(app, entry.fileName === "electron" ? "rea2seg" : entry.fileName);
    mkdirSync(join(file, ".."), { recursive: true });
    const chunks = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    writeFileSync(file, Buffer.concat(chunks), { mode: (entry.externalFileAttributes >>> 16) & 0o777 });
  }
  return app;
}
