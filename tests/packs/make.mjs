// `npm run test-packs -- DIR`: writes the tests' tiny packs as folders below DIR, for `rea2seg pack install DIR/NAME`.
import { join, resolve } from "node:path";
import { runnerImport } from "vite";

const target = process.argv[2];
if (!target) {
  console.error("usage: npm run test-packs -- DIR");
  process.exit(2);
}
const { module } = await runnerImport(resolve(import.meta.dirname, "tiny-sam.ts"), { configFile: false });
for (const family of ["sam1", "sam2"]) {
  console.log(await module.writeTinySam(family, join(resolve(target), `tiny-${family}`)));
}
