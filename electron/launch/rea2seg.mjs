#!/usr/bin/env node
import { ensureBuilt } from "./build.mjs";
import { runCommand, start } from "./start.mjs";

const args = process.argv.slice(2);
const START_FLAGS = ["--web", "--port", "--no-open"];

try {
  if (args.length === 0 || START_FLAGS.some((flag) => args[0] === flag || args[0]?.startsWith(`${flag}=`))) {
    await start(args);
  } else {
    const targets = args[0] === "web" ? ["node", "renderer"] : ["node"];
    await ensureBuilt({ targets });
    await runCommand(args);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
