// Makes a folder for APPIMAGE_TOOLS_PATH: this system's mksquashfs, and in the runtime's place a script that says what it is.
// The file system behind it is the real thing and can be opened; started as an AppImage it cannot be.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const RUNTIME = `#!/bin/sh
echo "A stand-in for the AppImage runtime: this file can be opened with unsquashfs, not started."
exit 1
`;

/** Answers null where the system has no mksquashfs. */
export function makeAppImageTools(dir, arch = process.arch) {
  const mksquashfs = which("mksquashfs");
  if (mksquashfs === null) return null;
  mkdirSync(join(dir, "runtimes"), { recursive: true });
  mkdirSync(join(dir, "lib", arch), { recursive: true });
  symlinkSync(mksquashfs, join(dir, "mksquashfs"));
  writeFileSync(join(dir, "desktop-file-validate"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  // Padded to a block, which is where a file system is looked for.
  writeFileSync(join(dir, "runtimes", `runtime-${arch}`), RUNTIME.padEnd(4096, "\n"));
  writeFileSync(join(dir, "lib", arch, "README"), "stand-in: no libraries\n");
  return dir;
}

function which(program) {
  try {
    return execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}
