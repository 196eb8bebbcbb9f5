// Makes a zip that has the shape of Electron's: its names, a fuse wire, and an executable that runs the app under Node with
// the tests' fake electron. No real binary can be had everywhere; what is packaged around it is the same.
import { createWriteStream, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { ZipFile } from "yazl";
import { electronVersion, zipName } from "../../electron/launch/electron-zip.mjs";

const ROOT = resolve(import.meta.dirname, "..", "..");

/** What @electron/fuses looks for in a binary, then the version of the wire, its length, and a state a fuse. */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const WIRE_VERSION = 1;

/** Electron's own defaults, by index: RunAsNode, NodeOptions, CliInspect, GrantFileProtocolExtraPrivileges, WasmTrapHandlers on. */
const DEFAULTS = "101100011";

const EXECUTABLE = `#!/bin/sh
# A stand-in for Electron's executable: it says who it is, and starts nothing.
echo "stand-in for Electron" "$@"
exit 0
`;

const LIBRARIES = ["libffmpeg.so", "libEGL.so", "libGLESv2.so", "libvk_swiftshader.so", "libvulkan.so.1"];

/**
 * @param {{ dir: string, platform?: string, arch?: string }} options
 * @returns {Promise<string>} the zip
 */
export async function makeStandIn({ dir, platform = "linux", arch = process.arch }) {
  const version = electronVersion(ROOT);
  const zip = new ZipFile();
  const add = (name, data, mode = 0o644) => zip.addBuffer(Buffer.from(data), name, { mode: 0o100000 | mode });
  const wire = Buffer.concat([
    Buffer.from(SENTINEL),
    Buffer.from([WIRE_VERSION, DEFAULTS.length]),
    Buffer.from(DEFAULTS),
  ]);
  add("electron", Buffer.concat([Buffer.from(EXECUTABLE), Buffer.from("\n# "), wire, Buffer.from("\n")]), 0o755);
  add("chrome-sandbox", "#!/bin/sh\nexit 0\n", 0o755);
  add("chrome_crashpad_handler", "#!/bin/sh\nexit 0\n", 0o755);
  for (const name of LIBRARIES) add(name, `stand-in for ${name}`);
  for (const name of ["icudtl.dat", "resources.pak", "chrome_100_percent.pak", "v8_context_snapshot.bin"]) {
    add(name, `stand-in for ${name}`);
  }
  add("locales/en-US.pak", "stand-in for a locale");
  add("LICENSE", "Stand-in for Electron's licence (MIT).\n");
  add("LICENSES.chromium.html", "<p>Stand-in for Chromium's licences.</p>\n");
  add("version", version);
  add("resources/default_app.asar", "stand-in for the default app");
  zip.end();
  mkdirSync(dir, { recursive: true });
  const file = join(dir, zipName(version, platform, arch));
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const dir = resolve(process.argv[2] ?? "stand-in");
  console.log(await makeStandIn({ dir }));
}
