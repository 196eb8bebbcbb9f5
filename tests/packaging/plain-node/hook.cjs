// Loaded by `node -r`: gives the packaged app the tests' fake electron, built beside this file's copy, and what a packaged
// app finds in its process. The app itself is not changed.
const Module = require("node:module");
const path = require("node:path");

const { FAKE_ELECTRON, RESOURCES_DIR } = process.env;
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolveWithFake(request, ...rest) {
  return request === "electron" ? path.resolve(FAKE_ELECTRON) : resolveFilename.call(this, request, ...rest);
};
process.resourcesPath = RESOURCES_DIR;
