/**
 * What a person has set for the studio must not reach the tests: their key, their packs, their projects. What steers the
 * tests themselves (REA2SEG_FUZZ, REA2SEG_KILL_ROUNDS, REA2SEG_PYTHON ...) stays.
 */
for (const name of Object.keys(process.env)) {
  if (/^REA2SEG_(API_KEY|[A-Z]+_DIR)$/.test(name)) delete process.env[name];
}
