export { sha256OfFile, sha256OfFileNow } from "./sha256-of-file.ts";
