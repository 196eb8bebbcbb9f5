import { z } from "zod";

/** A file inside the pack: relative, forward slashes, no way out of the folder. */
export const filePathSchema = z
  .string()
  .min(1)
  .refine(
    (file) =>
      !/[\\:\p{Cc}]/u.test(file) &&
      file.split("/").every((part) => part !== "" && !/^\.{1,2}$/.test(part) && !/[. ]$/.test(part)),
    "must be a relative path inside the pack, with forward slashes",
  );
