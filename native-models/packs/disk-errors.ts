import { AppError } from "#core/errors";

/**
 * What the disk refused while a pack was written, in words for people; anything else as it came. `folder` says what
 * kind of folder it is, `bytes` what the pack takes.
 */
export function asDiskError(
  error: unknown,
  dir: string,
  pack: { readonly bytes: number; readonly folder: string },
): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const megabytes = Math.max(1, Math.ceil(pack.bytes / 1e6));
    const message = `The disk is full: the model pack needs ${megabytes} MB.`;
    const cure = `Make room, or choose another ${pack.folder}.`;
    return new AppError({ code: "disk-full", message, where: dir, cure }, { cause: error });
  }
  if (code !== undefined && ["EROFS", "EACCES", "EPERM", "EBUSY", "ENOTDIR", "EEXIST"].includes(code)) {
    const message = "The model pack cannot be written.";
    const cure = `Make the ${pack.folder} writable, or choose another; end programs that use the pack.`;
    return new AppError({ code: "read-only", message, where: dir, cure }, { cause: error });
  }
  return error;
}
