import { config } from "zod";

// zod tries `new Function` to compile its parsers; our content security policy forbids it and would report each try.
// Must be the first import of the page and of every worker: schemas decide when they are made.
config({ jitless: true });
